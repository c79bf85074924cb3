"""The catalog over DynamoDB: one table, four sparse indexes, never a Scan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from darkroom.catalog import items, records
from darkroom.catalog.base import AssetRef, GalleryPage, GalleryQuery, Slot
from darkroom.catalog.counters import added, could_fit, count, fitting
from darkroom.catalog.generations import GenerationRows
from darkroom.catalog.lineage import LineageRows, forgetting
from darkroom.catalog.listing import read_page
from darkroom.catalog.palettes import PaletteRows
from darkroom.catalog.rows import ABSENT, claiming, unchanged
from darkroom.catalog.shares import ShareRows
from darkroom.catalog.table import ConditionFailed, Table
from darkroom.catalog.values import Item, whole_second
from darkroom.domain.asset import Asset, Claim, Status
from darkroom.domain.errors import CatalogFailure, QuotaExceeded, RowBusy
from darkroom.domain.tally import Quota, difference

TRANSACTION_ACTIONS = 100
"""TransactWriteItems takes at most 100 actions."""
QUOTA_RACES = 5
"""How often drafts are fitted into a quota that others are filling at the same moment."""


class DynamoCatalog(GenerationRows, LineageRows, PaletteRows, ShareRows):
    """The Catalog protocol over one DynamoDB table."""

    def __init__(self, table: Table, transaction_actions: int = TRANSACTION_ACTIONS) -> None:
        super().__init__(table)
        self._chunk = transaction_actions - 1  # one action is the counters'

    # Rows

    def add(self, drafts: Sequence[Asset], quota: Quota) -> list[QuotaExceeded | None]:
        outcomes: list[QuotaExceeded | None] = []
        for start in range(0, len(drafts), self._chunk):
            outcomes += self._add_chunk(drafts[start : start + self._chunk], quota)
        return outcomes

    def get(self, owner: str, asset_id: str) -> Asset | None:
        item = self._table.get(items.asset_key(owner, asset_id))
        return items.to_asset(item) if item else None

    def get_many(self, owner: str, asset_ids: Iterable[str]) -> dict[str, Asset]:
        keys = [items.asset_key(owner, asset_id) for asset_id in dict.fromkeys(asset_ids)]
        assets = map(items.to_asset, self._table.get_many(keys))
        return {asset.id: asset for asset in assets}

    def claim(self, owner: str, asset_id: str, claim: Claim, now: datetime) -> Asset | None:
        key = items.asset_key(owner, asset_id)
        try:
            item = self._table.update(
                {"Key": key, **claiming(claim, now, "status", Status.PENDING.value)}
            )
        except ConditionFailed as exc:
            # Not every stand-in for DynamoDB says what it found.
            return _unclaimed(exc.rows[0] or self._table.get(key))
        return items.to_asset(item)

    def swap(self, before: Asset, after: Asset, *, take_slot: bool = False) -> Asset:
        written = after.written_over(before)
        put = {"Item": items.from_asset(written), **unchanged(before.revision)}
        counters = count(after.owner, difference(before, after), after.updated_at)
        beside = _beside(after, take_slot=take_slot)
        if beside and self._swap_with(put, counters, beside):
            return written
        if counters:
            self._table.transact([{"Put": put}, *counters])
        else:
            self._put_alone(put, items.to_asset)
        return written

    def remove(self, asset: Asset) -> None:
        delete = {"Key": items.asset_key(asset.owner, asset.id), **unchanged(asset.revision)}
        counters = count(asset.owner, difference(asset, None), asset.updated_at)
        if counters:
            self._table.transact([{"Delete": delete}, *counters])
        else:
            self._table.delete(delete)

    def _swap_with(
        self, put: Item, counters: list[dict[str, Item]], beside: dict[str, Item]
    ) -> bool:
        """The swap and what goes with it; False when only the latter may not be written."""
        try:
            self._table.transact([{"Put": put}, *counters, beside])
        except ConditionFailed as exc:
            if 0 in exc.failed:
                raise
            return False
        return True

    # Listings

    def page(self, query: GalleryQuery) -> GalleryPage:
        return read_page(self._table, query)

    # Slots

    def slot(self, owner: str, name: str) -> Slot | None:
        item = self._table.get(records.slot_key(owner, name))
        return records.to_slot(item) if item else None

    def point_slot(self, slot: Slot) -> None:
        self._table.put(_newer_slot(slot))

    # What the reconciler needs

    def due(self, shard: str, now: datetime, *, limit: int) -> list[AssetRef]:
        rows = self._due(items.due_pk(shard), now, limit)
        return [
            AssetRef(row["pk"]["S"].removeprefix("owner#"), row["sk"]["S"].removeprefix("asset#"))
            for row in rows
        ]

    def owners_to_audit(self, shard: str, now: datetime, *, limit: int) -> list[str]:
        rows = self._due(items.audit_pk(shard), now, limit)
        return [row["pk"]["S"].removeprefix("owner#") for row in rows]

    def audited(self, owner: str, next_at: datetime) -> None:
        self._table.update(
            {
                "Key": items.stats_key(owner),
                "UpdateExpression": "SET due_at = :next",
                "ExpressionAttributeValues": {":next": {"N": str(whole_second(next_at))}},
            }
        )

    def checkpoint(self, name: str) -> Mapping[str, Any]:
        item = self._table.get(records.walk_key(name))
        position: dict[str, Any] = json.loads(item["position"]["S"]) if item else {}
        return position

    def save_checkpoint(self, name: str, position: Mapping[str, Any]) -> None:
        item = {**records.walk_key(name), "position": {"S": json.dumps(position)}}
        self._table.put({"Item": item})

    def _add_chunk(self, drafts: Sequence[Asset], quota: Quota) -> list[QuotaExceeded | None]:
        outcomes: list[QuotaExceeded | None] = [None] * len(drafts)
        places = list(range(len(drafts)))
        for _ in range(QUOTA_RACES):
            wanted = [drafts[place] for place in places]
            if not wanted or (could_fit(wanted, quota) and self._add_all(wanted, quota)):
                return outcomes
            fits, refused = fitting(wanted, self.stats(drafts[0].owner), quota)
            for place, reason in refused.items():
                outcomes[places[place]] = reason
            places = [places[place] for place in fits]
        raise CatalogFailure

    def _add_all(self, drafts: Sequence[Asset], quota: Quota) -> bool:
        """Write all of them in one transaction; False when the quota leaves no room."""
        owner, now = drafts[0].owner, drafts[0].created_at
        puts = [{"Put": {"Item": items.from_asset(draft), **ABSENT}} for draft in drafts]
        try:
            self._table.transact([*puts, *count(owner, added(drafts), now, quota)])
        except ConditionFailed as exc:
            if exc.failed != (len(drafts),):  # not the counters: an id was used before
                raise
            return False
        return True


def _unclaimed(found: Item | None) -> Asset | None:
    """Why a claim was refused: no row, a row that is decided, or somebody else's claim."""
    if found is None:
        return None
    asset = items.to_asset(found)
    if asset.status is Status.PENDING:
        raise RowBusy
    return asset


def _beside(asset: Asset, *, take_slot: bool) -> dict[str, Item] | None:
    """What is written with a row, unless something newer is there: the slot that points at it; of
    one being deleted, that it is a recipe's result no more."""
    if take_slot and asset.slot:
        return {"Put": _newer_slot(Slot(asset.owner, asset.slot, asset.id, as_of=asset.id))}
    return forgetting(asset) if asset.status is Status.DELETING else None


def _newer_slot(slot: Slot) -> Item:
    """The slot's row, written unless something newer has the slot."""
    return {
        "Item": records.from_slot(slot),
        "ConditionExpression": "attribute_not_exists(pk) OR as_of <= :as_of",
        "ExpressionAttributeValues": {":as_of": {"S": slot.as_of}},
    }
