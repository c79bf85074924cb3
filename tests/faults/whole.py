"""The whole of it, in pieces that can be done side by side."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.series import Sum, pairs, singles
from tests.faults.stories import STORIES
from tests.faults.trials import theatre

PAIRS_OF = (
    "uploading: accepted private",
    "uploading: accepted public",
    "uploading: rejected",
    "moving: published",
    "moving: revoked",
)
Work = tuple[str, int]
"""A story, and the call that the first of two faults is at; 0: single faults."""


def all_work() -> Iterator[Work]:
    """Every story with single faults, and pairs of them where bytes and rows move."""
    for name in PAIRS_OF:
        with theatre(STORIES[name]) as prepared:
            calls = prepared.tell({}).calls
        yield from ((name, first) for first in range(1, calls + 1))
    yield from ((name, 0) for name in STORIES)


def perform(work: Work) -> Sum:
    """One piece."""
    name, first = work
    with theatre(STORIES[name]) as prepared:
        return pairs(name, prepared, first) if first else singles(name, prepared)
