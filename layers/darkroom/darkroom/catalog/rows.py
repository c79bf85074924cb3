"""What the parts of the catalog have in common: the table."""

from __future__ import annotations

from darkroom.catalog.table import Table
from darkroom.catalog.values import Item

ABSENT: Item = {"ConditionExpression": "attribute_not_exists(pk)"}


class Rows:
    """Some of the rows of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table
