"""A generation as the domain sees it: what each move makes of it, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.domain.asset import Claim
from darkroom.domain.budget import Charge
from darkroom.domain.errors import (
    AnswerLost,
    AssetNotFound,
    BudgetSpent,
    ContentRefused,
    DarkroomError,
    GivenUp,
    MalformedAnswer,
    NothingHeard,
    PromptRefused,
    ResultWithheld,
)
from darkroom.domain.generation import (
    FORGOTTEN_AFTER,
    GIVE_UP_AFTER,
    NUDGE_INTERVAL,
    Ask,
    Generation,
    Image,
    Shot,
    State,
    Task,
)
from tests.fakes import START

LATER = START + timedelta(minutes=1)
PLAN: dict[str, Any] = {
    "recipe": None,
    "for_model": "a boat",
    "understood": [],
    "not_understood": [],
}


def a_generation(number: int = 2, **changes: Any) -> Generation:
    images = tuple(Image(f"image-{place}") for place in range(number))
    made = Generation(
        id="g",
        owner="alice",
        ask=Ask(Task.GENERATION, "a sea"),
        provider="painter",
        created_at=START,
        updated_at=START,
        images=images,
        charge=Charge(images=number),
    )
    return replace(made, **changes)


def spoken(**changes: Any) -> Generation:
    ask = Ask(Task.INSTRUCTION, audio_upload_id="a", source_asset_id="s", seconds=5)
    return a_generation(0, ask=ask, speech="listener", charge=Charge(0, 5), **changes)


def all_made(generation: Generation) -> Generation:
    for place in range(len(generation.images)):
        generation = generation.asking(place, LATER).made(place, LATER)
    return generation.concluded(LATER)


# Conclusions


def test_with_every_image_it_is_ready() -> None:
    done = all_made(a_generation())
    assert (done.state, done.problem) == (State.READY, None)
    assert done.result_ids == ("image-0", "image-1")
    assert done.charge == Charge(2)
    assert done.due_at is None


def test_with_some_of_its_images_it_is_ready_and_has_problems() -> None:
    row = a_generation().asking(0, LATER).made(0, LATER).asking(1, LATER)
    done = row.unmade(1, ContentRefused(), LATER, is_paid=False).concluded(LATER)
    assert (done.state, done.problem) == (State.READY, None)
    assert [image.problem and image.problem.code for image in done.images] == [
        None,
        "content_refused",
    ]
    assert done.charge == Charge(1)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ContentRefused(), State.REFUSED),
        (ResultWithheld(), State.REFUSED),
        (AssetNotFound(), State.REFUSED),
        (AnswerLost(), State.FAILED),
        (MalformedAnswer(), State.FAILED),
    ],
)
def test_without_any_image_its_first_problem_says_what_it_is(
    error: DarkroomError, state: State
) -> None:
    row = a_generation(2).unmade(0, error, LATER, is_paid=True)
    row = row.unmade(1, GivenUp(), LATER, is_paid=False).concluded(LATER)
    assert row.state is state
    assert row.problem
    assert (row.problem.code, row.problem.detail) == (error.code, error.detail)
    assert row.charge == Charge(1)


def test_a_plan_alone_is_ready_without_results() -> None:
    ask = Ask(Task.INSTRUCTION, "brighter", dry_run=True)
    assert a_generation(0, ask=ask).concluded(LATER).state is State.READY


def test_the_result_of_operations_is_a_result() -> None:
    done = a_generation(0).resulted("r", LATER).concluded(LATER)
    assert (done.state, done.result_ids) == (State.READY, ("r",))


# Ends


def test_ended_it_gives_back_what_nobody_was_asked_for() -> None:
    row = a_generation(3).asking(0, LATER)
    ended = row.ended(GivenUp(), LATER)
    assert ended.charge == Charge(1)
    assert ended.state is State.FAILED
    assert [image.shot for image in ended.images] == [Shot.UNMADE] * 3
    assert {image.problem.code for image in ended.images if image.problem} == {"given_up"}
    assert all(image.problem for image in ended.images)


def test_ended_with_an_image_it_is_ready_with_problems() -> None:
    row = a_generation(2).asking(0, LATER).made(0, LATER)
    ended = row.ended(AssetNotFound(), LATER)
    assert (ended.state, ended.problem) == (State.READY, None)
    assert ended.result_ids == ("image-0",)
    assert ended.charge == Charge(1)
    assert [bool(image.problem) for image in ended.images] == [False, True]


def test_ended_it_keeps_why_an_image_was_unmade_before() -> None:
    row = a_generation(2).asking(0, LATER).unmade(0, AnswerLost(), LATER, is_paid=True)
    ended = row.ended(GivenUp(), LATER)
    assert [image.problem and image.problem.code for image in ended.images] == [
        "answer_lost",
        "given_up",
    ]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (BudgetSpent(), State.REFUSED),
        (PromptRefused(), State.REFUSED),
        (AssetNotFound(), State.REFUSED),
        (NothingHeard(), State.REFUSED),
        (AnswerLost(), State.FAILED),
        (GivenUp(), State.FAILED),
    ],
)
def test_ended_by_what_was_asked_for_it_is_refused_and_otherwise_failed(
    error: DarkroomError, state: State
) -> None:
    ended = a_generation(1).ended(error, LATER)
    assert (ended.state, ended.claim) == (state, None)
    assert ended.problem
    assert ended.problem.code == error.code


def test_speech_that_somebody_was_asked_to_hear_stays_charged() -> None:
    assert spoken().listening(LATER).ended(NothingHeard(), LATER).charge == Charge(0, 5)


def test_speech_that_nobody_was_asked_to_hear_is_given_back() -> None:
    assert spoken().ended(GivenUp(), LATER).charge == Charge(0, 0)
    assert spoken().ended(NothingHeard(), LATER).charge == Charge(0, 0)


def test_words_that_another_has_paid_for_are_given_back() -> None:
    assert spoken().heard("brighter", LATER).charge == Charge(0, 0)
    assert spoken().listening(LATER).heard("brighter", LATER).charge == Charge(0, 5)


# The first answer again


def begun() -> dict[str, Generation]:
    instruction = Ask(Task.INSTRUCTION, "brighter, add a boat", source_asset_id="s")
    return {
        "generation": a_generation(2),
        "variation": a_generation(3, ask=Ask(Task.VARIATION, source_asset_id="s")),
        "refinement": a_generation(1, ask=Ask(Task.REFINEMENT, "x", source_asset_id="s")),
        "instruction": a_generation(1, ask=instruction, plan=PLAN),
        "operations": a_generation(0, ask=instruction, plan=PLAN),
        "spoken": spoken(),
    }


def at_work(row: Generation) -> Generation:
    """Claimed, nudged, and written a few times."""
    row = replace(row, claim=Claim("me", LATER), revision=4, nudged_at=LATER)
    if row.ask.audio_upload_id:
        row = row.listening(LATER).heard("add a boat", LATER).planned(PLAN, LATER)
        row = row.wanting("image-0", LATER)
    return row


@pytest.mark.parametrize("task", begun())
def test_as_begun_it_is_as_it_was_first_answered(task: str) -> None:
    first = begun()[task]
    row = at_work(first)
    states = [
        row,
        all_made(row.resulted("r", LATER)),
        row.ended(AssetNotFound(), LATER),
        first.ended(GivenUp(), LATER),
    ]
    assert [state.as_begun() for state in states] == [first] * 4


# When it is due


def test_it_is_due_when_the_queue_has_forgotten_it() -> None:
    row = a_generation()
    assert row.due_at == START + FORGOTTEN_AFTER
    claimed = replace(row, claim=Claim("me", START + timedelta(minutes=30)))
    assert claimed.due_at == START + timedelta(minutes=30)
    nudged = row.nudged(START + timedelta(minutes=20))
    assert nudged.due_at == START + timedelta(minutes=20) + NUDGE_INTERVAL


def test_it_is_due_at_the_latest_when_it_has_to_be_given_up() -> None:
    nudged = a_generation().nudged(START + GIVE_UP_AFTER - timedelta(seconds=1))
    assert nudged.due_at == START + GIVE_UP_AFTER
    assert nudged.is_hopeless(START + GIVE_UP_AFTER)
    assert not nudged.is_hopeless(START + GIVE_UP_AFTER - timedelta(seconds=1))


def test_words_are_those_written_or_those_heard() -> None:
    assert a_generation().words == "a sea"
    assert spoken().words == ""
    assert spoken().heard("brighter", LATER).words == "brighter"


def test_an_image_that_is_asked_for_again_was_never_asked_for() -> None:
    row = a_generation(1).asking(0, LATER)
    assert (row.state, row.unasked) == (State.RUNNING, 0)
    assert row.unasked_again(0, LATER).unasked == 1


def test_a_wanted_image_is_charged() -> None:
    wanted = spoken().wanting("image-0", LATER)
    assert wanted.charge == Charge(1, 5)
    assert wanted.images == (Image("image-0"),)
