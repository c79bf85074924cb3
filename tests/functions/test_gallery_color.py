"""gallery: assets found by a colour that they show."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from darkroom.domain.asset import Asset, Kind, Visibility
from darkroom.domain.colors import Color
from darkroom.domain.oklab import distance
from tests.builders import FACTS, a_draft, an_asset
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World

BLUE, NEARLY, RED = "#336699", "#386a9c", "#c81e3c"


def showing(*colors: str, accents: tuple[str, ...] = (), **words: Any) -> Asset:
    """An asset of these colours, the first of them most."""
    share = round(1 / len(colors), 4)
    palette = tuple(Color.from_hex(each, share) for each in colors)
    others = tuple(Color.from_hex(each, 0.001) for each in accents)
    return an_asset(facts=replace(FACTS, palette=palette, accents=others), **words)


def search(world: World, color: str = BLUE, **query: Any) -> Answer:
    return world.call("GET", "/v1/gallery", query={"color": color} | query)


def found(world: World, color: str = BLUE, **query: Any) -> list[str]:
    answer = search(world, color, **query)
    assert answer.status == 200, answer
    return [item["id"] for item in answer.json["items"]]


def tolerance(one: str, other: str) -> float:
    """The least with which one is found by the other."""
    return distance(Color.from_hex(one, 1), Color.from_hex(other, 1)) * 100


def test_an_upload_is_found_by_its_colours(world: World) -> None:
    image = Image.new("RGB", (64, 64), (51, 102, 153))
    image.paste((200, 30, 60), (0, 0, 8, 8))
    out = BytesIO()
    image.save(out, "PNG")
    wanted = world.upload(out.getvalue(), filename="a.png", content_type="image/png")
    world.upload(jpeg(seed=120))
    assert found(world, BLUE, tolerance=2) == found(world, RED, tolerance=2) == [wanted]


def test_a_result_is_found_by_the_colours_it_got(world: World) -> None:
    source = world.upload(jpeg())
    body = {"colors": ["#ff00ff"], "strength": 1}
    made = world.call("POST", f"/v1/assets/{source}/recolor", json=body).json
    dominant = made["palette"][0]["hex"]
    assert made["id"] in found(world, dominant, tolerance=0)


def test_a_colour_is_found_wherever_it_is_in_an_image(world: World) -> None:
    first, last = showing(BLUE, RED), showing(RED, "#ffffff", BLUE)
    accent, without = showing(RED, accents=("#00ff00", BLUE)), showing(RED, accents=("#00ff00",))
    world.has_rows(first, last, accent, without)
    assert set(found(world)) == {first.id, last.id, accent.id}


def test_how_near_a_colour_must_be_is_up_to_the_caller(world: World) -> None:
    exact, near, far = showing(BLUE), showing(NEARLY), showing(RED)
    world.has_rows(exact, near, far)
    border = tolerance(BLUE, NEARLY)
    assert found(world, tolerance=0) == [exact.id]
    assert found(world, tolerance=border - 0.01) == [exact.id]
    assert found(world, tolerance=border + 0.01) == [near.id, exact.id]
    assert found(world) == [near.id, exact.id]
    assert len(found(world, tolerance=100)) == 3


def test_letters_of_a_colour_are_of_any_case(world: World) -> None:
    asset = showing("#abcdef")
    world.has_rows(asset)
    assert found(world, "#ABCDEF", tolerance=0) == [asset.id]


def test_black_and_white_are_colours(world: World) -> None:
    black, white = showing("#000000"), showing("#ffffff")
    world.has_rows(black, white)
    assert found(world, "#000000") == [black.id]
    assert found(world, "#ffffff") == [white.id]


@pytest.mark.parametrize(
    "query",
    [
        {"tag": "beach"},
        {"job_id": "trip"},
        {"visibility": "public"},
        {"kind": "processed"},
        {"tag": "beach", "job_id": "trip", "visibility": "public", "kind": "processed"},
    ],
)
def test_it_goes_with_every_other_filter(world: World, query: dict[str, str]) -> None:
    words: dict[str, Any] = {
        "tags": ("beach",),
        "job_id": "trip",
        "visibility": Visibility.PUBLIC,
        "kind": Kind.PROCESSED,
    }
    wanted = showing(BLUE, **words)
    world.has_rows(wanted, showing(RED, **words), showing(BLUE), showing(BLUE, tags=("x",)))
    assert found(world, **query) == [wanted.id]
    assert found(world, **query, order="oldest") == [wanted.id]


def test_what_is_not_ready_shows_no_colour(world: World) -> None:
    world.has_rows(a_draft())
    assert found(world, status="pending") == []


def test_nobody_finds_what_is_somebody_elses(world: World) -> None:
    world.has_rows(showing(BLUE))
    answer = world.call("GET", "/v1/gallery", query={"color": BLUE}, owner="bob")
    assert answer.json["count"] == 0


def test_pages_follow_one_another(world: World) -> None:
    wanted = [showing(BLUE, RED) for _ in range(5)]
    world.has_rows(*wanted, *(showing(RED) for _ in range(5)))
    shown: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = search(world, **query).json
        shown += [item["id"] for item in page["items"]]
        if not page["next_cursor"]:
            break
        query["cursor"] = page["next_cursor"]
    assert shown == [each.id for each in reversed(wanted)]
    assert found(world, limit=2, page=2) == shown[2:4]


def test_a_cursor_is_of_its_own_search(world: World) -> None:
    world.has_rows(*(showing(BLUE, RED) for _ in range(3)))
    cursor = search(world, limit=1).json["next_cursor"]
    default = search(world, limit=1, cursor=cursor, tolerance=10)
    assert default.status == 200  # it is the same as none
    for color, query in ((RED, {}), (BLUE, {"tolerance": 9}), (BLUE, {"tag": "x"})):
        answer = search(world, color, limit=1, cursor=cursor, **query)
        assert (answer.status, answer.code) == (422, "invalid_cursor")
    plain = world.call("GET", "/v1/gallery", query={"cursor": cursor})
    assert plain.code == "invalid_cursor"


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ({"color": "red"}, ["/query/color"]),
        ({"color": "336699"}, ["/query/color"]),
        ({"color": "#33669"}, ["/query/color"]),
        ({"color": "#336699\n"}, ["/query/color"]),
        ({"color": "#33669\u0669"}, ["/query/color"]),
        ({"color": ""}, ["/query/color"]),
        ({"color": BLUE, "tolerance": -1}, ["/query/tolerance"]),
        ({"color": BLUE, "tolerance": 100.1}, ["/query/tolerance"]),
        ({"color": BLUE, "tolerance": "nan"}, ["/query/tolerance"]),
        ({"color": BLUE, "tolerance": "inf"}, ["/query/tolerance"]),
        ({"color": BLUE, "tolerance": "wide"}, ["/query/tolerance"]),
        ({"color": BLUE, "colour": RED}, ["/query/colour"]),
        ({"tolerance": 5}, ["/query"]),
    ],
)
def test_a_search_that_makes_no_sense_is_refused_where_it_stands(
    world: World, query: dict[str, Any], pointers: list[str]
) -> None:
    answer = world.call("GET", "/v1/gallery", query=query)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", pointers)
    assert world.recorder.counts() == {}


def test_anybodys_public_gallery_is_not_searched(world: World) -> None:
    answer = world.call("GET", "/v1/users/alice/gallery", query={"color": BLUE})
    assert (answer.status, answer.pointers) == (422, ["/query/color"])


@pytest.mark.parametrize("width", [0, 2, 10, 30, 100])
def test_a_search_is_one_request_while_its_matches_are_many(world: World, width: int) -> None:
    world.has_rows(*(showing(BLUE) for _ in range(30)))
    assert len(found(world, tolerance=width)) == 20
    assert world.recorder.counts() == {"dynamodb:Query": 1}


def test_a_search_for_what_is_rare_ends_with_its_budget(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("darkroom.catalog.listing.FILTERED_READ", 10)
    monkeypatch.setattr("darkroom.catalog.listing.READ_BUDGET", 30)
    wanted = showing(BLUE)
    world.has_rows(wanted, *(showing(RED) for _ in range(40)))
    answer = search(world)
    assert (answer.status, answer.code) == (422, "filter_too_sparse")
    assert world.recorder.counts() == {"dynamodb:Query": 3}
    going_on = search(world, cursor=answer.json["next_cursor"])
    assert [item["id"] for item in going_on.json["items"]] == [wanted.id]
