"""Stand-ins for the ports, trusted because a contract suite runs over them and the real thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from darkroom.catalog.base import AssetRef, Descent, GalleryPage, GalleryQuery, Share, Slot
from darkroom.catalog.items import owner_shard
from darkroom.domain.asset import Asset, Claim, Kind, Status
from darkroom.domain.canonical import hash_of
from darkroom.domain.errors import QuotaExceeded, RowBusy, RowChanged
from darkroom.domain.palettes import StoredPalette
from darkroom.domain.tally import COUNTERS, Quota, Tally, difference
from darkroom.services.ports import Time
from tests.fake_generations import MemoryGenerations

START = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that moves only when told to; sleeping is being told to."""

    time: datetime = START
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def advance(self, **amount: float) -> None:
        self.time += timedelta(**amount)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds=seconds)

    def monotonic(self) -> float:
        return self.time.timestamp()

    def port(self) -> Time:
        return Time(self.now, self.sleep, self.monotonic)


@dataclass
class FakeDelivery:
    """Remembers what it was asked to forget."""

    base_url: str = "https://cdn.example"
    purged: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def url(self, key: str) -> str:
        return f"{self.base_url}/{key}"

    def purge(self, prefixes: Sequence[str], *, reference: str) -> None:
        self.purged += prefixes
        self.references.append(reference)


