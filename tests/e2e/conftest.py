"""The whole system as a process of its own, once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.e2e.client import Client
from tests.local_system import running


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of a running system (api, aws, cdn), and the folder of its logs."""
    folder = tmp_path_factory.mktemp("system")
    with running(folder) as addresses:
        yield addresses | {"folder": str(folder)}


@pytest.fixture(scope="session")
def user(system: dict[str, str]) -> Callable[[str], Client]:
    """Makes a user of this name."""
    return lambda name: Client(system["api"], name)
