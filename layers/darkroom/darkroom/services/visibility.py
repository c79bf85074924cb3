"""Moving an asset between private and public: a machine that can stop anywhere and go on.

    1 intent    the row says where it is going, and who is taking it there (a claim)
    2 copy      every variant into the other bucket, server side
    3 commit    the row points at the new copies
    4 clean     the old copies go; when the public ones go, the CDN forgets them
    5 settle    the row says that nothing is left to do

At every moment the row points at objects that exist. `visibility` says what holds, so a machine
found standing is driven on from the row alone: before the commit towards either side (turning
back is a clean-up), after it through the cleaning. A live claim belongs to somebody who is still
driving: everybody else gets MoveInProgress.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from darkroom.domain import caching
from darkroom.domain.asset import Asset, Status, Transition, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    DarkroomError,
    EditConflict,
    Fault,
    InternalFault,
    MoveInProgress,
    ObjectNotFound,
    RowChanged,
)
from darkroom.domain.variants import CONTENT_TYPES
from darkroom.services.ports import Ports
from darkroom.services.rows import ATTEMPTS, get_asset, require_ready
from darkroom.storage.base import Copy


@dataclass(frozen=True, slots=True)
class Moves:
    """Publishing and revoking."""

    ports: Ports

    def move(self, owner: str, asset_id: str, target: Visibility) -> Asset:
        """Make the owner's asset public or private and return it as it then is.

        Raises AssetNotFound, NotReady, MoveInProgress, and a Fault that leaves the rest to the
        next call or the reconciler.
        """
        asset = get_asset(self.ports.catalog, owner, asset_id)
        for _ in range(ATTEMPTS):
            require_ready(asset)
            if asset.visibility is target and asset.transition is None:
                return asset
            try:
                begun = self._begin(asset, target)
            except RowChanged:
                asset = get_asset(self.ports.catalog, owner, asset_id)
            else:
                return self._drive(begun, target)
        raise EditConflict

    def move_many(
        self, owner: str, wanted: Sequence[tuple[str, Visibility]]
    ) -> list[Asset | DarkroomError]:
        """In order, for each: the asset as it then is, or why not."""
        outcomes: list[Asset | DarkroomError] = []
        for asset_id, target in wanted:
            try:
                outcomes.append(self.move(owner, asset_id, target))
            except DarkroomError as error:
                outcomes.append(error)
        return outcomes

    def resume(self, asset: Asset) -> Asset:
        """Finish a move that stands still. Raises RowChanged when somebody else was first."""
        target = (
            Visibility.PUBLIC if asset.transition is Transition.PUBLISHING else Visibility.PRIVATE
        )
        return self._drive(self._begin(asset, target), target)

    def tidy(self, asset: Asset) -> Asset:
        """Remove copies from where the asset's variants are not. As a move to where they are: it
        keeps everybody else from moving them meanwhile. Raises RowChanged, MoveInProgress."""
        return self._drive(self._begin(asset, asset.visibility), asset.visibility)

    def _begin(self, asset: Asset, target: Visibility) -> Asset:
        now = self.ports.now()
        if asset.is_claimed(now):
            raise _in_progress(asset)
        moving = asset.moving(target, self.ports.new_claim(now), now)
        return self.ports.catalog.swap(asset, moving)

    def _drive(self, asset: Asset, target: Visibility) -> Asset:
        try:
            if asset.visibility is not target:
                self._copy(asset, target)
                asset = self._hold(asset, lambda row: row.moved(self.ports.now()))
            return self._finish(asset)
        except ObjectNotFound as exc:
            self._turn_back(asset)
            raise InternalFault from exc
        except (Fault, EditConflict):
            self._let_go(asset)
            raise

    def _finish(self, asset: Asset) -> Asset:
        self._clean(asset)
        return self._hold(asset, Asset.settled)

    def _turn_back(self, asset: Asset) -> None:
        """A variant is gone: going on would fail for ever, and what stands still is not restored.
        Raises what _drive does."""
        now = self.ports.now()
        claim = asset.claim or self.ports.new_claim(now)
        back = self._hold(asset, lambda row: row.moving(row.visibility, claim, now))
        self._finish(back)

    def _let_go(self, asset: Asset) -> None:
        """So that the next call need not wait for the claim. Raises AssetNotFound: what was deleted
        under our hands fails in many ways, and this is the answer to all of them."""
        with suppress(Fault, EditConflict, MoveInProgress):
            self._hold(asset, lambda row: row.claimed(None))

    def _copy(self, asset: Asset, target: Visibility) -> None:
        copies = [
            Copy(asset.variant_key(v), CONTENT_TYPES[v.ext], caching.VARIANT[target])
            for v in asset.variants
        ]
        self.ports.home_of(asset).copy_many(copies, self.ports.variants_of(target))

    def _clean(self, asset: Asset) -> None:
        """Remove the copies the row does not point at."""
        if asset.visibility is Visibility.PUBLIC:
            self.ports.private.delete_many(asset.variant_keys)
        else:
            self._withdraw(asset)

    def _withdraw(self, asset: Asset) -> None:
        self.ports.public.delete_many(asset.variant_keys)
        reference = f"revoke-{asset.id}-{asset.claim.token if asset.claim else asset.revision}"
        self.ports.delivery.purge([asset.key_prefix], reference=reference)

    def _hold(self, asset: Asset, change: Callable[[Asset], Asset]) -> Asset:
        """Change a row whose claim is ours, whatever else was edited on it meanwhile."""
        for _ in range(ATTEMPTS):
            try:
                return self.ports.catalog.swap(asset, change(asset))
            except RowChanged:
                asset = self._reread(asset)
        raise EditConflict

    def _reread(self, asset: Asset) -> Asset:
        current = self.ports.catalog.get(asset.owner, asset.id)
        if current is None or current.status is Status.DELETING:
            # Deleted under our hands, perhaps before our copies were made: they go, too.
            self.ports.private.delete_many(asset.variant_keys)
            self._withdraw(asset)
            raise AssetNotFound
        if current.claim is None or asset.claim is None or current.claim.token != asset.claim.token:
            raise _in_progress(current)
        return current


def _in_progress(asset: Asset) -> MoveInProgress:
    """The refusal, with the state that holds meanwhile."""
    return MoveInProgress(
        visibility=asset.visibility.value,
        since=asset.visibility_since.isoformat() if asset.visibility_since else None,
        transition=asset.transition.value if asset.transition else None,
    )
