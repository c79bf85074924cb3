"""One table's requests: errors translated, and conflicts retried, in one place."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.catalog.values import Item
from darkroom.domain.errors import CatalogFailure, RowChanged

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READ_BATCH = 100
"""BatchGetItem takes at most 100 keys."""
ATTEMPTS = 6
"""Of a write that met a transaction on the same row, or a batch that was answered in part: the
client does not try those again by itself. The waits between add up to a second at most, and a
conflict lasts milliseconds."""

_PASSING = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
"""Reasons for which a transaction was cancelled that may not hold the next time."""
_CONDITION = "ConditionalCheckFailed"


class ConditionFailed(RowChanged):
    """A condition did not hold. `failed` are the positions of the actions that said so, `rows`
    what DynamoDB found there (None: nothing, or not asked for)."""

    def __init__(self, failed: Sequence[int], rows: Mapping[int, Item | None]) -> None:
        super().__init__("A condition on the row did not hold.")
        self.failed = tuple(failed)
        self.rows = rows


class Table:
    """The DynamoDB table behind the catalog."""

    def __init__(
        self, client: DynamoDBClient, name: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._name = name
        self._sleep = sleep

    def get(self, key: Item) -> Item | None:
        """The item, strongly consistent, or None."""
        answer = self._call("get_item", Key=key, ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def get_many(self, keys: Sequence[Item]) -> list[Item]:
        """The items that exist among these keys, in no particular order."""
        found: list[Item] = []
        for start in range(0, len(keys), READ_BATCH):
            found += self._get_batch(list(keys[start : start + READ_BATCH]))
        return found

    def put(self, request: Item) -> None:
        """One PutItem request: `Item`, and a condition if any. Raises ConditionFailed."""
        self._call("put_item", **request)

    def update(self, request: Item) -> Item:
        """One UpdateItem request; returns the attributes it asks for. Raises ConditionFailed."""
        attributes: Item = self._call("update_item", **request).get("Attributes", {})
        return attributes

    def delete(self, request: Item) -> None:
        """One DeleteItem request: `Key`, and a condition if any. Raises ConditionFailed."""
        self._call("delete_item", **request)

    def query(self, **parameters: Any) -> Mapping[str, Any]:
        """One Query request, as it answers."""
        return self._call("query", **parameters)

    def transact(self, actions: Sequence[Mapping[str, Item]]) -> None:
        """All of the actions or none. Raises ConditionFailed."""
        named = [
            {verb: {**request, "TableName": self._name} for verb, request in action.items()}
            for action in actions
        ]
        self._request("transact_write_items", TransactItems=named)

    def _get_batch(self, keys: list[Item]) -> list[Item]:
        found: list[Item] = []
        for _ in self._tries():
            request = {self._name: {"Keys": keys, "ConsistentRead": True}}
            answer = self._request("batch_get_item", RequestItems=request)
            found += answer["Responses"].get(self._name, ())
            keys = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
            if not keys:
                return found
        raise CatalogFailure

    def _call(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        return self._request(operation, TableName=self._name, **parameters)

    def _request(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        """The answer, or what its absence means: ConditionFailed or CatalogFailure."""
        conflict: ClientError | None = None
        for _ in self._tries():
            try:
                answer: Mapping[str, Any] = getattr(self._client, operation)(**parameters)
            except ClientError as exc:
                _raise_unless_passing(exc)
                conflict = exc
            except (BotoCoreError, RuntimeError) as exc:
                # RuntimeError: credentials that were ended when botocore had renewed them.
                raise CatalogFailure from exc
            else:
                return answer
        raise CatalogFailure from conflict

    def _tries(self) -> Iterator[None]:
        """ATTEMPTS times, with a wait between: full jitter, anything up to 32, 64, 128, ... ms."""
        for attempt in range(ATTEMPTS):
            if attempt:
                wait = random.uniform(0, 0.016 * 2**attempt)  # noqa: S311 — no secret
                self._sleep(wait)
            yield


def _raise_unless_passing(exc: ClientError) -> None:
    """Return when another try may succeed; raise what the refusal means otherwise."""
    answer: Mapping[str, Any] = exc.response
    code = answer["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        raise ConditionFailed([0], {0: answer.get("Item")}) from exc
    if code == "TransactionConflictException":  # of a single write that met a transaction
        return
    reasons = answer.get("CancellationReasons", ())
    failed = [at for at, reason in enumerate(reasons) if reason.get("Code") == _CONDITION]
    if failed:
        raise ConditionFailed(failed, {at: reasons[at].get("Item") for at in failed}) from exc
    if not any(reason.get("Code") in _PASSING for reason in reasons):
        raise CatalogFailure from exc
