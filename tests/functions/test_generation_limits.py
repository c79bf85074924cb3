"""generation: budgets, recordings, and what a deployment does not take."""

from __future__ import annotations

import pytest

from tests.builders import a_draft, an_asset
from tests.functions.editing import same_after
from tests.functions.generating import (
    SMALL,
    ask,
    begun,
    generation_row,
    instructions,
    recorded,
    shown,
    spent,
)
from tests.functions.photos import jpeg
from tests.functions.world import World, standing_world

MISSING = "019ce000-0000-7000-8000-000000000000"


# Budgets


def test_statistics_show_what_is_left_and_until_when(world: World) -> None:
    begun(world, json=SMALL | {"num_images": 3})
    assert spent(world) == {
        "images": {"used": 3, "limit": 50},
        "voice_seconds": {"used": 0, "limit": 600},
        "renews_at": "2026-03-15T00:00:00Z",
    }


def test_a_budget_that_is_spent_says_when_it_renews() -> None:
    with standing_world(IMAGES_PER_DAY="3") as world:
        begun(world, json=SMALL | {"num_images": 2})
        body = SMALL | {"num_images": 2}
        answer = same_after(world, lambda: ask(world, "/v1/generations", body, key="key-2"))
        assert (answer.status, answer.code) == (429, "budget_spent")
        assert answer.json["renews_at"] == "2026-03-15T00:00:00Z"
        left = 8 * 3600 + 50 * 60 + 34  # from 15:09:26 to midnight
        assert answer.headers["retry-after"] == str(left)
        assert begun(world, owner="bob")["state"] == "queued"
        world.clock.advance(seconds=left)
        assert spent(world)["images"]["used"] == 0
        assert begun(world, json=body, key="key-2")["state"] == "queued"


def test_seconds_of_speech_have_a_budget_of_their_own() -> None:
    with standing_world(VOICE_SECONDS_PER_DAY="2") as world:
        source = world.upload(jpeg())
        begun(world, instructions(source), {"audio_upload_id": recorded(world, 1.5)})
        body = {"audio_upload_id": recorded(world)}
        answer = ask(world, instructions(source), body, key="key-2")
        assert (answer.status, answer.code) == (429, "budget_spent")


def test_drafts_are_held_to_the_quota_of_assets() -> None:
    with standing_world(MAX_ASSETS_PER_OWNER="2") as world:
        body = SMALL | {"num_images": 3}
        answer = same_after(world, lambda: ask(world, "/v1/generations", body))
        assert (answer.status, answer.code) == (403, "quota_exceeded")


# Recordings


@pytest.mark.parametrize(
    "content_type", ["audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/ogg"]
)
def test_a_ticket_for_a_recording_is_given_where_somebody_hears_it(
    world: World, content_type: str
) -> None:
    ticket = world.ticket(b"x" * 99, content_type=content_type, filename="said")
    assert ticket["key"].rpartition(".")[2] in {"mp3", "m4a", "aac", "wav", "ogg"}


def test_a_ticket_for_a_recording_is_refused_where_nobody_hears_it() -> None:
    with standing_world(SPEECH_PROVIDER="none") as world:
        body = {"filename": "said.wav", "content_type": "audio/wav", "size": 99}
        answer = same_after(world, lambda: world.call("POST", "/v1/uploads", json=body))
        assert (answer.status, answer.code) == (415, "type_not_allowed")


def test_a_recording_of_more_than_10_mib_is_refused(world: World) -> None:
    body = {"filename": "said.wav", "content_type": "audio/wav", "size": 10 * 2**20 + 1}
    answer = world.call("POST", "/v1/uploads", json=body)
    assert (answer.status, answer.code) == (413, "file_too_large")


def test_a_recording_is_no_asset(world: World) -> None:
    audio = recorded(world)
    told = world.call("GET", f"/v1/uploads/{audio}").json
    assert (told["status"], told["asset"]) == ("ready", None)
    assert told["recording"] == {
        "content_type": "audio/wav",
        "seconds": 1.0,
        "usable_until": "2026-03-15T15:09:26Z",
    }
    assert world.call("GET", "/v1/gallery").json["items"] == []
    row = world.row(audio)
    assert row is not None
    assert (row.status, row.seconds) == ("received", 1.0)


# No source


def test_a_source_that_is_not_ready_or_not_there_is_refused(world: World) -> None:
    waiting, foreign = a_draft(), an_asset("bob")
    world.has(waiting, foreign)
    for kind, body in (("variations", {}), ("refinements", {"prompt": "red"})):
        answers = [
            ask(world, f"/v1/assets/{asset_id}/{kind}", body)
            for asset_id in (waiting.id, foreign.id, MISSING)
        ]
        found = [(answer.status, answer.code) for answer in answers]
        assert found == [(409, "not_ready"), (404, "asset_not_found"), (404, "asset_not_found")]


def test_a_refused_request_leaves_its_key_unused(world: World) -> None:
    assert ask(world, f"/v1/assets/{MISSING}/variations", {}).status == 404
    assert begun(world)["state"] == "queued"


def test_the_row_says_who_was_chosen_to_make_it(world: World) -> None:
    row = generation_row(world, begun(world)["id"])
    assert (row.provider, row.speech) == ("procedural", "")
    assert shown(world, row.id)["provider"] == "procedural"


@pytest.mark.parametrize("word", ["Secret Project", "\uff53ecret-project", "sécret project!"])
@pytest.mark.parametrize("field", ["prompt", "negative_prompt"])
def test_a_prompt_that_the_deployment_does_not_take_is_refused(field: str, word: str) -> None:
    with standing_world(DENIED_WORDS="secret project, other") as world:
        body = SMALL | {field: f"a {word} in it"}
        answer = same_after(world, lambda: ask(world, "/v1/generations", body))
        assert (answer.status, answer.code) == (422, "prompt_refused")
        assert answer.pointers == [f"/{field}"]
        assert word not in answer.text
