"""edits: what cannot be done is refused where it stands, and nothing is touched."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.builders import a_draft, an_asset
from tests.functions.cloud import client
from tests.functions.editing import FLIP, GRAY, SMALL, edit, row, same_after
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World, standing_world

MISSING = "019ce000-0000-7000-8000-000000000000"
CROP = {"operation": "crop", "x": 0, "y": 0, "width": 10, "height": 10}
FILTER = {"operation": "filter"}
MARK = {"operation": "watermark", "asset_id": MISSING}
PAD = {"operation": "pad", "aspect": "1:1"}
Both = tuple[Answer, Answer]

BODIES: list[tuple[Any, list[str]]] = [
    ({}, ["/operations"]),
    ({"operations": []}, ["/operations"]),
    ({"operations": None}, ["/operations"]),
    ({"operations": FLIP}, ["/operations"]),
    ({"operations": "flip"}, ["/operations"]),
    ({"operations": [FLIP] * 11}, ["/operations"]),
    ({"operations": [FLIP], "format": "tiff"}, ["/format"]),
    ({"operations": [FLIP], "format": "jpeg"}, ["/format"]),
    ({"operations": [FLIP], "quality": 0}, ["/quality"]),
    ({"operations": [FLIP], "quality": 101}, ["/quality"]),
    ({"operations": [FLIP], "quality": 80.5}, ["/quality"]),
    ({"operations": [FLIP], "quality": "80"}, ["/quality"]),
    ({"operations": [FLIP], "quality": True}, ["/quality"]),
    ({"operations": [FLIP], "quality": 0, "format": "png"}, ["/quality"]),
    ({"operations": [FLIP], "job_id": "a b"}, ["/job_id"]),
    ({"operations": [FLIP], "job_id": ""}, ["/job_id"]),
    ({"operations": [FLIP], "owner": "bob"}, ["/owner"]),
    ({"operations": [FLIP], "recipe_of": MISSING}, ["/recipe_of"]),
    ([], [""]),
]
STEPS: list[tuple[Any, list[str]]] = [
    (5, [""]),
    (None, [""]),
    ([], [""]),
    ("flip", [""]),
    ({}, ["/operation"]),
    ({"operation": "explode"}, ["/operation"]),
    ({"operation": ["flip"]}, ["/operation"]),
    (FILTER, ["/type"]),
    (FILTER | {"type": "lomo"}, ["/type"]),
    (FILTER | {"type": "flip"}, ["/type"]),
    (GRAY | {"nope": 1}, ["/nope"]),
    (GRAY | {"a/b~c": 1}, ["/a~1b~0c"]),
    (FLIP | {"nope": 1}, ["/nope"]),
    (FLIP | {"direction": "up"}, ["/direction"]),
    ({"operation": "flip"}, ["/direction"]),
    ({"operation": "resize"}, ["/width"]),
    (SMALL | {"width": 0}, ["/width"]),
    (SMALL | {"width": -5}, ["/width"]),
    (SMALL | {"width": 12_001}, ["/width"]),
    (SMALL | {"width": 10.5}, ["/width"]),
    (SMALL | {"width": "16"}, ["/width"]),
    (SMALL | {"width": True}, ["/width"]),
    (SMALL | {"fit": "squeeze", "height": 0}, ["/fit", "/height"]),
    (SMALL | {"width": 64 * 4 + 1}, ["/width"]),
    ({"operation": "resize", "height": 48 * 4 + 1}, ["/height"]),
    ({"operation": "rotate", "angle": 361}, ["/angle"]),
    ({"operation": "rotate", "angle": 10, "background": "red"}, ["/background"]),
    (CROP | {"x": 64}, ["/x"]),
    (CROP | {"y": 48}, ["/y"]),
    (CROP | {"x": 60}, ["/width"]),
    (CROP | {"height": 49}, ["/height"]),
    (CROP | {"width": 0}, ["/width"]),
    ({"operation": "crop"}, ["/height", "/width", "/x", "/y"]),
    ({"operation": "crop", "aspect": "0:1"}, ["/aspect"]),
    (CROP | {"aspect": "1:1"}, ["/height", "/width", "/x", "/y"]),
    (PAD | {"left": 1}, ["/left"]),
    ({"operation": "pad", "left": 12_000}, ["/left"]),
    ({"operation": "recolor", "colors": []}, ["/colors"]),
    ({"operation": "recolor", "colors": ["#ffffff", "white"]}, ["/colors/1"]),
    (MARK, ["/asset_id"]),
    (MARK | {"asset_id": "nonsense"}, ["/asset_id"]),
    (MARK | {"asset_id": "x" * 5000}, ["/asset_id"]),
    (MARK | {"opacity": 2}, ["/opacity"]),
]


@pytest.mark.parametrize(("body", "pointers"), BODIES)
def test_a_request_that_makes_no_sense_is_refused_where_it_stands(
    world: World, body: Any, pointers: list[str]
) -> None:
    source = an_asset()
    answer = world.call("POST", f"/v1/assets/{source.id}/edits", json=body)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", pointers)
    assert world.recorder.counts() == {}


@pytest.fixture(scope="module")
def refused() -> list[Both]:
    """What was answered to every step of the table, as a first and as a second step."""
    with standing_world() as world:
        source = world.upload(jpeg())
        before = world.everything()
        answers = [
            (edit(world, source, step), edit(world, source, FLIP, step)) for step, _ in STEPS
        ]
        assert world.everything() == before
    return answers


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_step_is_refused_at_its_own_field(refused: list[Both], number: int) -> None:
    _, pointers = STEPS[number]
    for place, answer in enumerate(refused[number]):
        assert (answer.status, answer.code) == (422, "invalid_request"), answer
        assert sorted(answer.pointers) == [f"/operations/{place}{each}" for each in pointers]


def test_every_mistake_of_a_recipe_is_told_at_once(world: World) -> None:
    source = an_asset()
    answer = edit(world, source.id, FLIP | {"nope": 1}, {"operation": "filter", "type": "x"}, 5)
    assert sorted(answer.pointers) == ["/operations/0/nope", "/operations/1/type", "/operations/2"]


def test_sizes_are_those_of_the_step_they_are_at(world: World) -> None:
    source = world.upload(jpeg())
    grown = {"operation": "resize", "width": 256}
    assert edit(world, source, grown, CROP | {"x": 200}).status == 201
    answer = edit(world, source, SMALL, CROP | {"x": 10})
    assert answer.pointers == ["/operations/1/width"]
    assert edit(world, source, grown, grown | {"width": 1025}).pointers == ["/operations/1/width"]


def test_a_size_that_only_the_pixels_tell_is_refused_there(world: World) -> None:
    source = world.upload(jpeg())
    trim = {"operation": "trim", "tolerance": 255}
    half = CROP | {"x": 60, "width": 5}
    answer = same_after(world, lambda: edit(world, source, trim, half))
    assert (answer.status, answer.pointers) == (422, ["/operations/1/width"])


def test_somebody_elses_watermark_is_a_missing_one(world: World) -> None:
    source = world.upload(jpeg())
    theirs, public = world.upload(jpeg(), "bob"), world.upload(jpeg(), "bob", visibility="public")
    draft = a_draft()
    world.has(draft)
    missing = edit(world, source, MARK)
    for asset_id in (theirs, public, draft.id, "019ce000-0000-7000-8000-000000000001"):
        step = MARK | {"asset_id": asset_id}
        answer = same_after(world, partial(edit, world, source, step))
        assert answer.pointers == ["/operations/0/asset_id"]
        assert answer.text == missing.text


def test_a_deleted_watermark_is_a_missing_one_but_not_to_what_was_made(world: World) -> None:
    source, mark = world.upload(jpeg()), world.upload(jpeg(seed=1))
    step = MARK | {"asset_id": mark}
    made = edit(world, source, step)
    world.call("DELETE", f"/v1/assets/{mark}")
    assert edit(world, source, step).json["id"] == made.json["id"]
    assert edit(world, source, FLIP, step).pointers == ["/operations/1/asset_id"]


def test_a_refusal_never_repeats_what_was_sent(world: World) -> None:
    source = world.upload(jpeg())
    for step in ({"operation": "canary"}, SMALL | {"fit": "canary"}, MARK | {"asset_id": "canary"}):
        assert "canary" not in edit(world, source, step).text


@pytest.mark.parametrize("cut", [1, 20, 1000])
def test_an_original_that_does_not_decode_in_full_is_no_fault(world: World, cut: int) -> None:
    source = world.upload(jpeg(640, 480))
    key = row(world, source).original_key
    client("s3").put_object(Bucket=world.bucket("private"), Key=key, Body=jpeg(640, 480)[:-cut])
    export, palettes = f"/v1/assets/{source}/export", f"/v1/assets/{source}/palettes"
    for ask in (
        lambda: edit(world, source, FLIP),
        lambda: edit(world, source, SMALL),
        lambda: world.call("GET", export, query={"format": "png"}),
        lambda: world.call("POST", palettes, json={"palette_type": "muted"}),
    ):
        answer = same_after(world, ask)
        assert (answer.status, answer.code) == (422, "broken_image")
