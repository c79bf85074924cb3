"""Fixtures that more than one folder uses."""

from __future__ import annotations

import pytest

from tests.evidence_plugin import Evidence
from tests.fakes import Clock


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Evidence())


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()
