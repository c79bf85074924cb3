"""A few short histories, always the same ones; `python -m tests.histories` makes up new ones."""

from __future__ import annotations

from hypothesis.stateful import run_state_machine_as_test

from tests.histories.machine import Histories
from tests.histories.running import lengths


def test_whatever_happens_in_whatever_order_ends_as_the_specification_says() -> None:
    run_state_machine_as_test(Histories, settings=lengths(2, 40, derandomize=True))
