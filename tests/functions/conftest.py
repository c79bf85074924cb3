"""A fresh deployment for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functions.world import World, standing_world


@pytest.fixture
def world() -> Iterator[World]:
    with standing_world() as deployed:
        yield deployed
