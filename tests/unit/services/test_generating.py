"""Generations at work: what comes of what a provider does, and what it costs."""

from __future__ import annotations

import pytest

from darkroom.domain import keys
from darkroom.domain.asset import Kind, Status
from darkroom.domain.budget import Charge
from darkroom.domain.errors import CatalogFailure, ProviderFailure, RowBusy
from darkroom.domain.generation import Generation, GenerationRef, State
from darkroom.services.generating import CALL_SECONDS
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
    fails,
    garbles,
    loses,
    refuses,
    withholds,
)
from tests.unit.services.stepping import Steps, crash_after, failing


def problems(row: Generation) -> list[str | None]:
    return [image.problem.code if image.problem else None for image in row.images]


def work(house: House, row: Generation) -> None:
    """One delivery, whose fault is seen."""
    house.creating.waiting.clear()
    house.now.generating.work(GenerationRef(row.owner, row.id), lambda: 275)


# What goes well


def test_each_image_is_asked_for_once_and_becomes_an_asset(house: House) -> None:
    row = of_words(house, 3)
    worked = deliver(house)
    assert worked
    assert (worked.verdict, worked.asked, worked.provider) == ("ready", 3, "painter")
    assert (worked.task, worked.code) == ("generation", None)
    assert house.creating.images.asked == ["image 7", "image 8", "image 9"]
    done = now(house, row)
    assert done.result_ids == tuple(image.asset_id for image in row.images)
    for asset_id in done.result_ids:
        asset = house.row(asset_id)
        assert (asset.status, asset.kind) == (Status.READY, Kind.GENERATED)
    assert spent(house) == Charge(3)
    end(house)


def test_a_second_message_does_nothing(house: House) -> None:
    row = of_words(house)
    ref = house.creating.waiting[0][0]
    settle(house)
    assert house.now.generating.work(ref, lambda: 275).verdict == "repeated"
    house.now.generations.cancel("alice", row.id)
    assert house.now.generating.work(ref, lambda: 275).verdict == "gone"
    assert len(house.creating.images.asked) == 2


def test_two_messages_at_once_are_worked_on_one_after_the_other(house: House) -> None:
    row = of_words(house)
    at = house.clock.now()
    house.catalog.claim_generation("alice", row.id, house.ports.new_claim(at), at)
    with pytest.raises(RowBusy):
        work(house, row)
    house.end_claims()
    work(house, row)
    assert now(house, row).state is State.READY


def test_what_there_is_no_time_for_is_done_in_the_next_turn(house: House) -> None:
    row = of_words(house, 3)
    left = iter([CALL_SECONDS, CALL_SECONDS - 1])
    ref, _ = house.creating.waiting.pop(0)
    worked = house.now.generating.work(ref, lambda: next(left))
    assert (worked.verdict, worked.asked) == ("continued", 1)
    assert now(house, row).claim is None
    assert house.creating.waiting == [(ref, 0)]
    settle(house)
    assert now(house, row).state is State.READY
    assert len(house.creating.images.asked) == 3
    end(house)


def test_without_time_for_a_single_call_it_goes_on_elsewhere_and_asks_nobody(house: House) -> None:
    row = of_words(house)
    worked = deliver(house, seconds_left=CALL_SECONDS - 1)
    assert worked
    assert worked.verdict == "continued"
    assert house.creating.images.asked == []
    assert now(house, row).unasked == 2
    settle(house)
    end(house)


# What will not be made


@pytest.mark.parametrize(
    ("act", "code", "charge", "state"),
    [
        (refuses, "content_refused", 0, State.REFUSED),
        (withholds, "result_withheld", 1, State.REFUSED),
        (garbles, "malformed_answer", 1, State.FAILED),
        (loses, "answer_lost", 1, State.FAILED),
    ],
)
def test_what_is_not_made_is_given_back_unless_it_may_have_been_paid(
    house: House, act: Act, code: str, charge: int, state: State
) -> None:
    house.creating.images.script = [act]
    row = of_words(house, 1)
    worked = deliver(house)
    assert worked
    assert (worked.verdict, worked.code) == (state.value, code)
    over = now(house, row)
    assert over.problem
    assert over.problem.code == code
    assert spent(house) == over.charge == Charge(charge)
    assert len(house.creating.images.asked) == 1
    end(house)


