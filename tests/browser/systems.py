"""Where the system under test answers, and where its pictures go."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.local_system import running

SYSTEM = "DARKROOM_BROWSER_SYSTEM"
"""`start`, as `make browser` sets it, or the addresses of a running system: JSON of api, aws, cdn.
Unset: there is neither a browser nor a page."""
START = "start"
SCREENSHOTS = Path(__file__).parents[2] / ".darkroom" / "screenshots"


def is_wanted() -> bool:
    """Whether somebody has seen to it that there is a browser and a page."""
    return bool(os.environ.get(SYSTEM))


@contextmanager
def system(folder: Path) -> Iterator[dict[str, str]]:
    """Its addresses (api, aws, cdn). `folder` gets the logs. Raises DidNotStart."""
    given = os.environ.get(SYSTEM, START)
    if given != START:
        yield json.loads(given)
        return
    with running(folder) as addresses:
        yield addresses
