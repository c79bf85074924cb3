"""edits: following another asset's recipe, and many edits in one request."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from darkroom.domain.asset import Kind
from tests.builders import a_draft, an_asset
from tests.functions.editing import FLIP, GRAY, SMALL, edit, edited, original, same_after
from tests.functions.photos import jpeg, png
from tests.functions.world import Answer, Context, World

MISSING = "019ce000-0000-7000-8000-000000000000"
CROP = {"operation": "crop", "x": 50, "y": 0, "width": 10, "height": 10}


def replay(world: World, asset_id: str, recipe_of: str, **words: Any) -> Answer:
    body = {"recipe_of": recipe_of} | words
    return world.call("POST", f"/v1/assets/{asset_id}/replay", json=body)


def batch(world: World, *items: Any, context: Context | None = None) -> Answer:
    json_body = {"items": list(items)}
    function, event = world.event("POST", "/v1/edits/batch", owner="alice", json=json_body)
    return world.answer(function, event, context)


def test_a_recipe_can_be_followed_on_another_asset(world: World) -> None:
    first, second = world.upload(jpeg()), world.upload(jpeg(seed=1), job_id="other")
    model = edited(world, first, FLIP, SMALL, format="webp", quality=60)
    answer = replay(world, second, model["id"])
    made = answer.json
    assert answer.status == 201
    assert answer.headers["location"] == f"/v1/assets/{made['id']}"
    assert (made["recipe"], made["content_type"]) == (model["recipe"], "image/webp")
    assert (made["source_asset_id"], made["job_id"]) == (second, "other")
    assert edit(world, second, FLIP, SMALL, format="webp", quality=60).json["id"] == made["id"]


def test_a_replay_is_made_once(world: World) -> None:
    first, second = world.upload(jpeg()), world.upload(jpeg(seed=1))
    model = edited(world, first)["id"]
    made = replay(world, second, model)
    again = same_after(world, lambda: replay(world, second, model))
    assert (made.status, again.status, again.json["id"]) == (201, 200, made.json["id"])
    assert same_after(world, lambda: replay(world, first, model)).json["id"] == model


def test_what_was_replayed_stays_when_its_model_goes(world: World) -> None:
    first, second = world.upload(jpeg()), world.upload(png(), content_type="image/png")
    model = edited(world, first, GRAY)["id"]
    made = replay(world, second, model, job_id="j").json
    world.call("DELETE", f"/v1/assets/{model}")
    assert replay(world, second, model).pointers == ["/recipe_of"]
    assert made["job_id"] == "j"
    assert original(world, made["id"])[1:4] == b"PNG"


def test_what_no_recipe_made_has_none_to_follow(world: World) -> None:
    source, theirs = world.upload(jpeg()), world.upload(jpeg(), "bob")
    made_by_bob = world.call(
        "POST", f"/v1/assets/{theirs}/edits", owner="bob", json={"operations": [GRAY]}
    ).json["id"]
    generated = an_asset(kind=Kind.GENERATED, recipe={"prompt": "a cat"}, source_asset_id=source)
    world.has_rows(generated)
    for recipe_of in (source, generated.id, MISSING, made_by_bob, "nonsense", "\x00"):
        answer = same_after(world, partial(replay, world, source, recipe_of))
        assert (answer.status, answer.pointers) == (422, ["/recipe_of"]), recipe_of
    assert replay(world, source, MISSING).text == replay(world, source, made_by_bob).text


def test_a_draft_has_no_recipe_to_follow_yet(world: World) -> None:
    source, draft = world.upload(jpeg()), a_draft()
    world.has_rows(draft)
    answer = same_after(world, lambda: replay(world, source, draft.id))
    assert (answer.status, answer.code) == (409, "not_ready")


def test_a_recipe_that_does_not_fit_is_refused_where_it_was_named(world: World) -> None:
    first, second = world.upload(jpeg()), world.upload(png(), content_type="image/png")
    model = edited(world, first, CROP)["id"]
    answer = same_after(world, lambda: replay(world, second, model))
    assert (answer.status, answer.pointers) == (422, ["/recipe_of"])
    assert "32 x 32" in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/recipe_of"]),
        ({"recipe_of": None}, ["/recipe_of"]),
        ({"recipe_of": "x" * 65}, ["/recipe_of"]),
        ({"recipe_of": MISSING, "operations": [FLIP]}, ["/operations"]),
        ({"recipe_of": MISSING, "format": "png"}, ["/format"]),
        ({"recipe_of": MISSING, "job_id": "%"}, ["/job_id"]),
    ],
)
def test_a_replay_that_makes_no_sense_is_refused(
    world: World, body: Any, pointers: list[str]
) -> None:
    answer = world.call("POST", f"/v1/assets/{an_asset().id}/replay", json=body)
    assert (answer.status, answer.pointers) == (422, pointers)
    assert world.recorder.counts() == {}


def test_many_edits_answer_in_order_and_none_spoils_another(world: World) -> None:
    first, second = world.upload(jpeg()), world.upload(jpeg(seed=1))
    known = edited(world, first, FLIP)
    items: list[Any] = [
        {"asset_id": first, "operations": [FLIP]},
        {"asset_id": second, "operations": [SMALL], "format": "png", "job_id": "j"},
        {"asset_id": MISSING, "operations": [FLIP]},
        {"asset_id": second, "operations": [FLIP | {"nope": 1}]},
        {"asset_id": second, "recipe_of": known["id"]},
        {"asset_id": second, "operations": [CROP | {"x": 60}]},
        {"asset_id": second, "recipe_of": second},
        {"asset_id": second, "operations": [SMALL], "format": "png"},
        {"asset_id": second, "operations": [FLIP, {"operation": "flop"}]},
        5,
    ]
    answer = batch(world, *items)
    results = answer.json["results"]
    assert answer.status == 200
    assert [each.get("code") for each in results] == [
        None, None, "asset_not_found", "invalid_request", None, "invalid_request",
        "invalid_request", None, "invalid_request", "invalid_request",
    ]  # fmt: skip
    assert [each.get("created") for each in results[:5]] == [False, True, None, None, True]
    assert results[0]["asset"]["id"] == known["id"]
    assert results[1]["asset"]["job_id"] == "j"
    assert results[1]["asset"]["variants"]
    assert results[7]["created"] is False
    assert results[7]["asset"]["id"] == results[1]["asset"]["id"]
    named = [each.get("source_asset_id") or each.get("asset_id") for each in results[:-1]]
    assert named == [item["asset_id"] for item in items[:-1]]
    pointers = [[error["pointer"] for error in each.get("errors", ())] for each in results]
    assert pointers[3] == ["/operations/0/nope"]
    assert pointers[5] == ["/operations/0/width"]
    assert pointers[6] == ["/recipe_of"]
    assert pointers[8] == ["/operations/1/operation"]
    assert pointers[9] == [""]


@pytest.mark.parametrize(
    ("words", "pointers"),
    [
        ({}, [""]),
        ({"operations": [FLIP], "recipe_of": MISSING}, [""]),
        ({"recipe_of": MISSING, "format": "png"}, [""]),
        ({"recipe_of": MISSING, "quality": 5}, [""]),
        ({"operations": []}, ["/operations"]),
        ({"operations": [FLIP] * 11}, ["/operations"]),
        ({"operations": [FLIP], "format": "bmp"}, ["/format"]),
        ({"operations": [FLIP], "owner": "bob"}, ["/owner"]),
    ],
)
def test_an_item_has_either_a_recipe_or_where_one_is(
    world: World, words: dict[str, Any], pointers: list[str]
) -> None:
    answer = batch(world, {"asset_id": MISSING} | words)
    (problem,) = answer.json["results"]
    assert [error["pointer"] for error in problem["errors"]] == pointers
    assert world.recorder.counts() == {}


def test_at_most_25_edits_at_once(world: World) -> None:
    source = world.upload(jpeg())
    items = [
        {"asset_id": source, "operations": [{"operation": "rotate", "angle": 90 * (number % 3)}]}
        for number in range(25)
    ]
    results = batch(world, *items).json["results"]
    assert [each["created"] for each in results] == [True] * 3 + [False] * 22
    for wrong in ([], [*items, items[0]]):
        answer = batch(world, *wrong)
        assert (answer.status, answer.pointers) == (422, ["/items"])


def test_without_time_left_an_item_is_told_so_and_left(world: World) -> None:
    source = world.upload(jpeg())
    known = edited(world, source, FLIP)["id"]
    items = [{"asset_id": source, "operations": [step]} for step in (SMALL, FLIP, GRAY)]
    short = Context(remaining_ms=3000)
    answer = same_after(world, lambda: batch(world, *items, context=short))
    late, found, other = answer.json["results"]
    assert answer.status == 200
    assert (late["code"], late["status"], late["asset_id"]) == ("out_of_time", 429, source)
    assert other["code"] == "out_of_time"
    assert (found["created"], found["asset"]["id"]) == (False, known)
    assert [each["created"] for each in batch(world, *items).json["results"]] == [True, False, True]


def test_a_fault_of_one_item_is_that_items(world: World) -> None:
    source = world.upload(jpeg())
    items = [{"asset_id": source, "operations": [step]} for step in (SMALL, FLIP)]
    world.faults.plan("s3:PutObject", status=500, code="InternalError")
    first, second = batch(world, *items).json["results"]
    assert (first["code"], second["created"]) == ("store_unavailable", True)
    first, second = batch(world, *items).json["results"]
    assert (first["created"], second["created"]) == (True, False)


def test_what_is_pending_is_no_source_of_an_item(world: World) -> None:
    draft = a_draft()
    world.has(draft)
    (problem,) = batch(world, {"asset_id": draft.id, "operations": [FLIP]}).json["results"]
    assert (problem["code"], problem["asset_id"]) == ("not_ready", draft.id)
