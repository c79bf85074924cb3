"""The table's requests: what an error means, and what is worth another try."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.stub import Stubber

from darkroom.catalog.items import asset_key
from darkroom.catalog.table import ATTEMPTS, READ_BATCH, ConditionFailed, Table
from darkroom.domain.errors import CatalogFailure, RowChanged

KEY = asset_key("alice", "1")
ITEM = {**KEY, "size": {"N": "1"}}
PUTS = [{"Put": {"Item": ITEM}}, {"Delete": {"Key": KEY}}, {"Put": {"Item": ITEM}}]
REQUESTS: dict[str, Callable[[Table], object]] = {
    "get_item": lambda table: table.get(KEY),
    "batch_get_item": lambda table: table.get_many([KEY]),
    "put_item": lambda table: table.put({"Item": ITEM}),
    "update_item": lambda table: table.update({"Key": KEY, "UpdateExpression": "SET a = b"}),
    "delete_item": lambda table: table.delete({"Key": KEY}),
    "query": lambda table: table.query(KeyConditionExpression="pk = :pk"),
    "transact_write_items": lambda table: table.transact(PUTS),
}
WRITES = ("put_item", "update_item", "delete_item")
REFUSALS = [
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
    "ResourceNotFoundException",
    "ValidationException",
    "AccessDeniedException",
    "SomethingNew",
]


@dataclass
class Rig:
    """A table, the answers it will get, and how long it waited between them."""

    client: Any
    stub: Stubber
    slept: list[float] = field(default_factory=list)

    @property
    def table(self) -> Table:
        return Table(self.client, "rows", sleep=self.slept.append)

    def cancel(self, *codes: str, items: Mapping[int, Any] | None = None) -> None:
        """The next transaction is cancelled for these reasons, one for each of its actions."""
        found = items or {}
        reasons = [
            {"Code": code} | ({"Item": found[at]} if at in found else {})
            for at, code in enumerate(codes)
        ]
        self.stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            modeled_fields={"CancellationReasons": reasons},
        )

    def read(self, keys: Sequence[Any], found: Sequence[Any], left: Sequence[Any] = ()) -> None:
        """The next batch asks for these keys and is answered so."""
        unprocessed = {"rows": {"Keys": left, "ConsistentRead": True}} if left else {}
        self.stub.add_response(
            "batch_get_item",
            {"Responses": {"rows": found}, "UnprocessedKeys": unprocessed},
            {"RequestItems": {"rows": {"Keys": keys, "ConsistentRead": True}}},
        )


@cache
def stubbed_client() -> Any:
    """Made once: reading botocore's data costs more than all tests here."""
    return boto3.Session("AKIDEXAMPLE", "secret", region_name="eu-central-1").client("dynamodb")


@pytest.fixture
def rig() -> Iterator[Rig]:
    with Stubber(stubbed_client()) as stub:
        yield Rig(stubbed_client(), stub)
        stub.assert_no_pending_responses()


# What is asked


def test_reads_a_row_strongly_consistent(rig: Rig) -> None:
    words = {"TableName": "rows", "Key": KEY, "ConsistentRead": True}
    rig.stub.add_response("get_item", {"Item": ITEM}, words)
    assert rig.table.get(KEY) == ITEM


def test_a_row_that_is_not_there_is_none(rig: Rig) -> None:
    rig.stub.add_response("get_item", {})
    assert rig.table.get(KEY) is None


def test_an_update_returns_what_it_asked_for(rig: Rig) -> None:
    rig.stub.add_response("update_item", {"Attributes": ITEM})
    rig.stub.add_response("update_item", {})
    words = {"Key": KEY, "UpdateExpression": "SET a = b"}
    assert rig.table.update(words) == ITEM
    assert rig.table.update(words) == {}


def test_names_the_table_in_every_action_of_a_transaction(rig: Rig) -> None:
    named = [
        {verb: {**words, "TableName": "rows"} for verb, words in action.items()} for action in PUTS
    ]
    rig.stub.add_response("transact_write_items", {}, {"TransactItems": named})
    rig.table.transact(PUTS)


def test_reads_many_rows_in_batches(rig: Rig) -> None:
    keys = [asset_key("alice", str(number)) for number in range(2 * READ_BATCH + 1)]
    for start in (0, READ_BATCH, 2 * READ_BATCH):
        batch = keys[start : start + READ_BATCH]
        rig.read(batch, batch)
    assert rig.table.get_many(keys) == keys


def test_reading_no_rows_asks_nothing(rig: Rig) -> None:
    assert rig.table.get_many([]) == []


# What is asked again


def test_asks_again_for_the_keys_that_were_left(rig: Rig) -> None:
    keys = [asset_key("alice", str(number)) for number in range(5)]
    rig.read(keys, keys[:2], left=keys[2:])
    rig.read(keys[2:], keys[2:3], left=keys[3:])
    rig.read(keys[3:], keys[4:])
    assert rig.table.get_many(keys) == [*keys[:3], keys[4]]
    assert len(rig.slept) == 2


def test_gives_up_on_keys_that_are_always_left(rig: Rig) -> None:
    for _ in range(ATTEMPTS):
        rig.read([KEY], [], left=[KEY])
    with pytest.raises(CatalogFailure):
        rig.table.get_many([KEY])
    assert len(rig.slept) == ATTEMPTS - 1  # nobody waits for a try that never comes


