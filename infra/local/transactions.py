"""What DynamoDB does with transactions and moto does not.

The same request with the same ClientRequestToken is carried out once in ten minutes. A client sends
it again when the answer does not come in time, and without that its own write is in its way.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html

And before each, moto copies the whole table once for every item, to be able to go back: with a
thousand photos, every upload would wait for that. Where this is imported it copies what the
transaction touches, as the rest is not changed by it.
"""

from __future__ import annotations

import copy
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from werkzeug import Response

from infra.local.refusals import AwsRefusal

OPERATION = "TransactWriteItems"
REMEMBERED_SECONDS = 600


@dataclass(frozen=True, slots=True)
class _Done:
    """A transaction that was carried out. `at`: by the clock below."""

    at: float
    body: bytes
    answer: bytes
    headers: Mapping[str, str]


class Transactions:
    """Of one account. One at a time: the caller sees to that. `now`: seconds, ever more."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._done: dict[str, _Done] = {}

    def answer(self, body: bytes, carry_out: Callable[[], Response]) -> Response:
        """To a request with this body. Raises AwsRefusal."""
        asked = json.loads(body)
        token = asked.get("ClientRequestToken", "")
        self._forget()
        if token in self._done:
            return _again(self._done[token], body)
        response = carry_out()
        if token and response.status_code == 200:
            headers = dict(response.headers)
            self._done[token] = _Done(self._now(), body, response.get_data(), headers)
        return response

    def _forget(self) -> None:
        """Those of long ago; the oldest are first."""
        for token in list(self._done):
            if self._done[token].at + REMEMBERED_SECONDS > self._now():
                return
            del self._done[token]


def _again(done: _Done, body: bytes) -> Response:
    if done.body != body:
        raise AwsRefusal(
            400,
            "IdempotentParameterMismatchException",
            "The token was used with other parameters before.",
        )
    return Response(done.answer, headers=done.headers)


def _transact(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """moto's, with cheaper copies. One at a time."""
    keys = [_key(action) for each in transact_items for action in each.values()]
    copied: Any = Table
    copied.__deepcopy__ = lambda table, memo: _copy(table, keys, memo)
    try:
        _MOTO_S(backend, transact_items)
    finally:
        del copied.__deepcopy__


def _key(action: Mapping[str, Any]) -> Mapping[str, Any]:
    key: Mapping[str, Any] = action.get("Key") or action.get("Item") or {}
    return key


def _copy(table: Table, keys: Iterable[Mapping[str, Any]], memo: dict[int, Any]) -> Any:
    """The table, with rows of its own where these are some of its keys. (A stream would not be
    gone back on: there is none.)"""
    again: Any = copy.copy(table)
    again.items = defaultdict(dict, {name: dict(rows) for name, rows in table.items.items()})
    for key in keys:
        partition, name = (
            DynamoType(key.get(attribute or "", {"S": ""}))
            for attribute in (table.hash_key_attr, table.range_key_attr)
        )
        rows = again.items.get(partition, {})
        if name in rows:
            rows[name] = copy.deepcopy(rows[name], memo)
    return again


_MOTO_S = DynamoDBBackend.transact_write_items
DynamoDBBackend.transact_write_items = _transact  # type: ignore[method-assign, assignment]
