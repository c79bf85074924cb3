"""A deployment over the real servers, for each test a fresh one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from darkroom.bootstrap import Container
from tests.conformance.deployments import Clock, are_up, deployed


@pytest.fixture(scope="session")
def servers() -> None:
    """Skips where nobody has started them."""
    if not are_up():
        pytest.skip("no servers: `make conformance` installs and starts them")


@pytest.fixture
def clock() -> Clock:
    """The services' clock: right, until it is moved."""
    return Clock()


@pytest.fixture
def deployment(servers: None, clock: Clock) -> Iterator[Container]:
    """The services, with buckets and a table of their own."""
    with deployed(clock) as container:
        yield container
