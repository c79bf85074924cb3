"""What the parts of the catalog have in common: the table, and an owner's counters in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from darkroom.catalog import items
from darkroom.catalog.table import ConditionFailed, Table
from darkroom.catalog.values import Item
from darkroom.domain.tally import COUNTERS, Tally

ABSENT: Item = {"ConditionExpression": "attribute_not_exists(pk)"}


def counters_in(item: Mapping[str, Any]) -> Tally:
    """All counters; what a row has never counted is 0."""
    return {name: int(item[name]["N"]) if name in item else 0 for name in COUNTERS}


class Rows:
    """Some of the rows of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def stats(self, owner: str) -> Tally:
        return counters_in(self._table.get(items.stats_key(owner)) or {})

    def _put_alone(self, put: Item, read: Callable[[Item], object]) -> None:
        """One write. The client repeats it when the answer gets lost: then the row is there, and
        that is no conflict. (A transaction carries a token for that.)"""
        try:
            self._table.put({**put, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"})
        except ConditionFailed as exc:
            row = exc.rows[0]
            if row is None or read(row) != read(put["Item"]):
                raise

    def _due(self, partition: str, now: datetime, limit: int) -> Sequence[Item]:
        """What was due by now in this partition of the index, most overdue first."""
        answer = self._table.query(
            IndexName="due",
            KeyConditionExpression="due_pk = :pk AND due_at <= :now",
            ExpressionAttributeValues={
                ":pk": {"S": partition},
                ":now": {"N": str(int(now.timestamp()))},  # see whole_second
            },
            Limit=limit,
        )
        rows: Sequence[Item] = answer["Items"]
        return rows
