"""A deployment for each test, whose stand-in for DynamoDB copies less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto.dynamodb.models.dynamo_type import Item

from tests.drift.sizes import NUMBER
from tests.functions.cloud import the_stack
from tests.functions.evidence import remember
from tests.functions.world import World, standing_world


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(Item, "__deepcopy__", _copied)
    with standing_world() as deployed:
        yield deployed
        remember(deployed.recorder.calls, the_stack())


@pytest.fixture
def number() -> int:
    """How many of each kind of drift."""
    return NUMBER


@pytest.fixture
def few(number: int) -> int:
    """Where the same runs are made many times over."""
    return min(number, 10)


def _copied(item: Any, _: Any) -> Any:
    """moto copies every value of a table for each action of a transaction. No value is ever
    changed in place here: copies of rows may share them."""
    copied: Any = Item.__new__(Item)
    copied.hash_key, copied.range_key = item.hash_key, item.range_key
    copied.attrs = item.attrs.__class__.__new__(item.attrs.__class__)
    dict.update(copied.attrs, item.attrs)
    return copied
