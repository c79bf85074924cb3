"""The catalogs that the contract runs over; a real server is one more entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from moto import mock_aws

from darkroom.catalog.base import Catalog
from darkroom.catalog.dynamodb import DynamoCatalog
from darkroom.catalog.table import Table
from tests.fakes import MemoryCatalog
from tests.functions.cloud import client, the_stack


@contextmanager
def in_memory() -> Iterator[Catalog]:
    yield MemoryCatalog()


@contextmanager
def on_moto() -> Iterator[Catalog]:
    """The table of the template; ten actions a transaction, so that batches are cut up."""
    with mock_aws():
        yield DynamoCatalog(a_table(), transaction_actions=10)


def a_table() -> Table:
    """The template's table, freshly made, as the catalog sees it."""
    (table,) = the_stack().tables
    client("dynamodb").create_table(TableName=table.name, **dict(table.definition))
    return Table(client("dynamodb"), table.name, sleep=lambda _: None)


CATALOGS: dict[str, Callable[[], AbstractContextManager[Catalog]]] = {
    "memory": in_memory,
    "moto": on_moto,
}
