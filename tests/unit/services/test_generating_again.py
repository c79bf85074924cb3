"""Providers that are busy or out of reach: asked again, and nothing is counted as paid."""

from __future__ import annotations

import pytest

from darkroom.domain.budget import Charge
from darkroom.domain.errors import ProviderBusy
from darkroom.domain.generation import Generation, GenerationRef, Shot, State
from tests.unit.services.asking import (
    deliver,
    end,
    now,
    of_words,
    refining,
    settle,
    spent,
)
from tests.unit.services.house import House
from tests.unit.services.provider import (
    Act,
    answers,
    busy,
    fails,
    misconfigured,
    refuses,
)
from tests.unit.services.stepping import Steps, crash_after


def problems(row: Generation) -> list[str | None]:
    return [image.problem.code if image.problem else None for image in row.images]


def work(house: House, row: Generation) -> None:
    """One delivery, whose fault is seen."""
    house.creating.waiting.clear()
    house.now.generating.work(GenerationRef(row.owner, row.id), lambda: 275)


@pytest.mark.parametrize("act", [fails, busy(120), misconfigured])
def test_what_was_not_carried_out_is_asked_again(house: House, act: Act) -> None:
    house.creating.images.script = [answers, act, act]
    row = of_words(house)
    assert deliver(house) is None
    waiting = now(house, row)
    assert [image.shot for image in waiting.images] == [Shot.DONE, Shot.WAITING]
    assert waiting.claim is None
    assert not waiting.is_over
    settle(house)
    assert now(house, row).state is State.READY
    assert house.creating.images.paid == {"image 7": 1, "image 8": 1}
    end(house)


def test_the_queue_is_told_how_long_a_provider_wants_to_be_left_alone(house: House) -> None:
    house.creating.images.script = [busy(600)]
    row = of_words(house)
    with pytest.raises(ProviderBusy) as raised:
        work(house, row)
    assert raised.value.seconds == 600


def test_who_is_out_of_reach_for_a_day_is_given_up(house: House) -> None:
    house.creating.images.script = [answers]
    house.creating.images.always = fails
    row, other = of_words(house, 3), refining(house, key="k2")
    settle(house, 5)
    house.creating.waiting.clear()
    house.clock.advance(hours=23)
    house.now.overdue()
    settle(house, 3)
    house.creating.waiting.clear()
    assert not now(house, row).is_over
    house.clock.advance(hours=1, minutes=5)
    assert house.now.overdue().found["generations_given_up"] == 2
    given_up, nothing = now(house, row), now(house, other)
    assert (given_up.state, problems(given_up)) == (
        State.READY,
        [None, "given_up", "given_up"],
    )
    assert nothing.state is State.FAILED
    assert nothing.problem
    assert nothing.problem.code == "given_up"
    assert spent(house, row) == Charge(1)
    end(house)


def test_what_may_have_been_paid_before_stays_charged_when_it_is_given_up(house: House) -> None:
    """Also of a provider that may be asked again."""
    house.creating.images.becoming(repeatable=True)
    house.creating.images.script = [answers]
    house.creating.images.always = fails
    row, steps = of_words(house, 1), Steps()
    crash_after(steps, 5)
    deliver(house, house.stepping(steps))
    assert steps.taken[-1] == "provider.generate"
    settle(house, 6)
    assert len(house.creating.images.asked) > 1
    house.creating.waiting.clear()
    house.clock.advance(hours=24)
    house.now.overdue()
    assert now(house, row).charge == spent(house, row) == Charge(1)


def test_what_may_have_been_paid_before_stays_charged_when_it_is_refused(house: House) -> None:
    house.creating.images.becoming(repeatable=True)
    row, steps = of_words(house, 1), Steps()
    crash_after(steps, 5)
    deliver(house, house.stepping(steps))
    house.creating.images.script = [refuses]
    settle(house)
    assert problems(now(house, row)) == ["content_refused"]
    assert spent(house) == Charge(1)
