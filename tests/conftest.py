"""Fixtures that more than one folder uses."""

from __future__ import annotations

import pytest

from tests.fakes import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()
