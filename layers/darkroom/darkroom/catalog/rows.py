"""What the parts of the catalog have in common: the table, and an owner's counters in it."""

from __future__ import annotations

from darkroom.catalog import items
from darkroom.catalog.table import Table
from darkroom.catalog.values import Item
from darkroom.domain.tally import COUNTERS, Tally

ABSENT: Item = {"ConditionExpression": "attribute_not_exists(pk)"}


class Rows:
    """Some of the rows of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def stats(self, owner: str) -> Tally:
        item = self._table.get(items.stats_key(owner)) or {}
        return {name: int(item[name]["N"]) if name in item else 0 for name in COUNTERS}
