"""Callers and questions that no form of ours would send."""

from __future__ import annotations

import json

import pytest

from darkroom import bootstrap
from tests.builders import an_asset, s3_record
from tests.functions.world import World, standing_world


def test_a_subject_that_is_no_text_cannot_own_anything(world: World) -> None:
    answer = world.call("GET", "/v1/gallery", owner="a\ud800")
    assert (answer.status, answer.code) == (403, "identity_unusable")
    assert world.recorder.counts() == {}


def test_a_tag_is_found_in_either_of_its_unicode_spellings(world: World) -> None:
    asset = an_asset(tags=("caf\u00e9",))
    world.has(asset)
    for spelling in ("caf\u00e9", "cafe\u0301"):
        answer = world.call("GET", "/v1/gallery", query={"tag": spelling})
        assert [item["id"] for item in answer.json["items"]] == [asset.id]


def test_a_tag_that_nothing_can_have_is_refused_where_it_stands(world: World) -> None:
    answer = world.call("GET", "/v1/gallery", query={"tag": "a\u202eb"})
    assert (answer.status, answer.pointers) == (422, ["/query/tag"])


def test_a_missing_setting_is_named_before_the_messages_go_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UPLOADS_BUCKET")
    bootstrap.container.cache_clear()
    assert world.deliver({"Records": [s3_record("uploads", "a/b/c")]}) == ["message-1"]
    lines = [json.loads(line) for line in world.output.splitlines()]
    (line,) = [line for line in lines if line.get("message") == "upload_deferred"]
    assert "UPLOADS_BUCKET" in json.dumps(line)


def test_a_ticket_says_how_long_it_lives_even_where_the_credentials_end_first() -> None:
    with standing_world(SESSION_SECONDS="60") as world:
        ticket = world.ticket(b"x")
        assert (ticket["expires"], ticket["expires_at"]) == (60, "2026-03-14T15:10:26Z")


@pytest.mark.parametrize("body", [None, b"no image"])
def test_an_upload_that_is_no_asset_yet_can_be_deleted_like_one(
    world: World, body: bytes | None
) -> None:
    upload_id = world.upload(body) if body else world.ticket(b"x")["id"]
    assert world.call("DELETE", f"/v1/assets/{upload_id}").status == 204
    world.clock.advance(hours=1)
    world.sweep()
    assert world.row(upload_id) is None
    assert world.keys("uploads") == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/gallery",
        "/v1/users/alice/gallery",
        "/v1/shares",
        "/v1/palettes",
        "/v1/palettes/{id}",
        "/v1/assets/{id}/url",
        "/v1/assets/{id}/export",
    ],
)
def test_a_parameter_that_nobody_knows_is_a_mistake_worth_telling(world: World, path: str) -> None:
    asset = an_asset()
    answer = world.call("GET", path.replace("{id}", asset.id), query={"colour": "red"})
    assert (answer.status, answer.pointers) == (422, ["/query/colour"])
