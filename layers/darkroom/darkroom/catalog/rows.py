"""What the parts of the catalog have in common: the table, and an owner's counters in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from darkroom.catalog import items
from darkroom.catalog.table import ConditionFailed, Table
from darkroom.catalog.values import Item, from_time
from darkroom.domain.asset import Claim
from darkroom.domain.tally import COUNTERS, Tally

ABSENT: Item = {"ConditionExpression": "attribute_not_exists(pk)"}


def counters_in(item: Mapping[str, Any]) -> Tally:
    """All counters; what a row has never counted is 0."""
    return {name: int(item[name]["N"]) if name in item else 0 for name in COUNTERS}


def unchanged(revision: int) -> Item:
    """The condition that a row still is what was read."""
    return {
        "ConditionExpression": "revision = :revision",
        "ExpressionAttributeValues": {":revision": {"N": str(revision)}},
    }


def claiming(claim: Claim, now: datetime, attribute: str, *values: str) -> Item:
    """The update that takes a row whose attribute has one of these values, unless somebody else has
    it. Whose answer got lost has it himself when the client asks again."""
    allowed = {f":{value}": {"S": value} for value in values}
    return {
        "UpdateExpression": "SET claim_token = :token, claim_until = :until"
        ", revision = revision + :one",
        "ConditionExpression": f"#{attribute} IN ({', '.join(allowed)}) AND"
        " (attribute_not_exists(claim_until) OR claim_until <= :now OR claim_token = :token)",
        "ExpressionAttributeNames": {f"#{attribute}": attribute},
        "ExpressionAttributeValues": {
            ":token": {"S": claim.token},
            ":until": from_time(claim.until),
            ":now": from_time(now),
            ":one": {"N": "1"},
            **allowed,
        },
        "ReturnValues": "ALL_NEW",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


class Rows:
    """Some of the rows of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def stats(self, owner: str) -> Tally:
        return counters_in(self._table.get(items.stats_key(owner)) or {})

    def _newest(self, owner: str, prefix: str, limit: int, after: Item | None) -> list[Item]:
        """The owner's rows whose range key begins so, the newest first, behind the key `after`. One
        request, unless there is more than the megabyte of one answer."""
        found: list[Item] = []
        while len(found) < limit:
            answer = self._table.query(
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={
                    ":pk": {"S": items.owner_pk(owner)},
                    ":prefix": {"S": prefix},
                },
                ScanIndexForward=False,
                ConsistentRead=True,
                Limit=limit - len(found),
                **({"ExclusiveStartKey": after} if after else {}),
            )
            found += answer["Items"]
            after = answer.get("LastEvaluatedKey")
            if after is None:
                break
        return found

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
