"""A deployment that lasts for a module: what one example does to it is part of the next one's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functions.world import World, standing_world


@pytest.fixture(scope="module")
def lasting_world() -> Iterator[World]:
    with standing_world() as world:
        yield world
