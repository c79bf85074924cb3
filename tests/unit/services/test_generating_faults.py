"""Generations at work, with something failing at every call to a port or a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from darkroom.domain import keys
from darkroom.domain.asset import Status
from darkroom.domain.generation import Generation, Shot, State
from tests.unit.services.asking import (
    deliver,
    end,
    instructing,
    now,
    of_words,
    refining,
    speaking,
    speaking_for_a_model,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.stepping import WAYS, Steps, Way, crash_after, fault_after

Begin = Callable[[House], Generation]
KINDS: dict[str, Begin] = {
    "two images": of_words,
    "a refinement": refining,
    "operations": instructing,
    "spoken": speaking,
    "spoken for a model": speaking_for_a_model,
}
kinds = pytest.mark.parametrize("ask", KINDS.values(), ids=KINDS)
ways = pytest.mark.parametrize("way", WAYS)


def ready_to_work(new_house: NewHouse, ask: Begin, *, repeatable: bool) -> tuple[House, Generation]:
    house = new_house(in_memory=True)
    house.creating.images.becoming(repeatable=repeatable)
    house.creating.speech.becoming(repeatable=repeatable)
    return house, ask(house)


def number_of_steps(new_house: NewHouse, ask: Begin) -> int:
    house, generation = ready_to_work(new_house, ask, repeatable=False)
    steps = Steps()
    worked = deliver(house, house.stepping(steps))
    assert worked
    assert worked.verdict == "ready", steps.taken
    assert len(now(house, generation).result_ids) == max(1, len(generation.images))
    return len(steps.taken)


def failing_at_each_step(
    new_house: NewHouse, way: Way, ask: Begin, *, repeatable: bool
) -> Iterator[tuple[House, Generation, Steps]]:
    """A house for every step of the work, whose first delivery failed there."""
    for n in range(1, 1 + number_of_steps(new_house, ask)):
        house, generation = ready_to_work(new_house, ask, repeatable=repeatable)
        steps = Steps()
        way(steps, n)
        deliver(house, house.stepping(steps))
        yield house, generation, steps


def kept_answers(house: House) -> set[str]:
    """Whose paid answer is in the store."""
    found = map(keys.parse, house.keys(house.ports.private))
    return {key.asset_id for key in found if key.variant == "answer"}


@kinds
@ways
def test_whatever_fails_nothing_is_paid_twice_and_no_kept_answer_is_lost(
    new_house: NewHouse, way: Way, ask: Begin
) -> None:
    for house, generation, steps in failing_at_each_step(new_house, way, ask, repeatable=False):
        kept = kept_answers(house)
        end(house)
        row = now(house, generation)
        made = {image.asset_id for image in row.images if image.shot is Shot.DONE}
        assert kept & {image.asset_id for image in row.images} <= made, steps.taken
        if kept and not row.images:  # a transcript, of operations alone
            assert row.result_id, steps.taken
        assert row.state in {State.READY, State.FAILED}, steps.taken


@kinds
@pytest.mark.parametrize("way", [crash_after, fault_after])
def test_whoever_can_be_asked_again_makes_everything_whatever_fails(
    new_house: NewHouse, way: Way, ask: Begin
) -> None:
    for house, generation, steps in failing_at_each_step(new_house, way, ask, repeatable=True):
        end(house)
        row = now(house, generation)
        assert row.state is State.READY, steps.taken
        assert all(image.shot is Shot.DONE for image in row.images), steps.taken


@kinds
def test_a_message_that_is_gone_is_sent_again_by_the_reconciler(
    new_house: NewHouse, ask: Begin
) -> None:
    for n in range(1, 1 + number_of_steps(new_house, ask)):
        house, generation = ready_to_work(new_house, ask, repeatable=True)
        steps = Steps()
        crash_after(steps, n)
        deliver(house, house.stepping(steps))
        house.creating.waiting.clear()
        end(house)
        assert now(house, generation).state is State.READY, steps.taken


@kinds
def test_work_that_is_done_leaves_no_recording_and_no_answer(house: House, ask: Begin) -> None:
    generation = ask(house)
    worked = deliver(house)
    assert worked
    assert worked.verdict == "ready"
    assert not kept_answers(house)
    assert not any(row.status is Status.RECEIVED for row in house.catalog.rows.values())
    assert now(house, generation).claim is None
    end(house)
