"""A process to fork from, for all tests of a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.faults.paid import in_its_place, never
from tests.faults.plots import SETTINGS, Story
from tests.faults.process import Processes, processes
from tests.faults.trials import Theatre, prepared
from tests.functions.world import standing_world

Prepare = Callable[..., Theatre]


@pytest.fixture(scope="session")
def running() -> Iterator[Processes]:
    with processes(**SETTINGS) as started:
        yield started


@pytest.fixture
def prepare(running: Processes) -> Iterator[Prepare]:
    """Prepares a story in a fresh deployment."""
    with ExitStack() as stack:

        def begin(story: Story, mutant: str | None = None) -> Theatre:
            world = stack.enter_context(standing_world(**SETTINGS))
            stack.enter_context(in_its_place(never))
            return prepared(world, running, story, mutant)

        yield begin
