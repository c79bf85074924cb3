"""Deleting an asset: mark it, erase its objects, forget its public copies, drop the row.

The mark takes the asset out of every listing and counter in one transaction; from then on it is
gone for everybody. Each later step may be repeated, and the reconciler repeats what a crash left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from darkroom.domain.asset import Asset, Kind, Status
from darkroom.domain.errors import AssetNotFound, DarkroomError, RowChanged, UploadSettled
from darkroom.domain.ids import is_id
from darkroom.services.ports import Ports
from darkroom.services.rows import amend, get_asset


@dataclass(frozen=True, slots=True)
class Deletion:
    """The way out."""

    ports: Ports

    def delete(self, owner: str, asset_id: str) -> None:
        """Delete the owner's asset, whatever its state. Raises AssetNotFound."""
        self._delete(get_asset(self.ports.catalog, owner, asset_id))

    def delete_many(self, owner: str, asset_ids: Sequence[str]) -> list[DarkroomError | None]:
        """In order, for each: None when deleted, or why not. An id given twice is deleted once."""
        found = self.ports.catalog.get_many(owner, filter(is_id, asset_ids))
        outcomes: list[DarkroomError | None] = []
        for asset_id in asset_ids:
            asset = found.pop(asset_id, None)
            if asset is None or asset.status is Status.DELETING:
                outcomes.append(AssetNotFound())
                continue
            try:
                self._delete(asset)
            except DarkroomError as error:
                outcomes.append(error)
            else:
                outcomes.append(None)
        return outcomes

    def delete_pending(self, asset: Asset) -> None:
        """Give up an upload. Raises UploadSettled when it was decided in the meantime."""
        self._delete(asset, only_pending=True)

    def finish(self, asset: Asset) -> None:
        """Erase everything of a marked asset, whatever of it there is, then drop the row."""
        for store in (self.ports.private, self.ports.public):
            store.delete_many([info.key for info in store.list_prefix(asset.key_prefix)])
        self.ports.uploads.delete(asset.original_key)
        if asset.may_be_public:
            # Not the reference of the first purge: whoever held a claim may have put a copy into
            # the public store after it.
            self._purge(asset, "finish")
        self._drop(asset)

    def _delete(self, asset: Asset, *, only_pending: bool = False) -> None:
        def mark(row: Asset) -> Asset:
            if only_pending and row.status not in {Status.PENDING, Status.RECEIVED}:
                raise UploadSettled(f"The upload is {row.status.value}.")
            return row.deleting(self.ports.now())

        marked = amend(self.ports.catalog, asset, mark)
        self._erase(marked)
        if not self._may_leave_more(marked):
            self._drop(marked)

    def _may_leave_more(self, asset: Asset) -> bool:
        """Whether objects may exist that the row does not name, or that somebody still writes:
        the reconciler then lists and erases them once the claim has ended."""
        was_processed_in_vain = asset.facts is None and asset.claim is not None
        return was_processed_in_vain or asset.is_claimed(self.ports.now())

    def _erase(self, asset: Asset) -> None:
        """Remove the objects the row names."""
        if asset.facts is None:
            if asset.kind is Kind.UPLOADED and asset.seconds is None:  # it may be in quarantine
                self.ports.uploads.delete(asset.original_key)
            return
        keys = [asset.original_key, *asset.variant_keys, *asset.export_keys]
        self.ports.private.delete_many(keys)
        if asset.may_be_public:
            self.ports.public.delete_many(asset.variant_keys)
            self._purge(asset, "delete")

    def _purge(self, asset: Asset, step: str) -> None:
        reference = f"{step}-{asset.id}-{asset.revision}"
        self.ports.delivery.purge([asset.key_prefix], reference=reference)

    def _drop(self, asset: Asset) -> None:
        if asset.facts:  # else there was nothing to take palettes from
            self.ports.catalog.remove_palettes_of(asset.owner, asset.id)
        try:
            self.ports.catalog.remove(asset)
        except RowChanged:
            return  # somebody else is finishing the same deletion
