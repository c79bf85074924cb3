"""Idempotency keys: what is asked for with one is begun once, and answered the same again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.domain.budget import Budget, Charge
from darkroom.domain.errors import (
    Fault,
    GenerationNotFound,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidRequest,
    RequestInFlight,
)
from darkroom.domain.generation import Ask, State, Task
from tests.fakes import START
from tests.unit.services.asking import (
    FOR_A_MODEL,
    SEA,
    begin,
    instructing,
    now,
    of_words,
    refining,
    settle,
    speaking,
    spent,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, happening_at


@pytest.mark.parametrize("key", [None, ""])
def test_a_key_is_needed(house: House, key: str | None) -> None:
    with pytest.raises(IdempotencyKeyMissing):
        begin(house, SEA, key=key)


@pytest.mark.parametrize("key", ["a b", "é", "k\n", "x" * 256])
def test_a_key_is_visible_ascii(house: House, key: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        begin(house, SEA, key=key)
    assert refused.value.errors[0].pointer == "/header/Idempotency-Key"


ALL: dict[str, Callable[[House], Any]] = {
    "generation": of_words,
    "refinement": refining,
    "operations": instructing,
    "a model's": lambda house: instructing(house, FOR_A_MODEL),
    "spoken": speaking,
}


@pytest.mark.parametrize("ask", ALL.values(), ids=ALL)
def test_the_same_request_again_gives_the_first_answer_again(
    house: House, ask: Callable[[House], Any]
) -> None:
    first = ask(house)
    for _ in range(2):
        again = begin(house, first.ask)
        assert again.as_begun() == first
        settle(house)
    assert now(house, first).state is State.READY
    assert len(house.catalog.generation_rows) == 1
    assert house.creating.waiting == []


def test_the_first_answer_is_given_again_when_it_could_not_be_asked_again(house: House) -> None:
    source = house.upload()
    first = refining(house, source)
    house.now.deletion.delete("alice", source.id)
    house.creating.budget = Budget(0, 0)
    assert begin(house, first.ask) == first


@pytest.mark.parametrize(
    ("ask", "body"),
    [
        (SEA, {"prompt": "another"}),
        (SEA, {"prompt": SEA.prompt, "seed": 1}),
        (replace(SEA, task=Task.VARIATION), {"prompt": SEA.prompt}),
        (replace(SEA, source_asset_id="other"), {"prompt": SEA.prompt}),
    ],
)
def test_the_same_key_for_something_else_is_refused(
    house: House, ask: Ask, body: dict[str, Any]
) -> None:
    begin(house, SEA)
    before = house.everything()
    with pytest.raises(IdempotencyKeyReused):
        begin(house, ask, body=body)
    assert house.everything() == before
    assert len(house.creating.waiting) == 1


def test_a_key_is_its_owner_s(house: House) -> None:
    begin(house, SEA)
    other = house.now.generations.begin("bob", SEA, num_images=1, key="a-key", body={})
    assert other.is_new


def test_two_at_once_with_the_same_key_begin_one(new_house: NewHouse) -> None:
    for n in (1, 2):
        house = new_house()

        def too(house: House = house) -> None:
            begin(house, SEA)

        with suppress(RequestInFlight):
            begin(house, SEA, services=house.stepping(Steps(before=happening_at(n, too))))
        assert len(house.catalog.generation_rows) == 1
        assert len(house.creating.waiting) == 1
        assert spent(house) == Charge(1)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_breaks_off_the_same_request_begins_it_once(new_house: NewHouse, way: Way) -> None:
    for n in range(1, 5):
        house, steps = new_house(in_memory=True), Steps()
        way(steps, n)
        with suppress(Crash, Fault):
            begin(house, SEA, services=house.stepping(steps))
        assert len(steps.taken) <= 4
        with suppress(RequestInFlight):
            begin(house, SEA)
        house.clock.advance(seconds=31)
        again = begin(house, SEA)
        assert again.created_at in {START, START + timedelta(seconds=31)}
        assert house.creating.waiting, "nobody was told"
        settle(house)
        assert now(house, again).state is State.READY
        assert len(house.catalog.generation_rows) == 1
        assert spent(house) == Charge(1)


def test_an_unanswered_request_is_in_flight_for_half_a_minute(house: House) -> None:
    steps = Steps()
    WAYS[0](steps, 2)  # the transaction
    with suppress(Crash):
        begin(house, SEA, services=house.stepping(steps))
    assert steps.taken[-1] == "catalog.begin"
    house.clock.advance(seconds=29.9)
    with pytest.raises(RequestInFlight) as refused:
        begin(house, SEA)
    assert refused.value.retry_after == 1
    assert house.creating.waiting == []
    house.clock.advance(seconds=0.1)
    begin(house, SEA)
    assert len(house.creating.waiting) == 1


def test_a_generation_that_was_given_up_is_not_begun_again(house: House) -> None:
    first = begin(house, SEA)
    house.now.generations.cancel("alice", first.id)
    with pytest.raises(GenerationNotFound):
        begin(house, SEA)
    assert house.catalog.generation_rows == {}
