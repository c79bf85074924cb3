"""The reconciler's other two rounds: objects that no row explains, rows that miss objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import groupby, islice

from darkroom.catalog.base import GalleryQuery
from darkroom.domain import keys
from darkroom.domain.asset import Asset, Status, Variant, Visibility
from darkroom.domain.errors import ImageRejected, InvalidKey, RowChanged
from darkroom.services.ports import Ports
from darkroom.services.reconcile import Report, in_rotation
from darkroom.services.visibility import Moves
from darkroom.storage.base import ObjectInfo, ObjectStore

OBJECTS_PER_RUN = 2000
ASSETS_PER_PAGE = 100
OWNERS_PER_SHARD = 10
SETTLING = timedelta(hours=1)
"""Younger objects are left alone: somebody may be about to write their row."""
REMOVED_AT_ONCE = 100
"""Of public objects: at most half a kilobyte of key each, written down in one row of 400 KB."""
AUDIT_INTERVAL = timedelta(days=7)


Found = Sequence[tuple[ObjectInfo, keys.Key]]


@dataclass(frozen=True, slots=True)
class ObjectWalk:
    """Every object of one bucket, some each run, against the rows.

    A fault ends the walk for this run, and the next one goes on from the same place."""

    ports: Ports
    visibility: Visibility

    def sweep(self, report: Report, has_time: Callable[[], bool] = lambda: True) -> None:
        """Remove what no row explains. What is not named as our objects are is only counted."""
        with report.tolerated():
            self._sweep(report, has_time)

    def _sweep(self, report: Report, has_time: Callable[[], bool]) -> None:
        position = self.ports.catalog.checkpoint(self._name)
        start = position.get("after", "")
        if not report.dry_run:
            self._purge(position.get("purge", ()))
        seen = list(islice(self._store.list_prefix("", start_after=start), OBJECTS_PER_RUN))
        settled_before = self.ports.now() - SETTLING
        old = [info for info in seen if info.modified_at <= settled_before]
        following = {"after": seen[-1].key} if len(seen) == OBJECTS_PER_RUN else {}
        last = start
        for owner, parsed in groupby(_parse(old, report), key=lambda each: each[1].owner):
            if not has_time():
                report.complete = False
                following = {"after": last}
                break
            found = list(parsed)
            self._check(owner, found, start, report)
            last = found[-1][0].key
        if not report.dry_run:
            self.ports.catalog.save_checkpoint(self._name, following)

    @property
    def _store(self) -> ObjectStore:
        return self.ports.variants_of(self.visibility)

    @property
    def _name(self) -> str:
        return f"objects-{self.visibility.value}"

    def _check(self, owner: str, found: Found, start: str, report: Report) -> None:
        rows = self.ports.catalog.get_many(owner, {key.asset_id for _, key in found})
        displaced: Counter[str] = Counter()
        strays: dict[str, dict[str, keys.Key]] = {}
        for info, key in found:
            asset = rows.get(key.asset_id)
            if asset and self._is_displaced(asset, info.key):
                displaced[asset.id] += 1
            elif asset is None or self._is_stray(asset, info.key):
                finding = "objects_misplaced" if asset else "objects_without_row"
                strays.setdefault(finding, {})[info.key] = key
        for asset_id, number in displaced.items():
            tidy = partial(Moves(self.ports).tidy, rows[asset_id])
            report.attempt("objects_misplaced", tidy, number)
        for finding, named in strays.items():
            report.found[finding] += len(named)
            if not report.dry_run:
                self._remove(named, start)

    def _is_displaced(self, asset: Asset, key: str) -> bool:
        """Whether it is a variant that should be in the other bucket alone. A move may put it here
        at any moment: only a move may take it away."""
        is_settled = asset.status is Status.READY and asset.transition is None
        return is_settled and asset.visibility is not self.visibility and key in asset.variant_keys

    def _is_stray(self, asset: Asset, key: str) -> bool:
        """Whether it is what no move and no development will ever put here again."""
        if asset.status is Status.REJECTED:
            return True
        if asset.status is not Status.READY or asset.transition is not None:
            return False  # it is being worked on; the first round sees to it
        if key == asset.original_key or key in asset.export_keys:
            return self.visibility is Visibility.PUBLIC
        return key not in asset.variant_keys

    def _remove(self, named: Mapping[str, keys.Key], start: str) -> None:
        if self.visibility is Visibility.PRIVATE:
            self._store.delete_many(list(named))
            return
        pairs = iter(named.items())
        while chunk := dict(islice(pairs, REMOVED_AT_ONCE)):
            # Written down before they go, as no row remembers that the CDN has to forget them.
            prefixes = sorted({keys.prefix(k.owner, k.job_id, k.asset_id) for k in chunk.values()})
            position = {"after": start, "purge": prefixes}
            self.ports.catalog.save_checkpoint(self._name, position)
            self._store.delete_many(list(chunk))
            self._purge(prefixes)

    def _purge(self, prefixes: Sequence[str]) -> None:
        if prefixes:
            self.ports.delivery.purge(prefixes, reference=f"stray-{self.ports.new_id()}")


@dataclass(frozen=True, slots=True)
class RowWalk:
    """Every owner's ready assets, some owners each run, against the objects."""

    ports: Ports
    restore: Callable[[Asset, Sequence[Variant]], object]
    """Makes variants again; see services.restoring."""
    report_missing: Callable[[Asset, str], None]

    def sweep(self, report: Report, has_time: Callable[[], bool]) -> None:
        """Restore variants that rows point at and that are not there; report what is lost."""
        for shard in in_rotation(self.ports.now()):
            if not has_time():
                report.complete = False
                return
            with report.tolerated():
                self._sweep_shard(shard, report, has_time)

    def _sweep_shard(self, shard: str, report: Report, has_time: Callable[[], bool]) -> None:
        now = self.ports.now()
        owners = self.ports.catalog.owners_to_audit(shard, now, limit=OWNERS_PER_SHARD)
        for owner in owners:
            if not has_time():
                report.complete = False
                return
            with report.tolerated():
                self._audit(owner, report, has_time)
        report.complete = report.complete and len(owners) < OWNERS_PER_SHARD

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
            if not self._check(page.assets, report, has_time):
                report.complete = False
                return  # the next run looks at this page again
            query = replace(query, after=page.next_after)
            if page.next_after is None or not has_time():
                break
        report.complete = report.complete and query.after is None
        if report.dry_run:
            return
        catalog.save_checkpoint(name, {"after": query.after} if query.after else {})
        if query.after is None:
            catalog.audited(owner, self.ports.now() + AUDIT_INTERVAL)

    def _check(self, assets: Iterable[Asset], report: Report, has_time: Callable[[], bool]) -> bool:
        """Whether there was time to mend all of them."""
        in_order = sorted(assets, key=lambda asset: (*_place(asset), asset.id))
        for (_, visibility), group in groupby(in_order, key=_place):
            members = list(group)
            private = self._listed(self.ports.private, members)
            is_public = visibility is Visibility.PUBLIC
            home = self._listed(self.ports.public, members) if is_public else private
            for asset in members:
                missing = {asset.original_key} - private | set(asset.variant_keys) - home
                current, lost = self._confirm(asset, missing)
                if lost and not self._mend(current, lost, report, has_time):
                    return False
        return True

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

    def _confirm(self, asset: Asset, missing: set[str]) -> tuple[Asset, list[str]]:
        """The row, and which of the keys are missing of it. The listing is older than the row may
        be: each is looked for again, and the row is read again after that, which may have moved."""
        current = self._settled(asset) if missing else None
        if current is None:
            return asset, []
        home = self.ports.home_of(current)
        places = dict.fromkeys(current.variant_keys, home)
        places[current.original_key] = self.ports.private
        confirmed = [
            key for key in sorted(missing) if key in places and not places[key].exists(key)
        ]
        return current, confirmed if confirmed and self._settled(asset) == current else []

    def _mend(
        self, asset: Asset, lost: Sequence[str], report: Report, has_time: Callable[[], bool]
    ) -> bool:
        """Whether there was time. Of an original that is there, variants are made again, of which
        a dry run takes its word for it; a fault is for the next run."""
        if asset.original_key in lost:
            is_mended = False
        elif report.dry_run:
            is_mended = True
        elif has_time():
            is_mended = self._restored(asset, lost)
        else:
            return False
        report.found["variants_missing" if is_mended else "rows_without_object"] += len(lost)
        for key in () if is_mended else lost:
            self.report_missing(asset, key)
        return True

    def _restored(self, asset: Asset, lost: Sequence[str]) -> bool:
        """Whether there is no more to do."""
        variants = [each for each in asset.variants if asset.variant_key(each) in lost]
        try:
            self.restore(asset, variants)
        except ImageRejected:
            return False
        except RowChanged:
            return True  # somebody else is at it
        return True

    def _settled(self, asset: Asset) -> Asset | None:
        """The row as it is now; None while somebody works on it."""
        row = self.ports.catalog.get(asset.owner, asset.id)
        is_settled = row and row.status is Status.READY and row.transition is None
        return row if is_settled else None


def _place(asset: Asset) -> tuple[str, Visibility]:
    return asset.job_id, asset.visibility


def _parse(found: Iterable[ObjectInfo], report: Report) -> Iterable[tuple[ObjectInfo, keys.Key]]:
    for info in found:
        try:
            yield info, keys.parse(info.key)
        except InvalidKey:
            report.found["objects_foreign"] += 1
