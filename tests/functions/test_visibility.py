"""visibility: moves in both directions, one and many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.domain.asset import Asset, Claim, Status, Visibility
from tests.builders import a_draft, an_asset
from tests.fakes import START
from tests.functions.cloud import client
from tests.functions.world import Answer, World

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE


def move(world: World, asset: Asset, target: str) -> Answer:
    return world.call("PUT", f"/v1/assets/{asset.id}/visibility", json={"visibility": target})


def public_keys(asset: Asset) -> list[str]:
    return sorted(asset.variant_keys)


def test_publishing_moves_every_variant_and_leaves_the_original(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    world.clock.advance(seconds=5)
    answer = move(world, asset, "public")
    assert answer.status == 200
    assert answer.json == {
        "asset_id": asset.id,
        "visibility": "public",
        "since": "2026-03-14T15:09:31Z",
        "transition": None,
    }
    assert world.keys("public") == public_keys(asset)
    assert world.keys("private") == [asset.original_key]
    assert world.purged() == []


def test_revoking_moves_them_back_and_the_cdn_forgets_them(world: World) -> None:
    asset = an_asset(visibility=PUBLIC)
    world.has(asset)
    assert move(world, asset, "private").json["visibility"] == "private"
    assert world.keys("public") == []
    assert world.keys("private") == sorted([asset.original_key, *asset.variant_keys])
    assert world.purged() == [f"/{asset.key_prefix}*"]


@pytest.mark.parametrize(
    ("target", "cached"),
    [("public", "public, max-age=31536000, immutable"), ("private", "private, max-age=")],
)
def test_moved_variants_are_cached_as_befits_where_they_are(
    world: World, target: str, cached: str
) -> None:
    asset = an_asset(visibility=PRIVATE if target == "public" else PUBLIC)
    world.has(asset)
    move(world, asset, target)
    for key, variant in zip(asset.variant_keys, asset.variants, strict=True):
        head = client("s3").head_object(Bucket=world.bucket(target), Key=key)
        assert head["CacheControl"].startswith(cached)
        assert head["ContentType"] == {"webp": "image/webp", "png": "image/png"}[variant.ext]


def test_moving_where_it_already_is_changes_nothing(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    before = world.everything()
    assert move(world, asset, "private").json["since"] == "2026-03-14T15:09:26Z"
    assert world.everything() == before


def test_counters_and_the_public_gallery_follow(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    move(world, asset, "public")
    stats = world.call("GET", "/v1/gallery/stats").json
    assert stats["by_visibility"] == {"private": 0, "public": 1}
    assert world.call("GET", "/v1/users/alice/gallery").json["count"] == 1


def test_while_somebody_moves_it_everybody_else_is_told_the_state(world: World) -> None:
    claim = Claim("other", START + timedelta(minutes=5))
    moving = an_asset().moving(PUBLIC, claim, START)
    world.has(moving)
    before = world.everything()
    for target in ("public", "private"):
        answer = move(world, moving, target)
        assert (answer.status, answer.code) == (409, "move_in_progress")
        assert answer.json["visibility"] == "private"
        assert answer.json["transition"] == "publishing"
        assert answer.json["since"].startswith("2026-03-14T15:09:26")
    assert world.everything() == before


@pytest.mark.parametrize("target", ["public", "private"])
def test_a_move_left_standing_is_finished_or_turned_back(world: World, target: str) -> None:
    left = an_asset().moving(PUBLIC, Claim("crashed", START), START)
    world.has(left)
    half = left.variant_keys[0]
    client("s3").put_object(Bucket=world.bucket("public"), Key=half, Body=b"image")
    assert move(world, left, target).json == {
        "asset_id": left.id,
        "visibility": target,
        "since": "2026-03-14T15:09:26Z",
        "transition": None,
    }
    assert world.keys("public") == (public_keys(left) if target == "public" else [])


def test_a_fault_is_ours_and_the_next_call_goes_on(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    world.faults.plan("s3:CopyObject", status=500, code="InternalError")
    answer = move(world, asset, "public")
    assert (answer.status, answer.code) == (503, "store_unavailable")
    assert any(line["level"] == "ERROR" for line in answer.log)
    assert move(world, asset, "public").json["transition"] is None
    assert world.keys("public") == public_keys(asset)


def test_a_purge_that_fails_leaves_the_asset_private_and_the_move_open(world: World) -> None:
    asset = an_asset(visibility=PUBLIC)
    world.has(asset)
    world.faults.plan("cloudfront:CreateInvalidation", code="TooManyInvalidationsInProgress")
    assert move(world, asset, "private").code == "delivery_unavailable"
    row = world.row(asset.id)
    assert row is not None
    assert (row.visibility, row.transition) == ("private", "revoking")
    assert world.keys("public") == []
    world.clock.advance(minutes=10)
    assert world.sweep()["found"] == {"moves_finished": 1}
    assert world.purged()[-1] == f"/{asset.key_prefix}*"


@pytest.mark.parametrize("row", [a_draft(), an_asset(status=Status.REJECTED)])
def test_what_is_not_ready_cannot_be_moved(world: World, row: Asset) -> None:
    world.has_rows(replace(row, facts=None, variants=()))
    assert move(world, row, "public").code == "not_ready"


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/visibility"]),
        ({"visibility": "secret"}, ["/visibility"]),
        ({"visibility": None}, ["/visibility"]),
        ({"visibility": "public", "force": True}, ["/force"]),
        ([], [""]),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    world: World, body: Any, pointers: list[str]
) -> None:
    answer = world.call("PUT", f"/v1/assets/{an_asset().id}/visibility", json=body)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", pointers)


def test_many_moves_answer_in_order_and_one_that_fails_spoils_nothing(world: World) -> None:
    first, second = an_asset(), an_asset(visibility=PUBLIC)
    world.has(first, second)
    items = [
        {"asset_id": first.id, "visibility": "public"},
        {"asset_id": "019ce000-0000-7000-8000-000000000000", "visibility": "public"},
        {"asset_id": second.id, "visibility": "private"},
    ]
    results = world.call("POST", "/v1/visibility", json={"items": items}).json["results"]
    assert [each.get("visibility") for each in results] == ["public", None, "private"]
    assert results[1]["code"] == "asset_not_found"
    assert [each["asset_id"] for each in results] == [each["asset_id"] for each in items]


def test_at_most_25_moves_at_once(world: World) -> None:
    item = {"asset_id": "019ce000-0000-7000-8000-000000000000", "visibility": "public"}
    assert world.call("POST", "/v1/visibility", json={"items": [item] * 25}).status == 200
    assert world.call("POST", "/v1/visibility", json={"items": [item] * 26}).status == 422
    assert world.call("POST", "/v1/visibility", json={"items": []}).status == 422
