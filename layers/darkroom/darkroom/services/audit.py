"""The reconciler's other two rounds: objects that no row explains, rows that miss objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import groupby, islice

from darkroom.catalog.base import DUE_SHARDS, GalleryQuery
from darkroom.domain import keys
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.errors import InvalidKey
from darkroom.services.ports import Ports
from darkroom.services.reconcile import Report
from darkroom.storage.base import ObjectInfo, ObjectStore

OBJECTS_PER_RUN = 2000
ASSETS_PER_PAGE = 100
OWNERS_PER_SHARD = 10
SETTLING = timedelta(hours=1)
"""Younger objects are left alone: somebody may be about to write their row."""
AUDIT_INTERVAL = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ObjectWalk:
    """Every object of one bucket, some each run, against the rows."""

    ports: Ports
    visibility: Visibility

    def sweep(self, report: Report) -> None:
        """Remove what no row explains. What is not named as our objects are is only counted."""
        catalog, name = self.ports.catalog, f"objects-{self.visibility.value}"
        after = catalog.checkpoint(name).get("after", "")
        store = self._store
        seen = list(islice(store.list_prefix("", start_after=after), OBJECTS_PER_RUN))
        settled_before = self.ports.now() - SETTLING
        old = [info for info in seen if info.modified_at <= settled_before]
        for owner, parsed in groupby(_parse(old, report), key=lambda each: each[1].owner):
            self._check(owner, list(parsed), report)
        if not report.dry_run:
            more = len(seen) == OBJECTS_PER_RUN
            catalog.save_checkpoint(name, {"after": seen[-1].key} if more else {})

    @property
    def _store(self) -> ObjectStore:
        return self.ports.variants_of(self.visibility)

    def _check(self, owner: str, found: list[tuple[ObjectInfo, keys.Key]], report: Report) -> None:
        rows = self.ports.catalog.get_many(owner, {key.asset_id for _, key in found})
        for info, key in found:
            asset = rows.get(key.asset_id)
            if asset is None:
                report.attempt("objects_without_row", partial(self._remove, info.key))
            elif self._is_stray(asset, info.key):
                report.attempt("objects_misplaced", partial(self._remove, info.key))

    def _is_stray(self, asset: Asset, key: str) -> bool:
        """Whether a row that stands still says that this object has no business here."""
        if asset.status is Status.REJECTED:
            return True
        if asset.status is not Status.READY or asset.transition is not None:
            return False  # it is being worked on; the first round sees to it
        if key == asset.original_key:
            return self.visibility is Visibility.PUBLIC
        return asset.visibility is not self.visibility or key not in asset.variant_keys

    def _remove(self, key: str) -> None:
        self._store.delete(key)
        if self.visibility is Visibility.PUBLIC:
            self.ports.delivery.purge([key], reference=f"stray-{self.ports.new_id()}")


@dataclass(frozen=True, slots=True)
class RowWalk:
    """Every owner's ready assets, some owners each run, against the objects."""

    ports: Ports
    report_missing: Callable[[Asset, str], None]

    def sweep(self, report: Report, has_time: Callable[[], bool]) -> None:
        """Count objects that rows point at and that are not there."""
        for shard in DUE_SHARDS:
            now = self.ports.now()
            for owner in self.ports.catalog.owners_to_audit(shard, now, limit=OWNERS_PER_SHARD):
                if not has_time():
                    report.complete = False
                    return
                self._audit(owner, report, has_time)

    def _audit(self, owner: str, report: Report, has_time: Callable[[], bool]) -> None:
        catalog, name = self.ports.catalog, f"rows-{keys.spell_owner(owner)}"
        query = GalleryQuery(
            owner,
            ASSETS_PER_PAGE,
            newest_first=False,
            after=catalog.checkpoint(name).get("after"),
        )
        while True:
            page = catalog.page(query)
            self._check(page.assets, report)
            query = replace(query, after=page.next_after)
            if page.next_after is None or not has_time():
                break
        if report.dry_run:
            return
        catalog.save_checkpoint(name, {"after": query.after} if query.after else {})
        if query.after is None:
            catalog.audited(owner, self.ports.now() + AUDIT_INTERVAL)

    def _check(self, assets: Iterable[Asset], report: Report) -> None:
        in_order = sorted(assets, key=lambda asset: (*_place(asset), asset.id))
        for (_, visibility), group in groupby(in_order, key=_place):
            members = list(group)
            there = self._listed(self.ports.private, members)
            if visibility is Visibility.PUBLIC:
                there |= self._listed(self.ports.public, members)
            for asset in members:
                for key in {asset.original_key, *asset.variant_keys} - there:
                    self._confirm(asset, key, report)

    def _listed(self, store: ObjectStore, members: list[Asset]) -> set[str]:
        """The keys of these assets (one owner and job, oldest first) that the store has."""
        first, last = members[0].key_prefix, members[-1].key_prefix
        job = first.rsplit("/", 1)[0] + "/"
        found = set()
        for info in store.list_prefix(job, start_after=first):
            if info.key[: len(last)] > last:
                break
            found.add(info.key)
        return found

    def _confirm(self, asset: Asset, key: str, report: Report) -> None:
        """The listing is older than the row may be: look again before saying it is missing."""
        current = self.ports.catalog.get(asset.owner, asset.id)
        if current is None or current.status is not Status.READY or current.transition:
            return
        home = self.ports.home_of(current)
        store = self.ports.private if key == current.original_key else home
        if not store.exists(key):
            report.found["rows_without_object"] += 1
            self.report_missing(current, key)


def _place(asset: Asset) -> tuple[str, Visibility]:
    return asset.job_id, asset.visibility


def _parse(found: Iterable[ObjectInfo], report: Report) -> Iterable[tuple[ObjectInfo, keys.Key]]:
    for info in found:
        try:
            yield info, keys.parse(info.key)
        except InvalidKey:
            report.found["objects_foreign"] += 1
