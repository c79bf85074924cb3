"""edits: a new asset of an old one, whole and true, and the old one as it was."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from darkroom.domain.asset import Asset, Rejection, Visibility
from tests.builders import a_draft
from tests.fakes import START
from tests.functions.editing import FLIP, GRAY, SMALL, edit, edited, kept, original, picture, row
from tests.functions.photos import animation, jpeg, png
from tests.functions.world import World

MIRRORED = Image.Transpose.FLIP_LEFT_RIGHT
VARIANTS = {"large", "medium", "small", "112x112", "56x56"}


def test_a_result_is_a_whole_asset_that_says_where_it_is(world: World) -> None:
    source = world.upload(jpeg(200, 100), job_id="trip")
    world.clock.advance(seconds=5)
    answer = edit(world, source, SMALL)
    result = answer.json
    assert answer.status == 201
    assert answer.headers["location"] == f"/v1/assets/{result['id']}"
    assert answer.headers["etag"] == result["etag"]
    assert (result["kind"], result["status"], result["visibility"]) == (
        "processed",
        "ready",
        "private",
    )
    assert (result["source_asset_id"], result["job_id"]) == (source, "trip")
    assert (result["width"], result["height"]) == (16, 8)
    assert (result["filename"], result["content_type"]) == ("photo.jpg", "image/jpeg")
    assert result["created_at"] == "2026-03-14T15:09:31Z"
    assert set(result["variants"]) == VARIANTS
    assert result["palette"]
    assert result["thumbhash"]
    assert result["dominant_color"] == result["palette"][0]["hex"]
    assert (result["tags"], result["metadata"], result["slot"]) == ([], {}, None)


def test_a_result_is_shown_like_any_other_asset(world: World) -> None:
    source = world.upload(jpeg())
    result = edited(world, source)
    shown = world.call("GET", f"/v1/assets/{result['id']}").json
    signed = {"variants", "urls_expire_at"}
    assert {k: v for k, v in shown.items() if k not in signed} == {
        k: v for k, v in result.items() if k not in signed
    }
    listed = world.call("GET", "/v1/gallery", query={"kind": "processed"}).json["items"]
    assert [item["id"] for item in listed] == [result["id"]]


def test_a_recipe_is_kept_with_its_version_and_all_defaults(world: World) -> None:
    source = world.upload(jpeg())
    steps = [
        SMALL,
        {"operation": "rotate", "angle": 90.0},
        {"operation": "filter", "type": "sepia"},
    ]
    assert edited(world, source, *steps, format="webp", quality=70)["recipe"] == {
        "version": 1,
        "operations": [
            {"operation": "resize", "width": 16, "fit": "contain"},
            {"operation": "rotate", "angle": 90, "expand": True, "background": "#ffffff00"},
            {"operation": "filter", "type": "sepia", "amount": 1},
        ],
        "format": "webp",
        "quality": 70,
    }


def test_the_pixels_are_those_of_the_recipe(world: World) -> None:
    source = world.upload(png(), filename="a.png", content_type="image/png")
    flipped, gray = edited(world, source, FLIP), edited(world, source, GRAY)
    before = picture(png()).convert("RGB")
    after = picture(original(world, flipped["id"])).convert("RGB")
    assert after.transpose(MIRRORED).tobytes() == before.tobytes()
    red, green, blue = (
        band.tobytes() for band in picture(original(world, gray["id"])).convert("RGB").split()
    )
    assert red == green == blue


@pytest.mark.parametrize(
    ("asked", "ext", "content_type"),
    [
        ("png", "png", "image/png"),
        ("jpg", "jpg", "image/jpeg"),
        ("webp", "webp", "image/webp"),
        ("avif", "avif", "image/avif"),
        ("gif", "gif", "image/gif"),
        (None, "jpg", "image/jpeg"),
    ],
)
def test_a_result_has_the_format_asked_for_or_its_sources(
    world: World, asked: str | None, ext: str, content_type: str
) -> None:
    source = world.upload(jpeg())
    result = edited(world, source, FLIP, format=asked)
    body = original(world, result["id"])
    names = {"jpg": "JPEG"}
    assert picture(body).format == names.get(ext, ext.upper())
    assert (result["content_type"], result["filename"]) == (content_type, f"photo.{ext}")
    assert result["size"] == len(body)


def test_what_a_format_cannot_hold_becomes_png(world: World) -> None:
    source = world.upload(jpeg())
    assert edited(world, source, {"operation": "round_corners", "radius": 9})["content_type"] == (
        "image/png"
    )
    moving = world.upload(animation(3), filename="a.gif", content_type="image/gif")
    result = edited(world, moving, FLIP)
    assert (result["content_type"], result["frames"]) == ("image/png", 1)


def test_objects_of_a_result_are_private_and_those_its_row_names(world: World) -> None:
    source = world.upload(jpeg())
    before = set(world.keys("private"))
    result = row(world, edited(world, source)["id"])
    assert set(world.keys("private")) - before == {result.original_key, *result.variant_keys}
    assert world.keys("public") == []
    for variant in result.variants:
        body = kept(world, result.variant_key(variant))
        assert picture(body).size == (variant.width, variant.height)
        assert len(body) == variant.size


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_source_stays_as_it_was(world: World, visibility: Visibility) -> None:
    source = world.upload(jpeg(), visibility=visibility.value, tags=["a"], slot="a/b")
    before, public = row(world, source), world.keys("public")
    objects = {key: kept(world, key) for key in world.keys("private")}
    result = edited(world, source)
    assert row(world, source) == before
    assert {key: kept(world, key) for key in objects} == objects
    assert world.keys("public") == public
    assert result["visibility"] == "private"
    assert world.call("GET", "/v1/slots/a/b").json["asset"]["id"] == source


def test_results_are_counted(world: World) -> None:
    source = world.upload(jpeg())
    before = world.call("GET", "/v1/gallery/stats").json
    result = row(world, edited(world, source, job_id="j")["id"])
    after = world.call("GET", "/v1/gallery/stats").json
    assert after["by_kind"] == {"uploaded": 1, "processed": 1, "generated": 0}
    assert (after["assets"], after["edited"], after["in_jobs"]) == (2, 1, 1)
    grown = {
        name: after["bytes_stored"][name] - before["bytes_stored"][name]
        for name in before["bytes_stored"]
    }
    variants = sum(variant.size for variant in result.variants)
    assert grown == {
        "originals": result.size,
        "variants": variants,
        "total": result.size + variants,
    }
    assert after["quota"]["assets"]["used"] == 2


def test_a_result_goes_with_all_it_counted_for(world: World) -> None:
    source = world.upload(jpeg())
    before = world.call("GET", "/v1/gallery/stats").json, world.keys("private")
    result = edited(world, source)
    assert world.call("DELETE", f"/v1/assets/{result['id']}").status == 204
    assert (world.call("GET", "/v1/gallery/stats").json, world.keys("private")) == before


@pytest.mark.parametrize(("words", "job_id"), [({}, "trip"), ({"job_id": "other"}, "other")])
def test_a_result_belongs_to_its_sources_job_or_the_one_given(
    world: World, words: dict[str, Any], job_id: str
) -> None:
    source = world.upload(jpeg(), job_id="trip")
    result = edited(world, source, **words)
    assert result["job_id"] == job_id
    assert row(world, result["id"]).key_prefix == f"alice/{job_id}/{result['id']}"


def test_a_result_can_be_a_source(world: World) -> None:
    first = world.upload(jpeg())
    second = edited(world, first, SMALL)["id"]
    third = edited(world, second, FLIP)
    assert (third["source_asset_id"], third["width"]) == (second, 16)
    assert row(world, third["id"]).root_asset_id == row(world, second).root_asset_id == first


def test_a_watermark_is_another_asset(world: World) -> None:
    source = world.upload(jpeg())
    mark = world.upload(png(), filename="a.png", content_type="image/png")
    step = {"operation": "watermark", "asset_id": mark, "opacity": 1, "scale": 0.5, "margin": 0}
    result = edited(world, source, step, format="png")
    plain = edited(world, source, FLIP, format="png")
    flipped = picture(original(world, plain["id"])).convert("RGB").transpose(MIRRORED)
    marked = picture(original(world, result["id"])).convert("RGB")
    assert marked.crop((0, 0, 32, 16)).tobytes() == flipped.crop((0, 0, 32, 16)).tobytes()
    assert marked.crop((32, 16, 64, 48)).tobytes() == picture(png()).convert("RGB").tobytes()


def a_rejected() -> Asset:
    return a_draft().rejected(Rejection("broken_image", "It is."), START)


@pytest.mark.parametrize("source", [a_draft(), a_rejected()])
def test_what_is_not_ready_is_no_source(world: World, source: Asset) -> None:
    world.has_rows(source)
    answer = edit(world, source.id)
    assert (answer.status, answer.code) == (409, "not_ready")
    assert world.recorder.counts("s3") == {}


def test_what_was_deleted_is_no_source(world: World) -> None:
    source = world.upload(jpeg())
    edited(world, source, FLIP)
    world.call("DELETE", f"/v1/assets/{source}")
    for step in (FLIP, GRAY):
        assert edit(world, source, step).code == "asset_not_found"