@pytest.mark.parametrize(
    "passing", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]
)
def test_tries_a_transaction_again_that_met_another(rig: Rig, passing: str) -> None:
    rig.cancel("None", passing, "None")
    rig.cancel(passing, "None", "None")
    rig.stub.add_response("transact_write_items", {})
    rig.table.transact(PUTS)
    assert len(rig.slept) == 2


def test_gives_up_on_a_transaction_that_always_meets_another(rig: Rig) -> None:
    for _ in range(ATTEMPTS):
        rig.cancel("TransactionConflict", "None", "None")
    with pytest.raises(CatalogFailure) as caught:
        rig.table.transact(PUTS)
    assert isinstance(caught.value.__cause__, ClientError)
    assert len(rig.slept) == ATTEMPTS - 1


@pytest.mark.parametrize("operation", WRITES)
def test_tries_a_write_again_that_met_a_transaction(rig: Rig, operation: str) -> None:
    rig.stub.add_client_error(operation, "TransactionConflictException")
    rig.stub.add_response(operation, {})
    REQUESTS[operation](rig.table)
    assert len(rig.slept) == 1


@pytest.mark.parametrize("operation", WRITES)
def test_gives_up_on_a_write_that_always_meets_a_transaction(rig: Rig, operation: str) -> None:
    for _ in range(ATTEMPTS):
        rig.stub.add_client_error(operation, "TransactionConflictException")
    with pytest.raises(CatalogFailure) as caught:
        REQUESTS[operation](rig.table)
    assert isinstance(caught.value.__cause__, ClientError)


def test_waits_longer_each_time_and_a_second_in_all(rig: Rig) -> None:
    waits: list[float] = []
    for _ in range(20):  # the waits are random: these are the longest seen
        for _ in range(ATTEMPTS):
            rig.cancel("TransactionConflict", "None", "None")
        with pytest.raises(CatalogFailure):
            rig.table.transact(PUTS)
        waits = [max(pair) for pair in zip(rig.slept, waits or rig.slept, strict=True)]
        rig.slept.clear()
    bounds = [0.032, 0.064, 0.128, 0.256, 0.512]
    assert all(0 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))


# What a refusal means


@pytest.mark.parametrize("operation", REQUESTS)
@pytest.mark.parametrize("code", REFUSALS)
def test_any_other_refusal_is_a_failure_of_the_catalog(rig: Rig, operation: str, code: str) -> None:
    rig.stub.add_client_error(operation, code)
    with pytest.raises(CatalogFailure) as caught:
        REQUESTS[operation](rig.table)
    assert isinstance(caught.value.__cause__, ClientError)
    assert rig.slept == []  # the client itself has tried, where that may help


@pytest.mark.parametrize("operation", REQUESTS)
@pytest.mark.parametrize(
    "lost",
    [
        EndpointConnectionError(endpoint_url="https://dynamodb.example"),
        ReadTimeoutError(endpoint_url="https://dynamodb.example"),
    ],
    ids=["unreachable", "silent"],
)
def test_a_lost_connection_is_a_failure_of_the_catalog(
    rig: Rig, operation: str, lost: BotoCoreError
) -> None:
    def lose(**_: Any) -> None:
        raise lost

    rig.stub.deactivate()  # it wants an answer for every request
    rig.client.meta.events.register("before-call.dynamodb", lose)
    try:
        with pytest.raises(CatalogFailure) as caught:
            REQUESTS[operation](rig.table)
    finally:
        rig.client.meta.events.unregister("before-call.dynamodb", lose)
    assert caught.value.__cause__ is lost


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("found", [None, ITEM], ids=["no row", "a row"])
def test_a_condition_that_did_not_hold_says_what_was_found(
    rig: Rig, operation: str, found: Mapping[str, Any] | None
) -> None:
    fields = {"Item": found} if found else {}
    rig.stub.add_client_error(operation, "ConditionalCheckFailedException", modeled_fields=fields)
    with pytest.raises(ConditionFailed) as caught:
        REQUESTS[operation](rig.table)
    assert caught.value.failed == (0,)
    assert caught.value.rows == {0: found}
    assert isinstance(caught.value.__cause__, ClientError)


def test_a_transaction_says_which_conditions_did_not_hold(rig: Rig) -> None:
    failed = "ConditionalCheckFailed"
    rig.cancel(failed, "None", failed, items={2: ITEM})
    with pytest.raises(ConditionFailed) as caught:
        rig.table.transact(PUTS)
    assert caught.value.failed == (0, 2)
    assert caught.value.rows == {0: None, 2: ITEM}
    assert rig.slept == []


def test_a_condition_that_did_not_hold_outweighs_a_conflict(rig: Rig) -> None:
    rig.cancel("TransactionConflict", "ConditionalCheckFailed", "None")
    with pytest.raises(ConditionFailed) as caught:
        rig.table.transact(PUTS)
    assert caught.value.failed == (1,)


def test_a_transaction_cancelled_for_good_is_not_tried_again(rig: Rig) -> None:
    rig.cancel("None", "ValidationError", "None")
    with pytest.raises(CatalogFailure):
        rig.table.transact(PUTS)
    assert rig.slept == []


def test_a_failed_condition_is_a_changed_row_to_whoever_does_not_ask(rig: Rig) -> None:
    assert issubclass(ConditionFailed, RowChanged)
