"""The catalogs that the contract runs over; a real server is one more entry."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import boto3
from moto import mock_aws

from darkroom.catalog.base import Catalog
from darkroom.catalog.dynamodb import DynamoCatalog
from darkroom.catalog.table import Table
from tests.fakes import MemoryCatalog
from tests.functions.cloud import client, the_stack

FEW_ACTIONS = 10
"""In a transaction, so that batches are cut up. DynamoDB Local takes no more."""


@contextmanager
def in_memory() -> Iterator[Catalog]:
    yield MemoryCatalog()


@contextmanager
def on_moto() -> Iterator[Catalog]:
    with moto_table() as table:
        yield DynamoCatalog(table, transaction_actions=FEW_ACTIONS)


@contextmanager
def moto_table() -> Iterator[Table]:
    """The template's table, freshly made in moto."""
    with mock_aws(), listening("before-parameter-build.dynamodb", _check_words):
        yield a_table(client("dynamodb"))


def a_table(dynamodb: Any) -> Table:
    """The template's table, freshly made wherever the client leads, as the catalog sees it."""
    (table,) = the_stack().tables
    dynamodb.create_table(TableName=table.name, **dict(table.definition))
    return Table(dynamodb, table.name, sleep=lambda _: None)


@contextmanager
def listening(event: str, listener: Callable[..., Any]) -> Iterator[None]:
    """While requests are made."""
    events = client("dynamodb").meta.events
    events.register_first(event, listener)
    try:
        yield
    finally:
        events.unregister(event, listener)


def _check_words(params: Mapping[str, Any], **_: Any) -> None:
    """DynamoDB refuses names and values that no expression uses; moto lets them pass."""
    actions = [request for each in params.get("TransactItems", ()) for request in each.values()]
    for request in (params, *actions):
        expressions = [text for name, text in request.items() if name.endswith("Expression")]
        names = request.get("ExpressionAttributeNames", {})
        values = request.get("ExpressionAttributeValues", {})
        assert set(re.findall(r"[#:]\w+", " ".join(expressions))) == {*names, *values}


@contextmanager
def on_server(url: str) -> Iterator[Catalog]:
    """Over a real server, in a database of its own: DynamoDB Local has one for each access key."""
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name="eu-central-1",
        aws_access_key_id=f"AKID{uuid4().hex}",
        aws_secret_access_key="secret",
    )
    yield DynamoCatalog(a_table(dynamodb), transaction_actions=FEW_ACTIONS)


CATALOGS: dict[str, Callable[[], AbstractContextManager[Catalog]]] = {
    "memory": in_memory,
    "moto": on_moto,
}
if server := os.environ.get("DARKROOM_TEST_DYNAMODB"):
    CATALOGS["server"] = partial(on_server, server)
