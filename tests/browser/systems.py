"""Where the system under test answers, and where its pictures go."""

from __future__ import annotations

import json
import os
from pathlib import Path

ADDRESSES = "DARKROOM_BROWSER_SYSTEM"
"""Set by `make browser`: the addresses as JSON (api, aws, cdn)."""
SCREENSHOTS = Path(__file__).parents[2] / ".darkroom" / "screenshots"


def addresses() -> dict[str, str] | None:
    """None where nothing was started."""
    given = os.environ.get(ADDRESSES)
    if not given:
        return None
    found: dict[str, str] = json.loads(given)
    return found
