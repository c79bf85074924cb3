"""A fresh deployment for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functions.cloud import the_stack
from tests.functions.evidence import remember
from tests.functions.generating import forget, paying
from tests.functions.world import World, standing_world
from tests.providers.openai_server import OpenAIServer


@pytest.fixture
def world() -> Iterator[World]:
    with standing_world() as deployed:
        yield deployed
        remember(deployed.recorder.calls, the_stack())


@pytest.fixture(scope="session")
def the_server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as standing:
        yield standing


@pytest.fixture
def server(the_server: OpenAIServer) -> OpenAIServer:
    """What makes images, hears speech and counts what it would bill, in `paid_world`."""
    forget(the_server)
    return the_server


@pytest.fixture
def paid_world(server: OpenAIServer) -> Iterator[World]:
    with paying(server) as deployed:
        yield deployed
        remember(deployed.recorder.calls, the_stack())
