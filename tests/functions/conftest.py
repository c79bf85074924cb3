"""A fresh deployment for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functions.cloud import the_stack
from tests.functions.evidence import remember
from tests.functions.world import World, standing_world


@pytest.fixture
def world() -> Iterator[World]:
    with standing_world() as deployed:
        yield deployed
        remember(deployed.recorder.calls, the_stack())
