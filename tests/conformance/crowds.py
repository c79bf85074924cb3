"""Many callers at once, each a thread of its own, and the seed of what they choose to do."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from darkroom.domain.errors import CatalogFailure, DarkroomError

T = TypeVar("T")

CALLERS = 8
ROUNDS = range(int(os.environ.get("DARKROOM_TEST_ROUNDS", "5")))
SEED = os.environ.get("DARKROOM_TEST_SEED", "1")
_AGAIN = 10
_SECONDS = 60

in_rounds = pytest.mark.parametrize("number", ROUNDS)


def chance(number: int) -> random.Random:
    """What decides in this round. Printed, for the case that something goes wrong."""
    print(f"DARKROOM_TEST_SEED={SEED}, round {number}")
    return random.Random(f"{SEED}-{number}")


def at_once(*actions: Callable[[], T]) -> list[T | DarkroomError]:
    """What came of each, all begun at the same moment: its result, or the error it met.

    Anything but the errors of the domain is a bug, and raised."""
    start = Barrier(len(actions))

    def act(action: Callable[[], T]) -> T | DarkroomError:
        start.wait(_SECONDS)
        try:
            return patiently(action)
        except DarkroomError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions, timeout=_SECONDS))


def patiently(action: Callable[[], T]) -> T:
    """As a client whom a 503 tells to try again."""
    for _ in range(_AGAIN):
        try:
            return action()
        except CatalogFailure:
            continue
    return action()


def successes(outcomes: Sequence[T | DarkroomError]) -> list[T]:
    return [each for each in outcomes if not isinstance(each, DarkroomError)]


def errors(outcomes: Sequence[T | DarkroomError]) -> set[type[DarkroomError]]:
    """The kinds of errors among them."""
    return {type(each) for each in outcomes if isinstance(each, DarkroomError)}
