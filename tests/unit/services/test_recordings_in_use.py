"""One recording and several instructions: it is heard for one of them, and charged once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from darkroom.domain.asset import Asset, Status
from darkroom.domain.budget import Charge
from darkroom.domain.errors import Fault, InvalidRequest, RecordingInUse, RequestInFlight
from darkroom.domain.generation import Ask, Generation, State, Task
from tests.unit.services.asking import (
    SEED,
    a_recording,
    begin,
    end,
    instructing,
    now,
    settle,
    speaking,
    spent,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House, Services
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, happening_at


def speak(
    house: House, source: Asset, recording: Asset, key: str, services: Services | None = None
) -> Generation:
    """An instruction by this recording; `services` may have faults."""
    ask = Ask(
        Task.INSTRUCTION,
        "",
        seed=SEED,
        source_asset_id=source.id,
        audio_upload_id=recording.id,
    )
    return begin(house, ask, num_images=0, key=key, services=services)


def test_a_recording_that_is_to_be_heard_is_taken(house: House) -> None:
    source, recording = house.upload(), a_recording(house)
    first = speaking(house, source, recording)
    before = house.everything()
    with pytest.raises(RecordingInUse, match=first.id):
        speaking(house, source, recording, key="another")
    assert house.everything() == before
    settle(house)
    assert now(house, first).state is State.READY
    assert list(house.creating.speech.paid.values()) == [1]
    end(house)


def test_a_recording_that_was_heard_is_gone(house: House) -> None:
    source, recording = house.upload(), a_recording(house)
    speaking(house, source, recording)
    settle(house)
    with pytest.raises(InvalidRequest, match="used once"):
        speaking(house, source, recording, key="another")


def cancel(house: House, row: Generation) -> None:
    house.now.generations.cancel("alice", row.id)


def lose_its_source(house: House, row: Generation) -> None:
    house.now.deletion.delete("alice", row.ask.source_asset_id or "")
    settle(house)
    assert now(house, row).state is not State.READY


@pytest.mark.parametrize("ends", [cancel, lose_its_source])
def test_a_recording_that_was_not_heard_can_be_used_again(
    house: House, ends: Callable[[House, Generation], None]
) -> None:
    recording = a_recording(house)
    ends(house, speaking(house, recording=recording))
    assert house.row(recording.id).status is Status.RECEIVED
    second = speaking(house, recording=recording, key="another")
    settle(house)
    assert now(house, second).state is State.READY
    assert list(house.creating.speech.paid.values()) == [1]
    end(house)


def test_two_instructions_at_once_by_one_recording_pay_for_one(new_house: NewHouse) -> None:
    for n in range(1, 6):
        house = new_house(in_memory=True)
        source, recording = house.upload(), a_recording(house)

        def too(house: House = house, source: Asset = source, said: Asset = recording) -> None:
            with suppress(RecordingInUse):
                speak(house, source, said, "another")

        steps = Steps(before=happening_at(n, too))
        with suppress(RecordingInUse):
            speak(house, source, recording, "a-key", house.stepping(steps))
        assert len(house.catalog.generation_rows) == 1
        assert spent(house) == Charge(0, 5)
        settle(house)
        assert list(house.creating.speech.paid.values()) == [1]
        end(house)


@pytest.mark.parametrize("way", WAYS)
def test_whatever_breaks_off_the_recording_is_used_once(new_house: NewHouse, way: Way) -> None:
    for n in range(1, 8):
        house, steps = new_house(in_memory=True), Steps()
        source, recording = house.upload(), a_recording(house)
        way(steps, n)
        with suppress(Crash, Fault):
            speak(house, source, recording, "a-key", house.stepping(steps))
        assert len(steps.taken) < 8
        with suppress(RequestInFlight):
            speak(house, source, recording, "a-key")
        house.clock.advance(seconds=31)
        row = speak(house, source, recording, "a-key")
        with pytest.raises(RecordingInUse, match=row.id):
            speak(house, source, recording, "another")
        settle(house)
        assert now(house, row).state is State.READY
        end(house)


def test_other_recordings_and_words_are_not_in_the_way(house: House) -> None:
    rows = [speaking(house), speaking(house, key="another"), instructing(house, key="third")]
    settle(house)
    assert {now(house, row).state for row in rows} == {State.READY}
    end(house)
