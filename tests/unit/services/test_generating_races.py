"""Generations at work, with somebody else coming between at every call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from darkroom.domain.asset import Visibility
from darkroom.domain.errors import DarkroomError, GenerationNotFound, RowBusy
from darkroom.domain.generation import Generation, GenerationRef, State
from tests.unit.services.asking import (
    deliver,
    end,
    instructing,
    now,
    of_words,
    refining,
    settle,
    speaking_for_a_model,
    spent,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, happening_at

Begin = Callable[[House], Generation]
KINDS: dict[str, Begin] = {
    "two images": of_words,
    "a refinement": refining,
    "operations": instructing,
    "spoken for a model": speaking_for_a_model,
}
kinds = pytest.mark.parametrize("ask", KINDS.values(), ids=KINDS)


def number_of_steps(new_house: NewHouse, ask: Begin) -> int:
    house, steps = new_house(in_memory=True), Steps()
    ask(house)
    deliver(house, house.stepping(steps))
    return len(steps.taken)


def work(house: House, row: Generation) -> None:
    """A message of its own."""
    house.now.generating.work(GenerationRef(row.owner, row.id), lambda: 275)


@kinds
def test_a_second_message_at_the_same_time_comes_back_later(
    new_house: NewHouse, ask: Begin
) -> None:
    for n in range(2, 1 + number_of_steps(new_house, ask)):
        house = new_house(in_memory=True)
        row = ask(house)

        def work_too(house: House = house, row: Generation = row) -> None:
            is_over = now(house, row).is_over
            with suppress(RowBusy):
                work(house, row)
                assert is_over, "two at once"

        deliver(house, house.stepping(Steps(before=happening_at(n, work_too))))
        assert now(house, row).state is State.READY
        end(house)


@kinds
def test_who_was_held_up_for_longer_than_a_claim_pays_nothing_twice(
    new_house: NewHouse, ask: Begin
) -> None:
    """Another has taken over and done it all when the first goes on."""
    for n in range(2, 1 + number_of_steps(new_house, ask)):
        house = new_house(in_memory=True)
        row = ask(house)

        def take_over(house: House = house, row: Generation = row) -> None:
            house.end_claims()
            with suppress(DarkroomError):
                work(house, row)

        deliver(house, house.stepping(Steps(before=happening_at(n, take_over))))
        end(house)
        assert now(house, row).state in {State.READY, State.FAILED}


@kinds
def test_the_reconciler_disturbs_nobody_at_work(new_house: NewHouse, ask: Begin) -> None:
    for n in range(2, 1 + number_of_steps(new_house, ask)):
        house = new_house(in_memory=True)
        row = ask(house)
        house.clock.advance(hours=2)

        def sweep(house: House = house) -> None:
            house.now.overdue()
            for visibility in Visibility:
                house.now.objects(visibility)

        deliver(house, house.stepping(Steps(before=happening_at(n, sweep))))
        assert now(house, row).state is State.READY
        settle(house)
        assert list(house.creating.images.paid.values()) == [1] * len(house.creating.images.asked)
        end(house)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_while_it_is_given_up_all_is_given_back_or_nothing(
    new_house: NewHouse, way: Way
) -> None:
    for n in range(1, 8):
        house, steps = new_house(in_memory=True), Steps()
        row = of_words(house)
        way(steps, n)
        with suppress(Crash, DarkroomError):
            house.stepping(steps).generations.cancel("alice", row.id)
        assert spent(house).images == (2 if house.catalog.generation("alice", row.id) else 0)
        with suppress(GenerationNotFound):
            house.now.generations.cancel("alice", row.id)
        assert house.catalog.generation_rows == {}
        assert spent(house).images == 0
        end(house)
        assert house.catalog.rows == {}
        assert house.creating.images.asked == []
