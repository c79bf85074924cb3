"""The reconciler's round over generations that nobody works on."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import timedelta

import pytest

from darkroom.domain.budget import Charge
from darkroom.domain.generation import State
from darkroom.services import forgotten
from darkroom.services.reconcile import Report
from tests.unit.services.asking import SEA, begin, deliver, end, now, of_words, settle, spent
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House, time_for
from tests.unit.services.provider import answers, fails
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, failing


def test_what_was_forgotten_is_told_again_after_ten_minutes(house: House) -> None:
    row = of_words(house)
    house.creating.waiting.clear()
    house.clock.advance(minutes=9, seconds=59)
    assert not house.now.overdue().found
    house.clock.advance(seconds=1)
    assert dict(house.now.overdue().found) == {"generations_requeued": 1}
    assert [ref.generation_id for ref, _ in house.creating.waiting] == [row.id]
    settle(house)
    assert now(house, row).state is State.READY
    end(house)


def test_what_was_forgotten_is_told_again_once_an_hour(house: House) -> None:
    of_words(house)
    house.creating.waiting.clear()
    for minutes, told in ((10, 1), (59, 1), (1, 2), (60, 3)):
        house.clock.advance(minutes=minutes)
        house.now.overdue()
        assert len(house.creating.waiting) == told


def test_what_is_being_worked_on_is_left_alone(house: House) -> None:
    row = of_words(house)
    house.clock.advance(minutes=20)
    at = house.clock.now()
    house.catalog.claim_generation("alice", row.id, house.ports.new_claim(at), at)
    house.clock.advance(minutes=4, seconds=59)
    assert not house.now.overdue().found
    house.clock.advance(seconds=1)
    assert house.now.overdue().found


def test_what_is_over_is_left_alone(house: House) -> None:
    row = of_words(house)
    settle(house)
    house.clock.advance(days=2)
    assert not house.now.overdue().found
    assert now(house, row).state is State.READY


def test_after_a_day_it_is_given_up_and_what_nobody_was_asked_for_is_given_back(
    house: House,
) -> None:
    row = of_words(house)
    house.creating.waiting.clear()
    house.clock.advance(hours=24)
    assert house.now.overdue().found["generations_given_up"] == 1
    over = now(house, row)
    assert over.problem
    assert (over.state, over.problem.code) == (State.FAILED, "given_up")
    assert spent(house, row) == Charge()
    assert house.catalog.stats("alice")["pending"] == 0
    house.reconcile(1)
    assert house.catalog.rows == {}
    end(house)


def test_a_nudge_shortly_before_does_not_put_the_end_off(house: House) -> None:
    row = of_words(house)
    house.creating.waiting.clear()
    house.clock.advance(hours=23, minutes=55)
    house.now.overdue()
    house.creating.waiting.clear()
    house.clock.advance(minutes=5)
    assert house.now.overdue().found["generations_given_up"] == 1
    assert now(house, row).is_over


def test_a_message_that_comes_after_the_end_does_nothing(house: House) -> None:
    of_words(house)
    house.clock.advance(hours=24)
    house.now.overdue()
    worked = deliver(house)
    assert worked
    assert worked.verdict == "repeated"
    assert house.creating.images.asked == []


def test_a_dry_run_only_counts(house: House) -> None:
    of_words(house)
    house.clock.advance(hours=25)
    before = house.everything()
    assert house.now.overdue(dry_run=True).found["generations_given_up"] == 1
    assert house.everything() == before


def test_without_time_the_rest_is_for_the_next_run(house: House) -> None:
    for number in range(3):
        begin(house, SEA, key=f"k{number}")
    house.creating.waiting.clear()
    house.clock.advance(minutes=10)
    report = house.now.overdue(has_time=time_for(17))
    assert len(house.creating.waiting) == 1
    assert not report.complete
    assert house.now.overdue().complete
    assert len(house.creating.waiting) == 3


def test_more_than_a_round_takes_is_not_complete(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgotten, "AT_ONCE", 2)
    for number in range(3):
        begin(house, SEA, key=f"k{number}")
    house.creating.waiting.clear()
    house.clock.advance(minutes=10)
    assert not house.now.overdue().complete
    assert len(house.creating.waiting) == 2
    assert house.now.overdue().complete
    assert len(house.creating.waiting) == 3


def test_one_that_fails_keeps_nobody_else_waiting(house: House) -> None:
    for number in range(2):
        begin(house, SEA, key=f"k{number}")
    house.creating.waiting.clear()
    house.clock.advance(minutes=10)
    left = [1]

    def fail(number: int, name: str) -> None:
        if name == "queue.send" and left and left.pop():
            failing(name).before(number, name)

    report = house.stepping(Steps(before=fail)).overdue()
    assert dict(report.faults) == {"store_unavailable": 1}
    assert not report.complete
    assert len(house.creating.waiting) == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("age", [timedelta(minutes=10), timedelta(hours=24)])
def test_whatever_fails_the_next_rounds_see_to_it(
    new_house: NewHouse, way: Way, age: timedelta
) -> None:
    for n in itertools.count(1):
        house, steps = new_house(in_memory=True), Steps()
        house.creating.images.script = [answers, fails]
        row = of_words(house)
        deliver(house)
        house.creating.waiting.clear()
        house.clock.time = row.created_at + age
        way(steps, n)
        with suppress(Crash):
            house.stepping(steps).forgotten.sweep(Report(dry_run=False), lambda: True)
        if len(steps.taken) < n:
            return
        house.creating.waiting.clear()
        house.reconcile(1)
        settle(house)
        assert now(house, row).is_over
        assert spent(house, row) in {Charge(1), Charge(2)}
        end(house)
