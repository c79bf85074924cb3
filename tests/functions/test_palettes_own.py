"""palettes: those that callers bring, and how any of them is shown, listed and removed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import an_asset
from tests.functions.editing import picture, same_after
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World

MISSING = "019ce000-0000-7000-8000-000000000000"
COLORS = ["#336699", "#FFFFFF", "#000000"]


def add(world: World, name: Any = "Harbour", colors: Any = None) -> Answer:
    colors = COLORS if colors is None else colors
    return world.call("POST", "/v1/palettes", json={"name": name, "colors": colors})


def show(world: World, palette_id: str, **query: Any) -> Answer:
    return world.call("GET", f"/v1/palettes/{palette_id}", query=query)


def test_a_palette_of_ones_own_is_kept_as_it_was_given(world: World) -> None:
    answer = add(world, "Harbour \u2603")
    kept = answer.json
    assert (answer.status, answer.headers["location"]) == (201, f"/v1/palettes/{kept['id']}")
    assert [each["hex"] for each in kept["colors"]] == [each.lower() for each in COLORS]
    assert {each["proportion"] for each in kept["colors"]} == {0.3333}
    assert kept | {"id": "", "colors": []} == {
        "id": "",
        "name": "Harbour \u2603",
        "asset_id": None,
        "palette_type": None,
        "num_colors": None,
        "colors": [],
        "created_at": "2026-03-14T15:09:26Z",
    }
    assert show(world, kept["id"]).json == kept


def test_two_of_the_same_name_are_two(world: World) -> None:
    assert add(world).json["id"] != add(world).json["id"]
    assert world.call("GET", "/v1/palettes").json["count"] == 2


@pytest.mark.parametrize(
    "name", ["x", "x" * 64, "\u2603" * 21, "a\u200db", "\u202fa", "*/ }", "<b>"]
)
def test_a_name_is_any_text_of_a_line(world: World, name: str) -> None:
    answer = add(world, name)
    assert (answer.status, answer.json["name"]) == (201, name.strip())


@pytest.mark.parametrize(
    "name",
    ["", " ", "x" * 65, "\u2603" * 22, "a\r\nb", "a\tb", "a\x00b", "a\u202eb", "\u200b", "\ud800"],
)
def test_a_name_that_passes_for_something_else_is_refused(world: World, name: str) -> None:
    answer = same_after(world, lambda: add(world, name))
    assert (answer.status, answer.pointers) == (422, ["/name"])


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/colors", "/name"]),
        ({"name": 5, "colors": COLORS}, ["/name"]),
        ({"name": "x", "colors": []}, ["/colors"]),
        ({"name": "x", "colors": ["#000000"] * 17}, ["/colors"]),
        ({"name": "x", "colors": "#000000"}, ["/colors"]),
        ({"name": "x", "colors": ["#000000", "red", "#fff"]}, ["/colors/1", "/colors/2"]),
        ({"name": "x", "colors": ["#000000\n"]}, ["/colors/0"]),
        ({"name": "x", "colors": [None]}, ["/colors/0"]),
        ({"name": "x", "colors": COLORS, "id": MISSING}, ["/id"]),
        ([], [""]),
    ],
)
def test_a_palette_that_makes_no_sense_is_refused_where_it_stands(
    world: World, body: Any, pointers: list[str]
) -> None:
    answer = world.call("POST", "/v1/palettes", json=body)
    assert (answer.status, sorted(answer.pointers)) == (422, pointers)
    assert world.recorder.counts() == {}


def test_it_can_be_had_as_css(world: World) -> None:
    palette = add(world, "*/ body { display: none } /*").json["id"]
    answer = show(world, palette, format="css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.text.splitlines()[1:4] == [
        ":root {",
        "  --color-1: #336699; /* steelblue */",
        "  --color-1-text: #ffffff;",
    ]
    assert answer.text.index("*/") == answer.text.index("\n") - 2


def test_it_can_be_had_for_gimp(world: World) -> None:
    palette = add(world).json["id"]
    answer = show(world, palette, format="gpl")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[:4] == ["GIMP Palette", "Name: Harbour", "Columns: 3", "#"]
    assert lines[4].startswith(" 51 102 153\t")


def test_it_can_be_had_as_a_picture(world: World) -> None:
    palette = add(world).json["id"]
    function, event = world.event("GET", f"/v1/palettes/{palette}", owner="alice")
    raw = world.invoke(function, event | {"rawQueryString": "format=png"})
    assert raw["isBase64Encoded"] is True
    answer = show(world, palette, format="png")
    image = picture(answer.body)
    assert answer.headers["content-type"] == "image/png"
    assert (image.format, image.size) == ("PNG", (360, 160))
    image = image.convert("RGB")
    shown = [image.getpixel((60 + 120 * number, 40)) for number in range(3)]
    assert shown == [(51, 102, 153), (255, 255, 255), (0, 0, 0)]


@pytest.mark.parametrize("file_format", ["json", "css", "gpl", "png"])
def test_however_it_is_had_it_is_nobody_elses_to_keep(world: World, file_format: str) -> None:
    palette = add(world).json["id"]
    answer = show(world, palette, format=file_format)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", [{"format": "ase"}, {"format": ""}, {"format": "JSON"}])
def test_another_format_is_refused(world: World, query: dict[str, str]) -> None:
    palette = add(world).json["id"]
    answer = show(world, palette, **query)
    assert (answer.status, answer.pointers) == (422, ["/query/format"])


@pytest.mark.parametrize(
    "palette_id",
    ["x", MISSING, f"{MISSING}-muted-5", f"{MISSING}-muted-17", f"{MISSING}-muted-05", "%00", ".."],
)
def test_what_is_no_palette_is_a_missing_one(world: World, palette_id: str) -> None:
    for method in ("GET", "DELETE"):
        answer = world.call(method, f"/v1/palettes/{palette_id}")
        assert (answer.status, answer.code) == (404, "palette_not_found")


def test_an_assets_id_is_no_palettes(world: World) -> None:
    asset = an_asset()
    world.has_rows(asset)
    before = world.everything()
    assert show(world, asset.id).code == "palette_not_found"
    assert world.call("DELETE", f"/v1/palettes/{asset.id}").code == "palette_not_found"
    assert world.everything() == before


def test_a_removed_palette_is_gone_once(world: World) -> None:
    kept, removed = add(world).json["id"], add(world).json["id"]
    answer = world.call("DELETE", f"/v1/palettes/{removed}")
    assert (answer.status, answer.text) == (204, "")
    assert world.call("DELETE", f"/v1/palettes/{removed}").code == "palette_not_found"
    assert show(world, removed).code == "palette_not_found"
    assert [each["id"] for each in world.call("GET", "/v1/palettes").json["items"]] == [kept]


def test_what_was_taken_can_be_removed_and_taken_again(world: World) -> None:
    source = world.upload(jpeg())
    path, body = f"/v1/assets/{source}/palettes", {"palette_type": "muted"}
    (taken,) = world.call("POST", path, json=body).json["palettes"]
    assert world.call("DELETE", f"/v1/palettes/{taken['id']}").status == 204
    assert world.call("GET", path).json == {"palettes": []}
    assert world.call("POST", path, json=body).json["palettes"] == [taken]


def test_pages_follow_one_another_latest_first(world: World) -> None:
    ids = []
    for number in range(5):
        world.clock.advance(seconds=1)
        ids.append(add(world, str(number)).json["id"])
    shown: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    for _ in range(3):
        page = world.call("GET", "/v1/palettes", query=query).json
        assert page["count"] == len(page["items"])
        shown += [each["id"] for each in page["items"]]
        query = {"limit": 2, "cursor": page["next_cursor"]}
    assert (shown, page["next_cursor"]) == (ids[::-1], None)


def test_a_cursor_is_of_its_own_listing_and_owner(world: World) -> None:
    assets = [an_asset() for _ in range(2)]
    world.has_rows(*assets)
    for _ in range(2):
        add(world)
    palettes = world.call("GET", "/v1/palettes", query={"limit": 1}).json["next_cursor"]
    gallery = world.call("GET", "/v1/gallery", query={"limit": 1}).json["next_cursor"]
    for path, cursor, owner in (
        ("/v1/palettes", gallery, "alice"),
        ("/v1/palettes", palettes, "bob"),
        ("/v1/gallery", palettes, "alice"),
        ("/v1/palettes", "nonsense", "alice"),
    ):
        answer = world.call("GET", path, query={"cursor": cursor}, owner=owner)
        assert (answer.status, answer.code) == (422, "invalid_cursor")


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ({"limit": 0}, ["/query/limit"]),
        ({"limit": 101}, ["/query/limit"]),
        ({"limit": "x"}, ["/query/limit"]),
        ({"cursor": "x" * 513}, ["/query/cursor"]),
        ({"owner": "bob"}, ["/query/owner"]),
    ],
)
def test_a_page_that_makes_no_sense_is_refused(
    world: World, query: dict[str, Any], pointers: list[str]
) -> None:
    answer = world.call("GET", "/v1/palettes", query=query)
    assert (answer.status, answer.pointers) == (422, pointers)
