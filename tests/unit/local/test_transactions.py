"""Transactions at the local AWS: carried out once for each token, all of them or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError
from werkzeug import Response

from infra.local.refusals import AwsRefusal
from infra.local.transactions import REMEMBERED_SECONDS, Transactions
from tests.unit.local.conftest import LocalAws

KEYS = (("pk", "HASH"), ("sk", "RANGE"))


@dataclass
class Rows:
    """A table of its own. `attributes`: of its key."""

    client: Any
    name: str = field(default_factory=lambda: f"rows-{secrets.token_hex(4)}")

    def key(self, name: str) -> dict[str, Any]:
        return {"pk": {"S": "p"}, "sk": {"S": name}}

    def put(self, name: str, number: int, **words: Any) -> dict[str, Any]:
        item = {**self.key(name), "number": {"N": str(number)}}
        return {"Put": {"TableName": self.name, "Item": item, **words}}

    def add(self, name: str, number: int) -> dict[str, Any]:
        return {
            "Update": {
                "TableName": self.name,
                "Key": self.key(name),
                "UpdateExpression": "ADD #n :n",
                "ExpressionAttributeNames": {"#n": "number"},
                "ExpressionAttributeValues": {":n": {"N": str(number)}},
            }
        }

    def delete(self, name: str) -> dict[str, Any]:
        return {"Delete": {"TableName": self.name, "Key": self.key(name)}}

    def impossible(self) -> dict[str, Any]:
        condition = {"ConditionExpression": "attribute_exists(pk)"}
        return self.put("nobody", 0, **condition)

    def transact(self, *actions: Any, token: str = "") -> None:
        words = {"ClientRequestToken": token} if token else {}
        self.client.transact_write_items(TransactItems=list(actions), **words)

    def all(self) -> dict[str, int]:
        items = self.client.scan(TableName=self.name, ConsistentRead=True)["Items"]
        return {item["sk"]["S"]: int(item["number"]["N"]) for item in items}


@pytest.fixture
def rows(aws: LocalAws) -> Iterator[Rows]:
    table = Rows(aws.client("dynamodb", aws.operator))
    table.client.create_table(
        TableName=table.name,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in KEYS],
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEYS],
        BillingMode="PAY_PER_REQUEST",
    )
    yield table
    table.client.delete_table(TableName=table.name)


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def new_once(rows: Rows) -> dict[str, Any]:
    return rows.put("a", 1, ConditionExpression="attribute_not_exists(pk)")


def test_what_comes_again_with_its_token_is_not_in_its_own_way(rows: Rows) -> None:
    for _ in range(2):
        rows.transact(new_once(rows), rows.add("count", 1), token="t1")
    assert rows.all() == {"a": 1, "count": 1}


def test_without_the_token_it_is_another_transaction(rows: Rows) -> None:
    rows.transact(new_once(rows), token="t2")
    with pytest.raises(ClientError) as error:
        rows.transact(new_once(rows), token="t3")
    assert code_of(error) == "TransactionCanceledException"


def test_a_token_with_other_words_is_a_mistake(rows: Rows) -> None:
    rows.transact(rows.put("a", 1), token="t4")
    with pytest.raises(ClientError) as error:
        rows.transact(rows.put("a", 2), token="t4")
    assert code_of(error) == "IdempotentParameterMismatchException"
    assert rows.all() == {"a": 1}


def test_what_was_cancelled_may_come_again(rows: Rows) -> None:
    condition = {"ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(ClientError):
        rows.transact(rows.put("a", 2, **condition), token="t5")
    rows.transact(rows.put("a", 1), token="t6")
    rows.transact(rows.put("a", 2, **condition), token="t5")
    assert rows.all() == {"a": 2}


ACTIONS: dict[str, Callable[[Rows], list[Any]]] = {
    "a new row": lambda rows: [rows.put("new", 1)],
    "another row in its place": lambda rows: [rows.put("a", 9)],
    "a row changed": lambda rows: [rows.add("a", 1)],
    "a row made by a change": lambda rows: [rows.add("new", 1)],
    "a row removed": lambda rows: [rows.delete("a")],
    "all of it": lambda rows: [rows.add("a", 1), rows.delete("b"), rows.put("new", 1)],
}


@pytest.mark.parametrize("actions", ACTIONS.values(), ids=ACTIONS)
@pytest.mark.parametrize("is_first", [True, False], ids=["refused at once", "refused in the end"])
def test_nothing_is_left_of_what_was_cancelled(
    rows: Rows, actions: Callable[[Rows], list[Any]], *, is_first: bool
) -> None:
    rows.transact(rows.put("a", 1), rows.put("b", 2), rows.put("c", 3))
    wanted = actions(rows)
    with pytest.raises(ClientError):
        rows.transact(*([rows.impossible(), *wanted] if is_first else [*wanted, rows.impossible()]))
    assert rows.all() == {"a": 1, "b": 2, "c": 3}
    rows.transact(rows.add("c", 1), rows.put("d", 4))
    assert rows.all() == {"a": 1, "b": 2, "c": 4, "d": 4}


@pytest.mark.parametrize("body", [b"{}", b'{"TransactItems": [{"Put": {}}]}'])
def test_what_makes_no_sense_is_for_dynamodb_to_refuse(body: bytes) -> None:
    refused = Response(status=400)
    assert Transactions().answer(body, lambda: refused) is refused


def test_a_token_is_forgotten_after_ten_minutes() -> None:
    now = [0.0]
    transactions, carried_out = Transactions(lambda: now[0]), []

    def carry_out() -> Response:
        carried_out.append(now[0])
        return Response(b"{}")

    for at in (0.0, REMEMBERED_SECONDS - 1.0, REMEMBERED_SECONDS, REMEMBERED_SECONDS + 1.0):
        now[0] = at
        transactions.answer(b'{"ClientRequestToken": "t"}', carry_out)
    assert carried_out == [0.0, REMEMBERED_SECONDS]


def test_a_token_s_first_words_are_kept_when_others_come() -> None:
    transactions = Transactions()
    transactions.answer(b'{"ClientRequestToken": "t"}', Response)
    with pytest.raises(AwsRefusal):
        transactions.answer(b'{"ClientRequestToken": "t", "more": 1}', Response)
