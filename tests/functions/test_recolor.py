"""palettes: an asset in the colours of a palette, kept or given."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PIL import ImageChops

from darkroom.domain.asset import Asset
from tests.builders import a_draft, an_asset
from tests.functions.editing import edit, edited, original, picture, row, same_after
from tests.functions.photos import jpeg, png
from tests.functions.world import Answer, World

MISSING = "019ce000-0000-7000-8000-000000000000"
COLORS = ["#2d1b4e", "#c2416b", "#f7b267"]


def recolor(world: World, asset_id: str, **body: Any) -> Answer:
    return world.call("POST", f"/v1/assets/{asset_id}/recolor", json=body)


def own(world: World, colors: list[str], owner: str = "alice") -> str:
    body = {"name": "canary", "colors": colors}
    palette = world.call("POST", "/v1/palettes", json=body, owner=owner)
    return str(palette.json["id"])


def a_png(world: World) -> str:
    return world.upload(png(), filename="a.png", content_type="image/png")


def pixels(world: World, asset_id: str) -> bytes:
    return picture(original(world, asset_id)).convert("RGB").tobytes()


def test_it_is_a_result_like_any_other(world: World) -> None:
    source = world.upload(jpeg(), job_id="trip")
    answer = recolor(world, source, colors=[each.upper() for each in COLORS], strength=0.5)
    made = answer.json
    assert answer.status == 201
    assert answer.headers["location"] == f"/v1/assets/{made['id']}"
    assert answer.headers["etag"] == made["etag"]
    assert (made["kind"], made["source_asset_id"], made["job_id"]) == ("processed", source, "trip")
    step = {"operation": "recolor", "colors": COLORS, "strength": 0.5}
    assert made["recipe"] == {"version": 1, "operations": [step]}
    assert edit(world, source, step).json["id"] == made["id"]
    assert world.call("GET", "/v1/gallery/stats").json["edited"] == 1


def test_it_takes_the_colours_it_is_given(world: World) -> None:
    source = a_png(world)
    made = recolor(world, source, colors=["#ff0000"]).json

    def greener_than_red(body: bytes) -> int:
        red, green, _ = picture(body).convert("RGB").split()
        return int(ImageChops.subtract(green, red).getextrema()[1])  # type: ignore[arg-type]

    assert greener_than_red(png()) > 100
    assert greener_than_red(original(world, made["id"])) == 0


def test_a_palette_is_as_good_as_its_colours(world: World) -> None:
    source = world.upload(jpeg())
    palette = own(world, COLORS)
    first = recolor(world, source, palette_id=palette)
    again = same_after(world, lambda: recolor(world, source, colors=COLORS, strength=1))
    assert (first.status, again.status, again.json["id"]) == (201, 200, first.json["id"])
    assert "canary" not in first.text
    world.call("DELETE", f"/v1/palettes/{palette}")
    assert recolor(world, source, colors=COLORS).json["id"] == first.json["id"]
    assert recolor(world, source, palette_id=palette).code == "palette_not_found"


def test_colours_can_be_taken_of_one_asset_for_another(world: World) -> None:
    source, other = world.upload(jpeg()), world.upload(jpeg(seed=200))
    path, body = f"/v1/assets/{other}/palettes", {"palette_type": "dominant"}
    (palette,) = world.call("POST", path, json=body).json["palettes"]
    made = recolor(world, source, palette_id=palette["id"]).json
    taken = [color["hex"] for color in palette["colors"]]
    assert made["recipe"]["operations"][0]["colors"] == taken


@pytest.mark.parametrize("strength", [0, 0.0])
def test_without_strength_nothing_changes(world: World, strength: float) -> None:
    source = a_png(world)
    made = recolor(world, source, colors=COLORS, strength=strength).json
    assert pixels(world, made["id"]) == picture(png()).convert("RGB").tobytes()
    assert made["recipe"]["operations"][0]["strength"] == 0


def test_it_can_be_written_in_another_format(world: World) -> None:
    source = world.upload(jpeg())
    made = recolor(world, source, colors=COLORS, format="webp", quality=50, job_id="j").json
    assert (made["content_type"], made["job_id"]) == ("image/webp", "j")
    assert (made["recipe"]["format"], made["recipe"]["quality"]) == ("webp", 50)
    assert made["filename"] == "photo.webp"


def test_it_can_be_replayed(world: World) -> None:
    first, second = world.upload(jpeg()), world.upload(jpeg(seed=1))
    model = recolor(world, first, colors=COLORS).json["id"]
    path = f"/v1/assets/{second}/replay"
    made = world.call("POST", path, json={"recipe_of": model})
    assert (made.status, made.json["source_asset_id"]) == (201, second)
    assert recolor(world, second, colors=COLORS).json["id"] == made.json["id"]


def test_a_result_can_be_recoloured(world: World) -> None:
    source = world.upload(jpeg())
    first = edited(world, source)["id"]
    made = recolor(world, first, colors=COLORS).json["id"]
    assert row(world, made).root_asset_id == source
    shown = world.call("GET", f"/v1/assets/{made}/lineage").json
    assert [each["asset_id"] for each in shown["chain"]] == [source, first, made]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, [""]),
        ({"colors": COLORS, "palette_id": MISSING}, [""]),
        ({"colors": []}, ["/colors"]),
        ({"colors": ["#000000"] * 17}, ["/colors"]),
        ({"colors": "#000000"}, ["/colors"]),
        ({"colors": ["#000000", "red"]}, ["/colors/1"]),
        ({"colors": ["#000", "#000000", "#00000000"]}, ["/colors/0", "/colors/2"]),
        ({"colors": [5]}, ["/colors/0"]),
        ({"palette_id": "x" * 65}, ["/palette_id"]),
        ({"palette_id": 5}, ["/palette_id"]),
        ({"colors": COLORS, "strength": 1.1}, ["/strength"]),
        ({"colors": COLORS, "strength": -0.1}, ["/strength"]),
        ({"colors": COLORS, "strength": "1"}, ["/strength"]),
        ({"colors": COLORS, "strength": True}, ["/strength"]),
        ({"colors": COLORS, "strength": None}, ["/strength"]),
        ({"colors": COLORS, "format": "bmp"}, ["/format"]),
        ({"colors": COLORS, "quality": 0}, ["/quality"]),
        ({"colors": COLORS, "quality": 101, "format": "png"}, ["/quality"]),
        ({"colors": COLORS, "job_id": "a b"}, ["/job_id"]),
        ({"colors": COLORS, "operations": []}, ["/operations"]),
        ([], [""]),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_where_it_stands(
    world: World, body: Any, pointers: list[str]
) -> None:
    answer = world.call("POST", f"/v1/assets/{MISSING}/recolor", json=body)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", pointers)
    assert world.recorder.counts() == {}


def test_a_strength_that_is_no_number_is_refused(world: World) -> None:
    for number in ("NaN", "Infinity", "1e999"):
        function, event = world.event(
            "POST", f"/v1/assets/{MISSING}/recolor", owner="alice", json={}
        )
        event["body"] = f'{{"colors": ["#000000"], "strength": {number}}}'
        assert world.answer(function, event).pointers == ["/strength"]


def test_somebody_elses_palette_is_a_missing_one(world: World) -> None:
    source, theirs = world.upload(jpeg()), own(world, COLORS, "bob")
    answers = [
        same_after(world, partial(recolor, world, source, palette_id=each))
        for each in (theirs, MISSING, "nonsense", source)
    ]
    assert {(each.status, each.code) for each in answers} == {(404, "palette_not_found")}
    assert len({each.text for each in answers}) == 1


@pytest.mark.parametrize("asset", [an_asset("bob"), a_draft("bob")])
def test_somebody_elses_asset_is_a_missing_one(world: World, asset: Asset) -> None:
    world.has(asset)
    answer = same_after(world, lambda: recolor(world, asset.id, colors=COLORS))
    assert (answer.status, answer.code) == (404, "asset_not_found")


def test_a_fault_leaves_nothing_and_the_next_call_goes_on(world: World) -> None:
    source = world.upload(jpeg())
    world.faults.plan("s3:PutObject", status=500, code="InternalError")
    assert recolor(world, source, colors=COLORS).code == "store_unavailable"
    assert recolor(world, source, colors=COLORS).status == 201
    assert len(world.keys("private")) == 12