def test_two_images_of_four_are_ready_with_problems(house: House) -> None:
    house.creating.images.script = [answers, refuses, answers, loses]
    row = of_words(house, 4)
    settle(house)
    over = now(house, row)
    assert over.state is State.READY
    assert problems(over) == [None, "content_refused", None, "answer_lost"]
    assert len(over.result_ids) == 2
    assert spent(house) == Charge(3)
    end(house)


def test_an_answer_that_cannot_be_read_is_kept_for_a_day(house: House) -> None:
    house.creating.images.script = [garbles]
    row = of_words(house, 1)
    settle(house)
    (kept,) = map(keys.parse, house.keys(house.ports.private))
    assert (kept.asset_id, kept.variant) == (row.images[0].asset_id, "answer")
    house.clock.advance(hours=24)
    house.now.overdue()
    assert house.keys(house.ports.private)
    end(house)
    assert house.keys(house.ports.private) == set()


def test_an_answer_that_is_no_image_is_malformed(house: House) -> None:
    house.creating.images.made = "spreadsheet"
    row = of_words(house, 1)
    settle(house)
    assert problems(now(house, row)) == ["malformed_answer"]
    end(house)


def test_who_cannot_be_asked_again_is_not(house: House) -> None:
    row, steps = of_words(house, 2), Steps()
    crash_after(steps, 5)
    deliver(house, house.stepping(steps))
    assert steps.taken[-1] == "provider.generate"
    settle(house)
    over = now(house, row)
    assert problems(over) == ["answer_lost", None]
    assert house.creating.images.asked == ["image 7", "image 8"]
    assert spent(house) == Charge(2)
    end(house)


def test_a_kept_answer_needs_nobody_to_be_asked(house: House) -> None:
    row, steps = of_words(house, 1), Steps()
    crash_after(steps, 6)
    deliver(house, house.stepping(steps))
    assert steps.taken[-1] == "private.save"
    house.creating.images.always = fails
    settle(house)
    assert now(house, row).state is State.READY
    end(house)


def test_an_answer_is_kept_at_the_seventh_attempt(house: House) -> None:
    """What is lost here was paid for."""
    left = [6]

    def fail(number: int, name: str) -> None:
        if name == "private.save" and left[0]:
            left[0] -= 1
            failing(name).before(number, name)

    row = of_words(house, 1)
    deliver(house, house.stepping(Steps(before=fail)))
    assert sum(house.clock.slept) == 31.5
    assert now(house, row).state is State.READY
    end(house)


def test_a_fault_while_it_is_let_go_changes_nothing_of_what_is_raised(house: House) -> None:
    house.creating.images.script = [fails]
    row = of_words(house, 1)

    def fail(number: int, name: str) -> None:
        if number > 6:
            raise CatalogFailure

    services = house.stepping(Steps(before=fail))
    with pytest.raises(ProviderFailure):
        services.generating.work(GenerationRef("alice", row.id), lambda: 275)
    assert now(house, row).claim is not None
    settle(house)
    end(house)


def test_what_ends_while_it_is_given_up_is_withdrawn(house: House) -> None:
    source = house.upload()
    row = refining(house, source)
    house.now.deletion.delete("alice", source.id)

    def give_up(number: int, name: str) -> None:
        if name == "catalog.swap_generation":
            house.now.generations.cancel("alice", row.id)

    worked = deliver(house, house.stepping(Steps(before=give_up)))
    assert worked
    assert worked.verdict == "withdrawn"
    assert house.creating.waiting == []
    end(house)


# Drafts of what will not be are gone at once: they count against the quota


@pytest.mark.parametrize("act", [refuses, withholds, loses])
def test_the_draft_of_what_is_not_made_goes_at_once(house: House, act: Act) -> None:
    house.creating.images.script = [act]
    of_words(house)
    settle(house)
    assert house.catalog.stats("alice")["pending"] == 0


def test_the_drafts_of_what_ended_go_at_once(house: House) -> None:
    source = house.upload()
    refining(house, source)
    house.now.deletion.delete("alice", source.id)
    settle(house)
    assert house.catalog.stats("alice")["pending"] == 0
