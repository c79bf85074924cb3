"""Edits, exports, palettes, recolouring: as an app uses them, pictures looked at as pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.e2e.client import Client, a_photo

User = Callable[[str], Client]
Rgb = tuple[int, int, int]
SEA, SAND = (51, 102, 153), (240, 220, 180)
POSITION = {1: "N", 2: (46.0, 59.0, 45.0), 3: "E", 4: (8.0, 35.0, 41.0)}
GPS = 0x8825


def half_and_half(left: Rgb = SEA, right: Rgb = SAND, **save: Any) -> bytes:
    """A PNG of 400 x 300 in two colours."""
    picture = Image.new("RGB", (400, 300), left)
    picture.paste(right, (200, 0, 400, 300))
    out = io.BytesIO()
    picture.save(out, "PNG", **save)
    return out.getvalue()


@pytest.fixture(scope="module")
def ada(user: User) -> Client:
    return user("ada|edits")


@pytest.fixture(scope="module")
def flag(ada: Client) -> Any:
    """An asset in two colours."""
    words = {"filename": "flag.png", "content_type": "image/png", "tags": ["pole"]}
    return ada.upload(half_and_half(), **words)


def edited(client: Client, asset: Any, *operations: Any, **words: Any) -> Any:
    path = f"/v1/assets/{asset['id']}/edits"
    answer = client("POST", path, json={"operations": list(operations), **words})
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def picture(client: Client, asset: Any) -> Image.Image:
    """The original, as its owner downloads it."""
    link = client("GET", f"/v1/assets/{asset['id']}/url?variant=original").json()
    return Image.open(io.BytesIO(client.anonymous("GET", link["url"]).content))


def test_an_edit_is_an_asset_like_any_other(ada: Client, flag: Any) -> None:
    box = {"operation": "crop", "x": 150, "y": 0, "width": 100, "height": 100}
    made = edited(ada, flag, box, {"operation": "rotate", "angle": 90})
    seen = picture(ada, made)
    assert (seen.size, seen.getpixel((50, 10)), seen.getpixel((50, 90))) == ((100, 100), SEA, SAND)
    newest = ada("GET", "/v1/gallery?kind=processed&limit=1").json()["items"][0]
    assert (newest["id"], newest["source_asset_id"]) == (made["id"], flag["id"])
    variant = ada.anonymous("GET", newest["variants"]["112x112"]["url"])
    assert variant.status_code == 200
    assert picture(ada, flag).size == (400, 300)


def test_the_same_recipe_is_the_same_asset_however_it_is_spelled(ada: Client, flag: Any) -> None:
    short = edited(ada, flag, {"operation": "filter", "type": "brightness", "factor": 2})
    long = edited(ada, flag, {"factor": 2.0, "type": "brightness", "operation": "filter"})
    assert short["id"] == long["id"]


def test_a_recipe_is_replayed_and_explained(ada: Client, flag: Any) -> None:
    other = ada.upload(a_photo(7, (500, 500)))
    made = edited(ada, flag, {"operation": "filter", "type": "invert"})
    path = f"/v1/assets/{other['id']}/replay"
    again = ada("POST", path, json={"recipe_of": made["id"]}).json()
    lineage = ada("GET", f"/v1/assets/{again['id']}/lineage").json()
    chain = [(each["asset_id"], each["recipe"]) for each in lineage["chain"]]
    assert chain == [(other["id"], None), (again["id"], made["recipe"])]
    expected = ImageChops.invert(picture(ada, other).convert("RGB"))
    difference = ImageChops.difference(expected, picture(ada, again).convert("RGB"))
    assert max(ImageStat.Stat(difference).mean) < 4  # JPEG twice


def test_a_batch_answers_each_in_its_place(ada: Client, flag: Any) -> None:
    flip = {"operation": "flip", "direction": "vertical"}
    items: list[Any] = [
        {"asset_id": flag["id"], "operations": [flip]},
        {"asset_id": flag["id"], "operations": [{"operation": "flop"}]},
        {"asset_id": "nobody's", "operations": [flip]},
    ]
    results = ada("POST", "/v1/edits/batch", json={"items": items}).json()["results"]
    assert results[0]["asset"]["source_asset_id"] == flag["id"]
    assert results[1]["errors"][0]["pointer"] == "/operations/0/operation"
    assert results[2]["code"] == "asset_not_found"


@pytest.mark.parametrize("form", ["png", "jpg", "webp", "avif", "gif"])
def test_an_export_is_a_file_of_the_format_asked_for(ada: Client, flag: Any, form: str) -> None:
    export = ada("GET", f"/v1/assets/{flag['id']}/export?format={form}&width=200").json()
    answer = ada.anonymous("GET", export["url"])
    file = Image.open(io.BytesIO(answer.content))
    file.load()
    assert (file.size, len(answer.content)) == ((200, 150), export["size"])
    assert answer.headers["Content-Type"] == export["content_type"]
    assert f'flag.{form}"' in answer.headers["Content-Disposition"]
    again = ada("GET", f"/v1/assets/{flag['id']}/export?format={form}&width=200").json()
    assert again["url"] == export["url"]


def test_an_export_says_what_the_asset_says_and_not_where_it_was_taken(ada: Client) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[GPS] = POSITION
    asset = ada.upload(a_photo(8, (300, 200), exif=exif), tags=["holiday"], metadata={"no": 7})
    base = f"/v1/assets/{asset['id']}/export?format=jpg"
    for query, says in (("", False), ("&include_metadata=true", True)):
        body = ada.anonymous("GET", ada("GET", base + query).json()["url"]).content
        assert (b"holiday" in body) is says
        assert b"SecretCamera" not in body
        assert not Image.open(io.BytesIO(body)).getexif()


def test_an_export_needs_its_signature(ada: Client, flag: Any) -> None:
    url = ada("GET", f"/v1/assets/{flag['id']}/export?format=png").json()["url"]
    assert ada.anonymous("GET", url.partition("?")[0]).status_code == 403


def test_palettes_are_taken_shown_and_given_away(ada: Client, flag: Any) -> None:
    body = {"palette_types": ["dominant", "vibrant"], "num_colors": 4}
    answer = ada("POST", f"/v1/assets/{flag['id']}/palettes", json=body)
    dominant, vibrant = answer.json()["palettes"]
    assert {each["hex"] for each in dominant["colors"]} == {"#336699", "#f0dcb4"}
    assert vibrant["colors"][0]["hex"] == "#336699"
    sea = vibrant["colors"][0]
    assert (sea["rgb"], sea["text_color"], sea["proportion"]) == ([51, 102, 153], "#ffffff", 0.5)
    path = f"/v1/palettes/{dominant['id']}"
    assert "#336699" in ada("GET", f"{path}?format=css").text
    assert ada("GET", f"{path}?format=gpl").text.startswith("GIMP Palette\n")
    card = ada("GET", f"{path}?format=png")
    assert card.headers["Content-Type"] == "image/png"
    colors = Image.open(io.BytesIO(card.content)).convert("RGB").getcolors(2**20)
    assert {SEA, SAND} <= {color for _, color in colors or ()}
    assert ada("DELETE", path).status_code == 204
    assert ada("GET", path).status_code == 404


def test_a_photo_is_recoloured_with_a_palette_of_ones_own(ada: Client, flag: Any) -> None:
    own = {"name": "fire", "colors": ["#300000", "#ff8800"]}
    palette = ada("POST", "/v1/palettes", json=own).json()
    body = {"palette_id": palette["id"], "strength": 1}
    made = ada("POST", f"/v1/assets/{flag['id']}/recolor", json=body).json()
    seen = picture(ada, made).convert("RGB")
    for x in (50, 350):
        red, _, blue = seen.getpixel((x, 150))  # type: ignore[misc]
        assert red > blue
    untouched = ada(
        "POST", f"/v1/assets/{flag['id']}/recolor", json={"colors": ["#ff0000"], "strength": 0}
    ).json()
    assert (
        picture(ada, untouched).convert("RGB").tobytes()
        == picture(ada, flag).convert("RGB").tobytes()
    )


def test_assets_are_found_by_their_colours(user: User) -> None:
    grace = user("grace|colours")
    words = {"filename": "a.png", "content_type": "image/png"}
    blue = grace.upload(half_and_half(), **words)
    grace.upload(half_and_half((200, 30, 30), (120, 10, 20)), **words)
    for query, expected in (
        ("color=%23336699", [blue["id"]]),
        ("color=%2338679a&tolerance=2", [blue["id"]]),
        ("color=%2300ff00", []),
    ):
        page = grace("GET", f"/v1/gallery?{query}").json()
        assert [item["id"] for item in page["items"]] == expected


def test_nothing_of_anothers_is_edited_exported_or_looked_at(user: User, flag: Any) -> None:
    eve = user("eve|edits")
    flip = {"operations": [{"operation": "flip", "direction": "vertical"}]}
    for method, path, body in (
        ("POST", "edits", flip),
        ("POST", "recolor", {"colors": ["#ff0000"]}),
        ("POST", "palettes", {"palette_type": "muted"}),
        ("GET", "palettes", None),
        ("GET", "export?format=png", None),
        ("GET", "lineage", None),
    ):
        answer = eve(method, f"/v1/assets/{flag['id']}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "asset_not_found")
