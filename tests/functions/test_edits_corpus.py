"""edits and palettes: image files that nobody in this project made, the whole way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functions.editing import FLIP, edit, fetched, picture
from tests.functions.world import World
from tests.imaging.corpus import corpus_file
from tests.imaging.samples import TYPES

FILES = [
    "orientation/pillow__hopper_orientation_4.jpg",
    "orientation/pillow__orientation_rectangle.jpg",
    "orientation/exif-orientation-examples__Portrait_6.jpg",
    "valid/pillow__app13-multiple.jpg",
    "valid/pillow__hopper_gray.jpg",
    "orientation/pillow__exif_imagemagick_orientation.png",
    "valid/pngsuite__basi3p04.png",
    "valid/pngsuite__basn3p02.png",
    "valid/pngsuite__cdhn2c08.png",
    "valid/pngsuite__ct0n0g04.png",
    "valid/pngsuite__f02n2c08.png",
    "valid/pngsuite__g05n3p04.png",
    "valid/pngsuite__oi9n0g16.png",
    "valid/pngsuite__s04i3p01.png",
    "valid/pngsuite__tp0n3p08.png",
    "valid/pillow__transparent.png",
    "orientation/pillow__hopper_orientation_5.webp",
    "valid/pillow__flower.webp",
    "valid/pillow__hopper.webp",
    "valid/pillow__transparent.webp",
    "valid/pillow__hopper.gif",
    "valid/pillow__transparent.gif",
    "exotic/pillow__dispose_bgnd_transparency.gif",
    "exotic/pillow__anim_frame1.webp",
    "exotic/pillow__dispose_op_background.png",
    "exotic/pillow__exif.avif",
    "exotic/pillow__hopper.avif",
    "exotic/pillow__rot1mir1.avif",
]
OPERATIONS: list[dict[str, Any]] = [
    {"operation": "rotate", "angle": 30},
    {"operation": "filter", "type": "gaussian_blur", "radius": 1},
    {"operation": "pad", "aspect": "1:1"},
    {"operation": "recolor", "colors": ["#2d1b4e", "#f7b267"]},
]
FORMATS = ("avif", "gif", "jpg", "png", "webp")


@pytest.mark.parametrize("number", range(len(FILES)))
def test_a_strangers_file_is_edited_exported_and_painted_with(world: World, number: int) -> None:
    body = corpus_file(FILES[number])
    content_type = TYPES[picture(body).format or ""]
    source = world.upload(body, content_type=content_type, filename=FILES[number][-100:])
    whole = world.call("GET", f"/v1/assets/{source}").json
    assert whole["status"] == "ready", whole["rejection"]
    operation, ext = OPERATIONS[number % len(OPERATIONS)], FORMATS[number % len(FORMATS)]

    small = {"operation": "resize", "width": min(100, whole["width"])}
    made = edit(world, source, small, operation)
    assert made.status == 201, made
    again = edit(world, made.json["id"], FLIP, format=ext)
    assert (again.status, again.json["width"]) == (201, made.json["width"])

    query = {"format": ext, "height": min(9, whole["height"])}
    export = world.call("GET", f"/v1/assets/{source}/export", query=query)
    assert picture(fetched(world, export.json["url"])).height == query["height"]
    types = {"palette_types": ["dominant", "vibrant", "muted"]}
    taken = world.call("POST", f"/v1/assets/{source}/palettes", json=types)
    assert taken.status == 201, taken
    shown = taken.json["palettes"][0]["colors"]
    assert 0.99 <= sum(color["proportion"] for color in shown) <= 1.01