class MemoryCatalog(MemoryGenerations):
    """The Catalog in dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[tuple[str, str], Asset] = {}
        self.counters: dict[str, Counter[str]] = {}
        self.audits: dict[str, datetime] = {}
        self.due_dates: dict[tuple[str, str], datetime | None] = {}
        self.slots: dict[tuple[str, str], Slot] = {}
        self.share_rows: dict[str, Share] = {}
        self.walks: dict[str, Mapping[str, Any]] = {}
        self.results: dict[tuple[str, str, str, str], str] = {}
        self.palette_rows: dict[tuple[str, str], StoredPalette] = {}

    def add(self, drafts: Sequence[Asset], quota: Quota) -> list[QuotaExceeded | None]:
        if any((draft.owner, draft.id) in self.rows for draft in drafts):
            raise RowChanged
        outcomes: list[QuotaExceeded | None] = []
        for draft in drafts:
            try:
                quota.check(self.stats(draft.owner), draft.size)
            except QuotaExceeded as exc:
                outcomes.append(exc)
                continue
            self._write(None, draft)
            outcomes.append(None)
        return outcomes

    def get(self, owner: str, asset_id: str) -> Asset | None:
        return self.rows.get((owner, asset_id))

    def get_many(self, owner: str, asset_ids: Iterable[str]) -> dict[str, Asset]:
        found = {asset_id: self.get(owner, asset_id) for asset_id in asset_ids}
        return {asset_id: asset for asset_id, asset in found.items() if asset}

    def claim(self, owner: str, asset_id: str, claim: Claim, now: datetime) -> Asset | None:
        asset = self.get(owner, asset_id)
        if asset is None or asset.status is not Status.PENDING:
            return asset
        if asset.claim and asset.is_claimed(now) and asset.claim.token != claim.token:
            raise RowBusy
        claimed = replace(asset.claimed(claim), revision=asset.revision + 1)
        self.rows[owner, asset_id] = claimed  # due as it was: see Catalog.due
        return claimed

    def swap(self, before: Asset, after: Asset, *, take_slot: bool = False) -> Asset:
        self._require_unchanged(before)
        written = after.written_over(before)
        self._write(before, written)
        if after.status is Status.DELETING and self.results.get(_result_key(after)) == after.id:
            del self.results[_result_key(after)]
        if take_slot and after.slot:
            slot = Slot(after.owner, after.slot, after.id, as_of=after.id)
            if self._is_newer(slot):
                self.slots[slot.owner, slot.name] = slot
        return written

    def remove(self, asset: Asset) -> None:
        self._require_unchanged(asset)
        self._count(asset.owner, difference(asset, None), asset.updated_at)
        del self.rows[asset.owner, asset.id], self.due_dates[asset.owner, asset.id]

    def page(self, query: GalleryQuery) -> GalleryPage:
        ids = sorted(
            (id_ for owner, id_ in self.rows if owner == query.owner), reverse=query.newest_first
        )
        if query.after in ids:
            ids = ids[ids.index(query.after) + 1 :]
        elif query.after:
            ids = [id_ for id_ in ids if (id_ < query.after) == query.newest_first]
        matching = [row for id_ in ids if _matches(row := self.rows[query.owner, id_], query)]
        shown = tuple(_as_listed(row) for row in matching[: query.limit])
        more = len(matching) > query.limit
        return GalleryPage(shown, shown[-1].id if more else None)

    def stats(self, owner: str) -> Tally:
        counters = self.counters.get(owner, Counter())
        return {name: counters[name] for name in COUNTERS}

    def slot(self, owner: str, name: str) -> Slot | None:
        return self.slots.get((owner, name))

    def point_slot(self, slot: Slot) -> None:
        if not self._is_newer(slot):
            raise RowChanged
        self.slots[slot.owner, slot.name] = slot

    def add_share(self, share: Share) -> None:
        self.share_rows[share.id] = share

    def get_share(self, share_id: str) -> Share | None:
        return self.share_rows.get(share_id)

    def shares(self, owner: str, *, limit: int, after: str | None) -> list[Share]:
        own = (share for share in self.share_rows.values() if share.owner == owner)
        ordered = sorted(own, key=lambda share: share.id, reverse=True)
        return [share for share in ordered if after is None or share.id < after][: limit + 1]

    def remove_share(self, owner: str, share_id: str) -> bool:
        share = self.share_rows.get(share_id)
        if share is None or share.owner != owner:
            return False
        del self.share_rows[share_id]
        return True

    def add_result(self, draft: Asset, quota: Quota, instead_of: str | None = None) -> None:
        key = _result_key(draft)
        if self.results.get(key, instead_of) != instead_of or (draft.owner, draft.id) in self.rows:
            raise RowChanged
        quota.check(self.stats(draft.owner), draft.size)
        self._write(None, draft)
        self.results[key] = draft.id

    def descend(self, draft: Asset) -> None:
        self.results[_result_key(draft)] = draft.id

    def result(self, source: Asset, recipe_hash: str) -> str | None:
        return self.results.get((source.owner, source.first_source_id, source.id, recipe_hash))

    def family(self, owner: str, root_id: str, *, limit: int) -> list[Descent]:
        own = sorted(key for key in self.results if key[:2] == (owner, root_id))
        return [Descent(key[2], self.results[key]) for key in own[:limit]]

    def add_palettes(self, palettes: Sequence[StoredPalette], asset: Asset | None) -> None:
        if asset is not None:
            current = self.get(asset.owner, asset.id)
            if current is None or current.status is not Status.READY:
                raise RowChanged
        self.palette_rows |= {(each.owner, each.id): each for each in palettes}

    def palette(self, owner: str, palette_id: str) -> StoredPalette | None:
        return self.palette_rows.get((owner, palette_id))

    def palettes(self, owner: str, *, limit: int, after: str | None) -> list[StoredPalette]:
        ids = sorted((id_ for of, id_ in self.palette_rows if of == owner), reverse=True)
        shown = [id_ for id_ in ids if after is None or id_ < after][: limit + 1]
        return [self.palette_rows[owner, id_] for id_ in shown]

    def palettes_of(self, owner: str, asset_id: str) -> list[StoredPalette]:
        own = self.palettes(owner, limit=len(self.palette_rows), after=None)
        return [each for each in own if each.asset_id == asset_id]

    def remove_palette(self, owner: str, palette_id: str) -> bool:
        return self.palette_rows.pop((owner, palette_id), None) is not None

    def remove_palettes_of(self, owner: str, asset_id: str) -> None:
        for palette in self.palettes_of(owner, asset_id):
            del self.palette_rows[owner, palette.id]

    def due(self, shard: str, now: datetime, *, limit: int) -> list[AssetRef]:
        dates = ((at, ref) for ref, at in self.due_dates.items() if ref[1][-1] == shard)
        overdue = sorted((at, ref) for at, ref in dates if at and at <= now)
        return [AssetRef(*ref) for _, ref in overdue[:limit]]

    def owners_to_audit(self, shard: str, now: datetime, *, limit: int) -> list[str]:
        own = ((at, owner) for owner, at in self.audits.items() if owner_shard(owner) == shard)
        return [owner for at, owner in sorted(own) if at <= now][:limit]

    def audited(self, owner: str, next_at: datetime) -> None:
        self.audits[owner] = next_at

    def checkpoint(self, name: str) -> Mapping[str, Any]:
        return self.walks.get(name, {})

    def save_checkpoint(self, name: str, position: Mapping[str, Any]) -> None:
        self.walks[name] = dict(position)

    def _require_unchanged(self, asset: Asset) -> None:
        current = self.get(asset.owner, asset.id)
        if current is None or current.revision != asset.revision:
            raise RowChanged

    def _is_newer(self, slot: Slot) -> bool:
        current = self.slots.get((slot.owner, slot.name))
        return current is None or current.as_of <= slot.as_of

    def _write(self, before: Asset | None, after: Asset) -> None:
        self._count(after.owner, difference(before, after), after.updated_at)
        self.rows[after.owner, after.id] = after
        self.due_dates[after.owner, after.id] = after.due_at

    def _count(self, owner: str, change: Mapping[str, int], now: datetime) -> None:
        if not change:
            return
        self.counters.setdefault(owner, Counter()).update(change)
        self.audits.setdefault(owner, now + timedelta(days=1))


def _result_key(asset: Asset) -> tuple[str, str, str, str]:
    is_generated = asset.kind is Kind.GENERATED
    recipe_hash = hash_of(asset.id if is_generated else asset.recipe or {})
    return asset.owner, asset.first_source_id, asset.source_asset_id or "", recipe_hash


def _matches(row: Asset, query: GalleryQuery) -> bool:
    return (
        row.status is query.status is not Status.DELETING
        and not row.is_recording
        and query.job_id in (None, row.job_id)
        and query.visibility in (None, row.visibility)
        and query.kind in (None, row.kind)
        and (query.tag is None or query.tag in row.tags)
        and (query.color is None or query.color.accepts(row))
    )


def _as_listed(row: Asset) -> Asset:
    """What the indexes project: see GalleryPage."""
    facts = replace(row.facts, sha256="") if row.facts else None
    return replace(
        row,
        metadata={},
        facts=facts,
        checksum_sha256=None,
        ticket_expires_at=None,
        nudged_at=None,
        claim=None,
        exports=(),
        root_asset_id=None,
        recipe=None,
        generation=None,
        digital_source=None,
        seconds=None,
        revision=0,
    )
