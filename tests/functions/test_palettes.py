"""palettes: the colours of an asset, taken once and kept until it or they are removed."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from darkroom.domain.asset import Asset, Rejection
from darkroom.domain.colors import PaletteType
from darkroom.domain.palettes import palette_id
from tests.builders import a_draft, an_asset
from tests.fakes import START
from tests.functions.editing import edited, marked_deleted, same_after
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World

MISSING = "019ce000-0000-7000-8000-000000000000"
RED, GRAY = (200, 30, 60), (128, 128, 128)


def flag() -> bytes:
    """A PNG, three quarters of it gray, the rest red."""
    image = Image.new("RGB", (64, 64), GRAY)
    image.paste(RED, (0, 0, 64, 16))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def flag_in(world: World) -> str:
    return world.upload(flag(), filename="flag.png", content_type="image/png")


def take(world: World, asset_id: str, **body: Any) -> Answer:
    return world.call("POST", f"/v1/assets/{asset_id}/palettes", json=body)


def of_asset(world: World, asset_id: str) -> Any:
    return world.call("GET", f"/v1/assets/{asset_id}/palettes").json["palettes"]


def test_what_an_asset_shows_most_of_comes_first(world: World) -> None:
    source = flag_in(world)
    answer = take(world, source, palette_type="dominant")
    (palette,) = answer.json["palettes"]
    colors = palette.pop("colors")
    assert answer.status == 201
    assert palette == {
        "id": f"{source}-dominant-5",
        "name": "dominant",
        "asset_id": source,
        "palette_type": "dominant",
        "num_colors": 5,
        "created_at": "2026-03-14T15:09:26Z",
    }
    assert colors == [
        {
            "hex": "#808080",
            "rgb": [128, 128, 128],
            "hsv": {"h": 0, "s": 0, "v": 0.502},
            "name": "gray",
            "proportion": 0.75,
            "text_color": "#000000",
            "contrast": 5.31,
        },
        {
            "hex": "#c81e3c",
            "rgb": [200, 30, 60],
            "hsv": {"h": 349.4, "s": 0.85, "v": 0.7843},
            "name": "crimson",
            "proportion": 0.25,
            "text_color": "#ffffff",
            "contrast": 5.66,
        },
    ]


def test_several_are_taken_at_once_in_the_order_asked_for(world: World) -> None:
    source = flag_in(world)
    types = ["muted", "dominant", "vibrant"]
    answer = take(world, source, palette_types=types, num_colors=3)
    taken = answer.json["palettes"]
    assert [each["palette_type"] for each in taken] == types
    firsts = [each["colors"][0]["hex"] for each in taken]
    assert firsts == ["#808080", "#808080", "#c81e3c"]
    assert {each["num_colors"] for each in taken} == {3}
    twice = take(world, source, palette_types=["vibrant", "vibrant"], num_colors=3)
    assert (twice.status, twice.json["palettes"]) == (200, taken[2:])


def test_what_was_taken_before_is_not_taken_again(world: World) -> None:
    source = flag_in(world)
    first = take(world, source, palette_type="vibrant").json
    world.recorder.calls.clear()
    again = same_after(world, lambda: take(world, source, palette_types=["vibrant"]))
    assert (again.status, again.json) == (200, first)
    assert world.recorder.counts("s3") == {}
    both = take(world, source, palette_types=["vibrant", "muted"])
    assert (both.status, both.json["palettes"][0]) == (201, first["palettes"][0])
    other = take(world, source, palette_type="vibrant", num_colors=6)
    assert (other.status, other.json["palettes"][0]["num_colors"]) == (201, 6)
    assert len(of_asset(world, source)) == 3


def test_all_that_can_be_taken_of_an_asset_is_listed(world: World) -> None:
    source, other = flag_in(world), flag_in(world)
    types = [each.value for each in PaletteType]
    for number in range(2, 17):
        assert take(world, source, palette_types=types, num_colors=number).status == 201
    take(world, other, palette_type="muted")
    listed = [each["id"] for each in of_asset(world, source)]
    assert len(listed) == len(set(listed)) == 45
    assert all(each.startswith(source) for each in listed)
    assert [each["asset_id"] for each in of_asset(world, other)] == [other]
    world.call("DELETE", f"/v1/assets/{source}")
    left = world.call("GET", "/v1/palettes", query={"limit": 100}).json["items"]
    assert [each["asset_id"] for each in left] == [other]


def test_palettes_go_with_their_asset(world: World) -> None:
    source = flag_in(world)
    (palette,) = take(world, source, palette_type="muted").json["palettes"]
    world.call("DELETE", f"/v1/assets/{source}")
    for answer in (
        world.call("GET", f"/v1/palettes/{palette['id']}"),
        world.call("DELETE", f"/v1/palettes/{palette['id']}"),
    ):
        assert (answer.status, answer.code) == (404, "palette_not_found")
    assert world.call("GET", "/v1/palettes").json["count"] == 0
    assert world.call("GET", f"/v1/assets/{source}/palettes").code == "asset_not_found"


def test_palettes_of_a_deletion_left_standing_go_with_its_end(world: World) -> None:
    source = flag_in(world)
    take(world, source, palette_type="muted")
    world.faults.plan("s3:DeleteObjects", status=500, code="InternalError")
    assert world.call("DELETE", f"/v1/assets/{source}").status == 503
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"deletions_finished": 1}
    assert world.call("GET", "/v1/palettes").json["count"] == 0


def test_of_what_is_being_deleted_nothing_is_taken(world: World) -> None:
    source = flag_in(world)

    world.faults.meanwhile("s3:GetObject", partial(marked_deleted, world, source))
    answer = take(world, source, palette_type="muted")
    assert (answer.status, answer.code) == (404, "asset_not_found")
    assert world.call("GET", "/v1/palettes").json["count"] == 0


def test_a_result_has_palettes_of_its_own(world: World) -> None:
    source = flag_in(world)
    result = edited(world, source)["id"]
    (palette,) = take(world, result, palette_type="dominant").json["palettes"]
    assert {color["hsv"]["s"] for color in palette["colors"]} == {0}
    assert of_asset(world, source) == []


@pytest.mark.parametrize("name", ["s3:GetObject", "dynamodb:TransactWriteItems", "dynamodb:Query"])
def test_a_fault_takes_nothing_and_the_next_call_does(world: World, name: str) -> None:
    source = flag_in(world)
    world.faults.plan(name, status=400, code="AccessDenied")
    answer = same_after(world, lambda: take(world, source, palette_type="muted"))
    assert answer.status == 503
    assert take(world, source, palette_type="muted").status == 201


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, [""]),
        ({"palette_type": "muted", "palette_types": ["muted"]}, [""]),
        ({"palette_type": "loud"}, ["/palette_type"]),
        ({"palette_types": []}, ["/palette_types"]),
        ({"palette_types": ["muted"] * 4}, ["/palette_types"]),
        ({"palette_types": ["muted", "loud"]}, ["/palette_types/1"]),
        ({"palette_types": "muted"}, ["/palette_types"]),
        ({"palette_type": "muted", "num_colors": 1}, ["/num_colors"]),
        ({"palette_type": "muted", "num_colors": 17}, ["/num_colors"]),
        ({"palette_type": "muted", "num_colors": 5.0}, ["/num_colors"]),
        ({"palette_type": "muted", "num_colors": "5"}, ["/num_colors"]),
        ({"palette_type": "muted", "num_colors": True}, ["/num_colors"]),
        ({"palette_type": "muted", "name": "x"}, ["/name"]),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_where_it_stands(
    world: World, body: Any, pointers: list[str]
) -> None:
    answer = take(world, MISSING, **body)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", pointers)
    assert world.recorder.counts() == {}


@pytest.mark.parametrize(
    "row", [a_draft(), a_draft().rejected(Rejection("broken_image", "It is."), START)]
)
def test_what_is_not_ready_has_no_colours_yet(world: World, row: Asset) -> None:
    world.has_rows(row)
    assert take(world, row.id, palette_type="muted").code == "not_ready"
    assert of_asset(world, row.id) == []


def test_somebody_elses_palettes_are_nobodys(world: World) -> None:
    theirs = an_asset("bob")
    world.has(theirs)
    source = world.upload(jpeg(), "bob")
    path = f"/v1/assets/{source}/palettes"
    taken = world.call("POST", path, owner="bob", json={"palette_type": "muted"}).json["palettes"]
    assert world.call("GET", path).code == "asset_not_found"
    assert take(world, source, palette_type="muted").code == "asset_not_found"
    missing = palette_id(MISSING, PaletteType.MUTED, 5)
    for method in ("GET", "DELETE"):
        answers = [world.call(method, f"/v1/palettes/{each}") for each in (taken[0]["id"], missing)]
        bodies = {each.text.replace(taken[0]["id"], missing) for each in answers}
        assert ({each.status for each in answers}, len(bodies)) == ({404}, 1)
    assert world.call("GET", path, owner="bob").json["palettes"] == taken
