"""edits: the same recipe on the same source is one asset, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from darkroom.domain.asset import Claim
from tests.fakes import START
from tests.functions.editing import (
    FLIP,
    GRAY,
    SMALL,
    claimed,
    edit,
    edited,
    left_half_done,
    marked_deleted,
    original,
    row,
    same_after,
)
from tests.functions.photos import jpeg
from tests.functions.world import World, standing_world

RESIZE = {"operation": "resize", "width": 16, "height": 12}
SAME = [
    {"operation": "resize", "height": 12, "width": 16},
    {"operation": "resize", "width": 16, "height": 12, "fit": "contain"},
    {"operation": "resize", "width": 16, "height": 12, "maintain_aspect_ratio": True},
    {"fit": "contain", "height": 12, "operation": "resize", "width": 16},
]
OTHER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (RESIZE, {"format": "png"}),
    (RESIZE, {"format": "jpg"}),
    (RESIZE, {"format": "jpg", "quality": 80}),
    (RESIZE, {"quality": 80}),
    (RESIZE | {"fit": "cover"}, {}),
    (RESIZE | {"width": 17}, {}),
]


def test_the_same_recipe_again_is_the_same_asset(world: World) -> None:
    source = world.upload(jpeg())
    first = edited(world, source, RESIZE)
    world.clock.advance(days=1)
    for step in (RESIZE, *SAME):
        world.recorder.calls.clear()
        again = same_after(world, partial(edit, world, source, step))
        assert (again.status, again.json["id"]) == (200, first["id"])
        assert again.headers["location"] == f"/v1/assets/{first['id']}"
        assert world.recorder.counts("s3") == {}


def test_numbers_are_the_same_however_they_are_written(world: World) -> None:
    source = world.upload(jpeg())
    first = edited(world, source, {"operation": "filter", "type": "gaussian_blur", "radius": 2})
    again = edit(world, source, {"operation": "filter", "radius": 2.0, "type": "gaussian_blur"})
    assert (again.status, again.json["id"]) == (200, first["id"])


def test_colours_are_the_same_however_they_are_written(world: World) -> None:
    source = world.upload(jpeg())
    pad = {"operation": "pad", "aspect": "1:1", "background": "#ABCDEF"}
    first = edited(world, source, pad)
    assert edit(world, source, pad | {"background": "#abcdef"}).json["id"] == first["id"]


def test_another_job_is_no_other_recipe(world: World) -> None:
    source = world.upload(jpeg())
    first = edited(world, source, job_id="a")
    again = edit(world, source, job_id="b")
    assert (again.status, again.json["id"], again.json["job_id"]) == (200, first["id"], "a")


def test_wherever_a_result_was_moved_it_is_still_the_result(world: World) -> None:
    source = world.upload(jpeg())
    result = edited(world, source)["id"]
    body = {"visibility": "public"}
    assert world.call("PUT", f"/v1/assets/{result}/visibility", json=body).status == 200
    world.call("PATCH", f"/v1/assets/{result}", json={"tags": ["mine"]})
    again = same_after(world, lambda: edit(world, source))
    assert (again.json["id"], again.json["visibility"], again.json["tags"]) == (
        result,
        "public",
        ["mine"],
    )
    assert len(world.keys("public")) == 5


def test_only_what_is_made_is_counted_as_made(world: World) -> None:
    source = world.upload(jpeg())
    for made in (1, 0):
        counted = [line for line in edit(world, source).metrics if "ResultsMade" in line]
        path = f"/v1/assets/{source}/export"
        counted += [line for line in world.call("GET", path).metrics if "ExportsMade" in line]
        assert len(counted) == 2 * made


def test_another_recipe_is_another_asset(world: World) -> None:
    source = world.upload(jpeg())
    ids = {edited(world, source, RESIZE)["id"]}
    ids |= {edited(world, source, step, **words)["id"] for step, words in OTHER}
    ids |= {edited(world, source, *steps)["id"] for steps in ((RESIZE, FLIP), (FLIP, RESIZE))}
    assert len(ids) == len(OTHER) + 3


def test_another_source_is_another_asset_even_of_the_same_bytes(world: World) -> None:
    results = [edited(world, world.upload(jpeg())) for _ in range(2)]
    assert results[0]["id"] != results[1]["id"]
    assert results[0]["sha256"] == results[1]["sha256"]


def test_a_deleted_result_is_made_anew(world: World) -> None:
    source = world.upload(jpeg())
    first = edited(world, source)
    world.call("DELETE", f"/v1/assets/{first['id']}")
    second = edited(world, source)
    assert second["id"] != first["id"]
    assert second["sha256"] == first["sha256"]
    assert edit(world, source).json["id"] == second["id"]


def test_a_result_whose_deletion_is_not_finished_is_made_anew(world: World) -> None:
    source = world.upload(jpeg())
    first = edited(world, source)
    world.faults.plan("s3:DeleteObjects", status=500, code="InternalError")
    assert world.call("DELETE", f"/v1/assets/{first['id']}").status == 503
    second = edited(world, source)
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"deletions_finished": 1}
    assert edit(world, source).json["id"] == second["id"]
    assert world.row(first["id"]) is None


def test_while_somebody_makes_it_nobody_else_does(world: World) -> None:
    source = world.upload(jpeg())
    draft = left_half_done(world, source)
    claimed(world, draft, Claim("other", START + timedelta(minutes=5)))
    answer = same_after(world, lambda: edit(world, source))
    assert (answer.status, answer.code) == (409, "result_in_progress")
    assert edit(world, source, FLIP).status == 201


def test_whoever_comes_second_by_a_hair_is_told_so(world: World) -> None:
    source = world.upload(jpeg())
    draft = left_half_done(world, source)
    with pytest.MonkeyPatch.context() as patch:
        # As if both had looked before either wrote.
        patch.setattr(type(world.ports.catalog), "result", lambda *_: None)
        answer = same_after(world, lambda: edit(world, source))
    assert (answer.status, answer.code) == (409, "result_in_progress")
    assert edited(world, source)["id"] == draft.id


def test_what_somebody_left_half_done_is_taken_up(world: World) -> None:
    source = world.upload(jpeg())
    draft = left_half_done(world, source)
    claimed(world, row(world, draft.id), Claim("crashed", START + timedelta(minutes=5)))
    world.clock.advance(minutes=5)
    result = edited(world, source)
    assert (result["id"], result["status"]) == (draft.id, "ready")
    assert original(world, draft.id)
    assert world.call("GET", "/v1/gallery/stats").json["edited"] == 1
    assert edit(world, source).status == 200


@pytest.mark.parametrize("after", range(6))
def test_a_fault_of_s3_loses_nothing_and_leaves_nothing(world: World, after: int) -> None:
    source = world.upload(jpeg())
    world.faults.plan("s3:PutObject", status=500, code="InternalError", after=after)
    answer = edit(world, source)
    assert (answer.status, answer.code) == (503, "store_unavailable")
    result = edited(world, source)
    stored = row(world, result["id"])
    kept = {row(world, source).original_key, *row(world, source).variant_keys}
    assert set(world.keys("private")) == kept | {stored.original_key, *stored.variant_keys}
    world.clock.advance(days=3650)
    assert world.sweep()["found"] == {}
    assert world.call("GET", "/v1/gallery/stats").json["assets"] == 2


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("s3:GetObject", 0),
        ("dynamodb:GetItem", 0),
        ("dynamodb:GetItem", 1),
        ("dynamodb:TransactWriteItems", 0),
        ("dynamodb:TransactWriteItems", 1),
    ],
)
def test_a_fault_anywhere_else_is_no_loss_either(world: World, name: str, after: int) -> None:
    source = world.upload(jpeg())
    world.faults.plan(name, status=400, code="AccessDenied", after=after)
    assert edit(world, source).status == 503
    assert edit(world, source).status == 201
    world.clock.advance(days=3650)
    assert world.sweep()["found"] == {}


def test_an_original_that_is_lost_is_a_fault_and_leaves_no_draft(world: World) -> None:
    """Whoever may not list a bucket is answered 403 for what is missing."""
    source = world.upload(jpeg())
    world.faults.plan("s3:GetObject", status=403, code="AccessDenied")
    answer = same_after(world, lambda: edit(world, source))
    assert (answer.status, answer.code) == (503, "store_unavailable")
    assert edit(world, source).status == 201


def test_what_a_crash_left_is_swept_if_nobody_asks_again(world: World) -> None:
    source = world.upload(jpeg())
    before = world.everything()
    draft = left_half_done(world, source)
    assert len(world.keys("private")) > len(before[1]["private"])
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"uploads_expired": 1}
    assert world.row(draft.id) is None
    assert world.everything()[1] == before[1]
    stats = world.call("GET", "/v1/gallery/stats").json
    assert (stats["assets"], stats["by_status"]["pending"]) == (1, 0)
    assert edit(world, source).status == 201


def test_a_draft_that_is_deleted_is_made_anew(world: World) -> None:
    source = world.upload(jpeg())
    draft = left_half_done(world, source)
    assert world.call("DELETE", f"/v1/assets/{draft.id}").status == 204
    result = edited(world, source)
    assert result["id"] != draft.id
    world.clock.advance(hours=1)
    world.sweep()
    assert world.row(draft.id) is None
    assert not [key for key in world.keys("private") if draft.id in key]
    assert edit(world, source).json["id"] == result["id"]


def test_deleted_while_it_is_made_it_is_gone(world: World) -> None:
    source = world.upload(jpeg())

    def delete() -> None:
        listed = [item["sk"]["S"] for item in world.everything()[0]]
        (new,) = {each for each in listed if each.startswith("asset#")} - {f"asset#{source}"}
        marked_deleted(world, new.removeprefix("asset#"))

    world.faults.meanwhile("s3:PutObject", delete)
    answer = edit(world, source)
    assert (answer.status, answer.code) == (404, "asset_not_found")
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"deletions_finished": 1}
    assert len(world.keys("private")) == 6
    assert edit(world, source).status == 201


@pytest.mark.parametrize("setting", ["MAX_ASSETS_PER_OWNER", "MAX_BYTES_PER_OWNER"])
def test_a_spent_quota_leaves_nothing_behind(setting: str) -> None:
    file = jpeg()
    most = {"MAX_ASSETS_PER_OWNER": 1, "MAX_BYTES_PER_OWNER": len(file) + 10}[setting]
    with standing_world(**{setting: str(most)}) as world:
        source = world.upload(file)
        answer = same_after(world, lambda: edit(world, source, SMALL))
        assert (answer.status, answer.code) == (403, "quota_exceeded")


def test_what_was_made_before_the_quota_was_spent_is_still_found() -> None:
    with standing_world(MAX_ASSETS_PER_OWNER="2") as world:
        source = world.upload(jpeg())
        result = edited(world, source)
        assert edit(world, source, GRAY).json["id"] == result["id"]
        assert edit(world, source, FLIP).code == "quota_exceeded"
