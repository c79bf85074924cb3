"""Playing histories: with a seed, or always the same."""

from __future__ import annotations

import traceback
from collections import Counter
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.histories.machine import Histories
from tests.histories.steps import ENDED, RAN

LENGTH = 50
"""Steps of one history."""


@dataclass(frozen=True)
class Chapter:
    """What became of some histories with one seed. `failure` ends with the shortest way there."""

    seed: int
    ran: Counter[str]
    ended: Counter[str]
    failure: str | None = None


def play(number: int, histories: int) -> Chapter:
    """So many histories with the seed of this number."""
    RAN.clear()
    ENDED.clear()
    failure = None
    try:
        run_state_machine_as_test(seed(number)(Histories), settings=lengths(histories, LENGTH))
    except Exception as error:  # noqa: BLE001 - told to whoever started this process
        failure = "".join(traceback.format_exception(error))
    return Chapter(number, Counter(RAN), Counter(ENDED), failure)


def lengths(histories: int, steps: int, *, derandomize: bool = False) -> settings:
    """So many histories of so many steps; a failing one is made as short as it gets."""
    return settings(
        max_examples=histories,
        stateful_step_count=steps,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
