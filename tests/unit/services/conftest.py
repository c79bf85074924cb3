"""A deployment over fakes for each test, or as many as a test asks for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

pytest.register_assert_rewrite("tests.unit.services.house")

from tests.unit.services.house import House  # noqa: E402 — rewritten first

NewHouse = Callable[..., House]


@pytest.fixture
def new_house(tmp_path: Path) -> NewHouse:
    """Makes fresh deployments: for tests that try the same at every step."""
    number = count()
    return lambda **words: House(tmp_path / str(next(number)), **words)


@pytest.fixture
def house(new_house: Callable[..., Any]) -> House:
    """A fresh deployment."""
    made: House = new_house()
    return made
