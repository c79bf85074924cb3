"""A process to fork from, for all tests of a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.faults.billing import asked_through, keep_secret, never
from tests.faults.plots import Story
from tests.faults.process import Processes, processes
from tests.faults.stories import settings_of
from tests.faults.trials import Theatre, prepared
from tests.functions.world import standing_world

Prepare = Callable[..., Theatre]


@pytest.fixture(scope="session")
def running() -> Iterator[Callable[[Story], Processes]]:
    """The process that a story is told in: one for all that are told the same settings."""
    with ExitStack() as stack:

        @cache
        def started(settings: tuple[tuple[str, str], ...]) -> Processes:
            return stack.enter_context(processes(**dict(settings)))

        yield lambda story: started(tuple(settings_of(story).items()))


@pytest.fixture
def prepare(running: Callable[[Story], Processes]) -> Iterator[Prepare]:
    """Prepares a story in a fresh deployment."""
    with ExitStack() as stack:

        def begin(story: Story, mutant: str | None = None) -> Theatre:
            world = stack.enter_context(standing_world(**settings_of(story)))
            stack.enter_context(asked_through(never))
            keep_secret()
            return prepared(world, running(story), story, mutant)

        yield begin
