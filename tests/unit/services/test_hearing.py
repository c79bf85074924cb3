"""Speech: who hears it and how often, what it becomes, and that it goes when it was heard."""

from __future__ import annotations

import pytest

from darkroom.domain.asset import Asset, Status
from darkroom.domain.budget import Charge
from darkroom.domain.generation import Generation, State
from darkroom.domain.prompts import MAX_PROMPT, denied_words
from darkroom.services.hearing import transcript_key, wrapped_key
from darkroom.storage.base import Write
from tests.unit.services.asking import (
    a_recording,
    deliver,
    end,
    now,
    settle,
    speaking,
    spent,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.creating import Creating
from tests.unit.services.house import House
from tests.unit.services.provider import (
    SILENCE,
    Act,
    answering,
    answers,
    busy,
    fails,
    garbles,
    loses,
    misconfigured,
    mumbles,
    not_yet,
    refuses,
)
from tests.unit.services.stepping import Steps, crash_after, failing


def is_forgotten(house: House, recording: Asset) -> bool:
    """Whether nothing of the voice is left, and nobody finds its row."""
    row = house.catalog.get("alice", recording.id)
    kept = {key for key in house.keys(house.ports.private) if recording.id in key}
    return not kept and (row is None or row.status is Status.DELETING)


def after(house: House, act: Act) -> tuple[Generation, Asset]:
    """A spoken instruction after somebody did this, and its recording."""
    house.creating.speech.script = [act]
    recording = a_recording(house)
    row = speaking(house, recording=recording)
    settle(house)
    return now(house, row), recording


def test_a_recording_is_handed_over_as_it_is(house: House) -> None:
    recording = a_recording(house)
    row = speaking(house, recording=recording, language="de-DE")
    settle(house)
    (heard,) = house.creating.speech.recordings
    assert heard.body == b"voice:....."
    assert (heard.id, heard.key, heard.bucket) == (
        recording.id,
        recording.original_key,
        "private-bucket",
    )
    assert (heard.content_type, heard.seconds, heard.language) == ("audio/wav", 5, "de-DE")
    assert now(house, row).transcript == "make it black and white"
    assert is_forgotten(house, recording)
    end(house)


def test_what_the_provider_keeps_of_a_recording_goes_with_it(house: House) -> None:
    row, recording = after(house, answers)
    assert row.state is State.READY
    assert house.creating.speech.forgotten == [recording.id]


def test_a_provider_that_forgets_nothing_holds_up_nobody(house: House) -> None:
    house.creating.speech.unforgetting = True
    row, recording = after(house, answers)
    assert row.state is State.READY
    assert is_forgotten(house, recording)


def test_bare_aac_is_handed_over_in_a_container_that_lies_in_the_bucket(house: House) -> None:
    recording = a_recording(house, "audio/aac")
    speaking(house, recording=recording)
    deliver(house, house.stepping(failing("catalog.swap_generation")))
    speech = house.creating.speech
    speech.script = [fails]
    settle(house, 3)
    assert house.ports.private.read(wrapped_key(recording), max_bytes=99) == b"mp4:voice:....."
    settle(house)
    (first, *_) = speech.recordings
    assert (first.body, first.content_type) == (b"mp4:voice:.....", "audio/mp4")
    assert first.key == wrapped_key(recording)
    assert is_forgotten(house, recording)
    end(house)


def test_what_a_provider_writes_itself_is_forgotten_too(house: House) -> None:
    recording = a_recording(house)
    key = transcript_key(recording.original_key)
    assert key.endswith(f"{recording.id}_transcript.json")
    speaking(house, recording=recording)
    house.ports.private.save(Write(key, b"{}", "application/json"))
    settle(house)
    assert is_forgotten(house, recording)


@pytest.mark.parametrize("act", [fails, busy(30), misconfigured])
def test_speech_that_was_not_heard_is_handed_over_again(house: House, act: Act) -> None:
    house.creating.speech.script = [act, act]
    row = speaking(house)
    deliver(house)
    assert not now(house, row).is_heard
    settle(house)
    assert now(house, row).state is State.READY
    assert list(house.creating.speech.paid.values()) == [1]
    end(house)


def test_speech_that_is_being_heard_is_asked_for_again_as_late_as_is_said(house: House) -> None:
    house.creating.speech.becoming(repeatable=True)
    house.creating.speech.script = [not_yet(20), not_yet(10)]
    row = speaking(house)
    worked = deliver(house)
    assert worked
    assert (worked.verdict, worked.asked) == ("continued", 1)
    assert [seconds for _, seconds in house.creating.waiting] == [20]
    assert now(house, row).claim is None
    settle(house)
    assert now(house, row).state is State.READY
    assert spent(house) == Charge(0, 5)
    end(house)


def test_speech_that_may_have_been_paid_stays_charged_when_it_is_given_up(house: House) -> None:
    house.creating.speech.becoming(repeatable=True)
    house.creating.speech.script = [not_yet(20)]
    house.creating.speech.always = fails
    row = speaking(house)
    settle(house, 5)
    house.creating.waiting.clear()
    house.clock.advance(hours=24)
    house.now.overdue()
    assert now(house, row).state is State.FAILED
    assert now(house, row).charge == spent(house, row) == Charge(0, 5)


def test_speech_nobody_was_reached_for_is_given_back_when_it_is_given_up(house: House) -> None:
    house.creating.speech.always = fails
    row = speaking(house)
    settle(house, 5)
    house.creating.waiting.clear()
    house.clock.advance(hours=24)
    house.now.overdue()
    assert now(house, row).state is State.FAILED
    assert spent(house, row) == Charge()
    end(house)


@pytest.mark.parametrize(
    ("act", "code", "seconds", "state"),
    [
        (refuses, "content_refused", 0, State.REFUSED),
        (mumbles, "nothing_heard", 5, State.REFUSED),
        (answering(b"words: \x00 \x01"), "nothing_heard", 5, State.REFUSED),
        (garbles, "malformed_answer", 5, State.FAILED),
        (loses, "answer_lost", 5, State.FAILED),
    ],
)
def test_speech_without_words_is_given_back_unless_it_may_have_been_paid(
    house: House, act: Act, code: str, seconds: int, state: State
) -> None:
    row, _ = after(house, act)
    assert row.problem
    assert (row.state, row.problem.code) == (state, code)
    assert spent(house) == row.charge == Charge(0, seconds)
    assert len(house.creating.speech.asked) == 1
    end(house)


def test_who_cannot_be_asked_again_does_not_hear_it_twice(house: House) -> None:
    row, steps = speaking(house), Steps()
    crash_after(steps, 7)
    deliver(house, house.stepping(steps))
    assert steps.taken[-1] == "provider.transcribe"
    settle(house)
    over = now(house, row)
    assert over.problem
    assert over.problem.code == "answer_lost"
    assert len(house.creating.speech.asked) == 1
    end(house)


def test_a_silent_recording_goes_at_once(house: House) -> None:
    _, recording = after(house, answering(SILENCE))
    assert is_forgotten(house, recording)
    end(house)


def test_an_answer_that_cannot_be_read_stays_beside_its_recording_for_a_day(house: House) -> None:
    _, recording = after(house, garbles)
    assert not is_forgotten(house, recording)
    assert house.row(recording.id).status is Status.RECEIVED
    end(house)
    assert house.catalog.get("alice", recording.id) is None


def test_words_that_are_not_taken_are_refused_and_forgotten(new_house: NewHouse) -> None:
    house = new_house(creating=Creating(takes=denied_words(["white"])))
    row, recording = after(house, answers)
    assert row.problem
    assert (row.state, row.problem.code) == (State.REFUSED, "prompt_refused")
    assert "white" not in row.problem.detail
    assert row.transcript is None
    assert spent(house) == Charge(0, 5)
    assert is_forgotten(house, recording)
    end(house)


def test_what_is_heard_is_no_longer_than_a_prompt(house: House) -> None:
    row, _ = after(house, answering(b"words: make it\x00 bla\x63k and white, " + b"please " * 999))
    assert row.transcript
    assert row.transcript.startswith("make it black and white, please")
    assert len(row.transcript) <= MAX_PROMPT
    assert row.state is State.READY


def test_words_that_nobody_understands_are_refused(house: House) -> None:
    row, _ = after(house, answering(b"words: make it, please"))
    assert row.problem
    assert (row.state, row.problem.code) == (State.REFUSED, "not_understood")
    assert row.transcript == "make it, please"
    end(house)


def test_a_recording_that_is_gone_is_refused_and_given_back(house: House) -> None:
    recording = a_recording(house)
    row = speaking(house, recording=recording)
    house.now.uploads.abandon("alice", recording.id)
    settle(house)
    over = now(house, row)
    assert over.problem
    assert (over.state, over.problem.code) == (State.REFUSED, "upload_not_found")
    assert spent(house) == Charge()
    end(house)


def test_words_that_were_paid_for_once_are_charged_once(house: House) -> None:
    """The first broke off and was given up; the second finds the answer that it has kept."""
    source, recording = house.upload(), a_recording(house)
    first = speaking(house, source, recording)
    steps = Steps()
    crash_after(steps, 8)
    deliver(house, house.stepping(steps))
    assert steps.taken[-1] == "private.save"
    house.creating.waiting.clear()
    house.now.generations.cancel("alice", first.id)
    second = speaking(house, source, recording, key="k2")
    settle(house)
    assert now(house, second).state is State.READY
    assert now(house, second).charge == Charge()
    assert now(house, second).transcript
    assert len(house.creating.speech.asked) == 1
    assert spent(house) == Charge(0, 5)


def test_nobody_hears_what_is_said_about_a_picture_that_is_gone(house: House) -> None:
    source = house.upload()
    row = speaking(house, source)
    house.now.deletion.delete("alice", source.id)
    settle(house)
    ended = now(house, row)
    assert (ended.state, ended.charge) == (State.REFUSED, Charge())
    assert ended.problem
    assert ended.problem.code == "asset_not_found"
    assert house.creating.speech.asked == []


def test_a_recording_whose_object_is_lost_is_our_fault(house: House) -> None:
    recording = a_recording(house)
    row = speaking(house, recording=recording)
    house.ports.private.delete(recording.original_key)
    assert deliver(house) is None
    assert house.creating.speech.asked == []
    assert not now(house, row).is_over


def test_a_voice_that_could_not_be_forgotten_at_once_is_forgotten_by_the_reconciler(
    house: House,
) -> None:
    row = speaking(house)
    deliver(house, house.stepping(failing("private.delete")))
    assert now(house, row).transcript
    settle(house)
    assert now(house, row).state is State.READY
    end(house)
