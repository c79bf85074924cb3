"""Waiting for what somebody else is deciding: long polls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from darkroom.services.ports import Time

MAX_WAIT_SECONDS = 20
"""The longest a status request waits: safely under the 30 seconds of the HTTP API."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 1.0

T = TypeVar("T")


def waited(time: Time, read: Callable[[], T], is_over: Callable[[T], bool], seconds: float) -> T:
    """What `read` returns when it is over, or after that many seconds; less and less often."""
    deadline = time.monotonic() + min(seconds, MAX_WAIT_SECONDS)
    pause = FIRST_PAUSE
    found = read()
    while not is_over(found) and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE)
        found = read()
    return found
