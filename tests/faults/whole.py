"""The whole of it, in pieces that can be done side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from multiprocessing.queues import SimpleQueue

from tests.faults.billing import asked_through, keep_secret, never
from tests.faults.process import Processes, processes
from tests.faults.series import Sum, followed, pairs, singles
from tests.faults.stories import STORIES, settings_of
from tests.faults.trials import Theatre, prepared
from tests.functions.world import standing_world

PAIRS_OF = (
    "uploading: accepted private",
    "uploading: accepted public",
    "uploading: rejected",
    "moving: published",
    "moving: revoked",
)
FOLLOWED = ("editing: a recipe", "sweeping: deletions that stand still")
"""Which do something about a fault that nothing else does."""
ALONE, AND_THE_NEXT = 0, -1

_OPEN = ExitStack()

Work = tuple[str, int]
"""A story, and the call that the first of two faults is at; ALONE: single faults; AND_THE_NEXT:
each call and the one after it."""


def stay(cores: SimpleQueue[int]) -> None:
    """On one core, together with the process that forks: the two take turns."""
    os.sched_setaffinity(0, {cores.get()})


def all_work() -> Iterator[Work]:
    """Every story with single faults, and pairs of them where bytes and rows move."""
    for name in PAIRS_OF:
        with _theatre(name) as told:
            calls = len(told.tell({}).calls)
        yield from ((name, first) for first in range(1, calls + 1))
    yield from ((name, AND_THE_NEXT) for name in FOLLOWED)
    yield from ((name, ALONE) for name in STORIES)


def perform(work: Work) -> Sum:
    """One piece."""
    name, first = work
    with _theatre(name) as told:
        if first == ALONE:
            return singles(name, told)
        if first == AND_THE_NEXT:
            return followed(name, told)
        return pairs(name, told, first)


@contextmanager
def _theatre(name: str) -> Iterator[Theatre]:
    settings = settings_of(STORIES[name])
    with standing_world(**settings) as world, asked_through(never):
        keep_secret()
        yield prepared(world, _running(tuple(settings.items())), STORIES[name])


@cache
def _running(settings: tuple[tuple[str, str], ...]) -> Processes:
    """One for all pieces that this process does; it ends when nobody speaks to it any more."""
    return _OPEN.enter_context(processes(**dict(settings)))
