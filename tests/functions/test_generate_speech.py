"""generate with providers that hear speech and follow instructions, and that bill."""

from __future__ import annotations

import pytest

from tests.functions.generating import (
    FOR_A_MODEL,
    WORDS,
    ask,
    begun,
    instructions,
    made,
    recorded,
    spent,
)
from tests.functions.photos import jpeg
from tests.functions.world import World
from tests.providers.openai_server import Behaviour, OpenAIServer


def test_what_no_operation_can_do_is_asked_of_the_model(
    paid_world: World, server: OpenAIServer
) -> None:
    source = paid_world.upload(jpeg(96, 64))
    told = made(paid_world, instructions(source), {"prompt": f"{WORDS} and {FOR_A_MODEL}"})
    assert told["plan"]["for_model"] == FOR_A_MODEL
    assert told["cost"]["images"] == server.paid == 1
    assert told["results"][0]["kind"] == "generated"
    assert server.asked[0].fields["prompt"].startswith(FOR_A_MODEL)


def test_a_dry_run_of_what_needs_a_model_says_what_it_would_cost(
    paid_world: World, server: OpenAIServer
) -> None:
    source = paid_world.upload(jpeg())
    body = {"prompt": FOR_A_MODEL, "dry_run": True}
    answer = ask(paid_world, instructions(source), body, key=None)
    assert answer.json["estimated_cost"] == {"images": 1, "voice_seconds": 0}
    assert server.asked == []


def test_a_spoken_instruction_is_heard_and_followed(
    paid_world: World, server: OpenAIServer
) -> None:
    source, audio = paid_world.upload(jpeg()), recorded(paid_world, 2)
    told = made(paid_world, instructions(source), {"audio_upload_id": audio})
    assert (told["state"], told["transcript"]) == ("ready", WORDS)
    assert told["cost"] == {"images": 0, "voice_seconds": 2}
    assert told["results"][0]["generation"]["transcript"] == WORDS
    assert server.paid == 1


def test_nothing_is_left_of_a_recording_that_was_heard(paid_world: World) -> None:
    source, audio = paid_world.upload(jpeg()), recorded(paid_world)
    kept = set(paid_world.keys("private"))
    made(paid_world, instructions(source), {"audio_upload_id": audio})
    left = {key for key in paid_world.keys("private") if audio in key}
    assert any(audio in key for key in kept)
    assert left == set()
    paid_world.clock.advance(hours=1)
    paid_world.sweep()
    assert paid_world.row(audio) is None
    body = {"audio_upload_id": audio}
    again = ask(paid_world, instructions(source), body, key="key-2")
    assert (again.status, again.pointers) == (422, ["/audio_upload_id"])


def test_a_recording_that_another_instruction_is_to_hear_is_a_conflict(
    paid_world: World, server: OpenAIServer
) -> None:
    source, body = paid_world.upload(jpeg()), {"audio_upload_id": recorded(paid_world)}
    first = begun(paid_world, instructions(source), body)
    again = ask(paid_world, instructions(source), body, key="key-2")
    assert (again.status, again.code) == (409, "recording_in_use")
    assert first["id"] in again.json["detail"]
    assert paid_world.work() == []
    assert server.paid == 1
    assert spent(paid_world)["voice_seconds"]["used"] == 1


def test_a_dry_run_by_voice_is_heard_and_planned_and_changes_nothing(paid_world: World) -> None:
    source, audio = paid_world.upload(jpeg()), recorded(paid_world)
    told = made(paid_world, instructions(source), {"audio_upload_id": audio, "dry_run": True})
    assert (told["state"], told["result_ids"]) == ("ready", [])
    assert told["plan"]["recipe"] is not None
    assert len(paid_world.call("GET", "/v1/gallery").json["items"]) == 1


@pytest.mark.parametrize(
    ("behaviour", "outcome", "seconds"),
    [
        (Behaviour.SILENT, ("refused", "nothing_heard"), 1),
        (Behaviour.BAD_SOUND, ("refused", "content_refused"), 0),
        (Behaviour.CLOSED, ("failed", "answer_lost"), 1),
    ],
)
def test_speech_that_is_not_heard_is_charged_only_if_it_may_have_been_paid(
    paid_world: World,
    server: OpenAIServer,
    behaviour: Behaviour,
    outcome: tuple[str, str],
    seconds: int,
) -> None:
    source, audio = paid_world.upload(jpeg()), recorded(paid_world)
    server.then(behaviour)
    told = made(paid_world, instructions(source), {"audio_upload_id": audio})
    assert (told["state"], told["problem"]["code"]) == outcome
    assert spent(paid_world)["voice_seconds"]["used"] == seconds
    assert len(server.asked) == 1


def test_words_that_are_heard_are_told_to_their_speaker_alone(
    paid_world: World, server: OpenAIServer
) -> None:
    server.words = "sing me a song"
    source, audio = paid_world.upload(jpeg()), recorded(paid_world)
    told = made(paid_world, instructions(source), {"audio_upload_id": audio})
    assert told["transcript"] == server.words
    assert told["plan"]["for_model"] is not None
    assert server.words not in paid_world.output
