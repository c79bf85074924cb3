"""Lineages in the table: one row for each result of a recipe, under its first source.

The row is written with the result's draft and removed with the mark of its deletion, in the same
transactions. So two callers never make the same result twice, and a whole family is one Query.
"""

from __future__ import annotations

from darkroom.catalog import items, records
from darkroom.catalog.base import Descent
from darkroom.catalog.counters import added, could_fit, count, fitting
from darkroom.catalog.rows import ABSENT, Rows
from darkroom.catalog.table import ConditionFailed
from darkroom.catalog.values import Item
from darkroom.domain.asset import Asset
from darkroom.domain.errors import CatalogFailure, DarkroomError
from darkroom.domain.tally import Quota


class LineageRows(Rows):
    """The lineages' part of the Catalog protocol."""

    def add_result(self, draft: Asset, quota: Quota, instead_of: str | None = None) -> None:
        put = {"Put": {"Item": items.from_asset(draft), **ABSENT}}
        counters = count(draft.owner, added([draft]), draft.created_at, quota)
        if not could_fit([draft], quota):
            raise self._over_quota(draft, quota)
        try:
            self._table.transact([put, {"Put": _result(draft, instead_of)}, *counters])
        except ConditionFailed as exc:
            if exc.failed != (2,):  # not the counters: somebody else was first
                raise
            raise self._over_quota(draft, quota) from exc

    def result(self, source: Asset, recipe_hash: str) -> str | None:
        item = self._table.get(records.result_key(source, recipe_hash))
        return item["asset_id"]["S"] if item else None

    def family(self, owner: str, root_id: str, *, limit: int) -> list[Descent]:
        answer = self._table.query(
            KeyConditionExpression="pk = :pk AND begins_with(sk, :lineage)",
            ExpressionAttributeValues={
                ":pk": {"S": items.owner_pk(owner)},
                ":lineage": {"S": records.lineage_prefix(root_id)},
            },
            ConsistentRead=True,
            Limit=limit,
        )
        return [records.to_descent(item) for item in answer["Items"]]

    def _over_quota(self, draft: Asset, quota: Quota) -> DarkroomError:
        _, refused = fitting([draft], self.stats(draft.owner), quota)
        return refused.get(0) or CatalogFailure()  # there is room again: worth another try


def forgetting(asset: Asset) -> dict[str, Item] | None:
    """The action that forgets the result, for the transaction that marks it as being deleted."""
    key = records.own_result_key(asset)
    if key is None:
        return None
    return {
        "Delete": {
            "Key": key,
            # By now another asset may be the result of the same recipe.
            "ConditionExpression": "attribute_not_exists(pk) OR asset_id = :id",
            "ExpressionAttributeValues": {":id": {"S": asset.id}},
        }
    }


def descending(draft: Asset) -> Item:
    """The row's request for a draft that no other asset can be the same as."""
    return {"Item": records.from_result(draft)}


def _result(draft: Asset, instead_of: str | None) -> Item:
    """The row, written unless there is one already, other than of `instead_of`."""
    condition: Item = dict(ABSENT)
    if instead_of:
        condition["ConditionExpression"] += " OR asset_id = :lost"
        condition["ExpressionAttributeValues"] = {":lost": {"S": instead_of}}
    return {"Item": records.from_result(draft), **condition}
