"""Nothing is spoken unless somebody has seen to it that there is a voice."""

from __future__ import annotations

import pytest

from tests.voice.speech import is_wanted


@pytest.fixture(autouse=True)
def _voice() -> None:
    """Skips where nobody has prepared it."""
    if not is_wanted():
        pytest.skip("no voice: `python -m tests.voice` installs what this needs")
