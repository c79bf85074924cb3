"""Masks: white or clear where something shall change, and what is around it kept."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from darkroom.domain.errors import ImageRejected
from darkroom.domain.recipe import Picture
from darkroom.domain.region import Box, Region
from darkroom.imaging.masks import clear_mask, only_within, white_mask
from tests.providers.aws_bedrock import png

REGION = Region(0.25, 0.2, 0.5, 0.6)
BOX = (10, 6, 30, 24)
PICTURE = Picture(png(40, 30), "image/png")


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


def test_a_white_mask_is_black_around_the_region() -> None:
    mask = opened(white_mask(PICTURE, REGION))
    assert (mask.mode, mask.size, mask.getbbox()) == ("L", (40, 30), BOX)
    assert mask.crop(BOX).getextrema() == (255, 255)


def test_a_clear_mask_is_opaque_around_the_region() -> None:
    mask = opened(clear_mask(PICTURE, REGION))
    clear = mask.getchannel("A").point([255 - level for level in range(256)])
    assert (mask.mode, mask.size, clear.getbbox()) == ("RGBA", (40, 30), BOX)
    assert mask.crop(BOX).getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize("draw", [white_mask, clear_mask])
def test_what_cannot_be_read_has_no_mask(draw: type) -> None:
    with pytest.raises(ImageRejected):
        draw(Picture(PICTURE.body[:20], "image/png"), REGION)


def merged(box: Box, before_mode: str = "RGB", after_mode: str = "RGB") -> Image.Image:
    """White in a black picture of 200 x 100."""
    before = Image.new(before_mode, (200, 100), "black")
    after = Image.new(after_mode, (200, 100), "white")
    left, top, right, bottom = box
    region = Region(left / 200, top / 100, (right - left) / 200, (bottom - top) / 100)
    return only_within(before, after, region)


def test_around_a_region_no_pixel_changes_and_its_middle_is_new() -> None:
    box = (50, 20, 150, 80)
    made = merged(box)
    outside = made.copy()
    outside.paste("black", box)
    assert outside.getbbox() is None
    assert made.crop((60, 30, 140, 70)).getextrema() == ((255, 255),) * 3


def test_the_edge_of_a_region_is_soft() -> None:
    row = [merged((50, 20, 150, 80)).getpixel((x, 50)) for x in range(49, 62)]
    levels = [pixel[0] for pixel in row if isinstance(pixel, tuple)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0, 255)
    assert max(b - a for a, b in pairwise(levels)) < 80


@pytest.mark.parametrize("box", [(0, 0, 200, 100), (0, 0, 100, 100), (150, 0, 200, 40)])
def test_a_region_is_new_up_to_the_edge_of_the_picture(box: Box) -> None:
    made = merged(box)
    left, top, right, bottom = box
    corner = (0 if left == 0 else right - 1, 0 if top == 0 else bottom - 1)
    assert made.getpixel(corner) == (255, 255, 255)


@pytest.mark.parametrize("box", [(7, 7, 8, 8), (198, 0, 200, 3), (3, 3, 20, 5)])
def test_a_tiny_region_changes_too(box: Box) -> None:
    made = merged(box)
    assert made.getbbox() == box


@pytest.mark.parametrize(("before", "after"), [("RGBA", "RGB"), ("RGB", "RGBA"), ("RGBA", "RGBA")])
def test_whichever_has_an_alpha_channel_so_has_the_whole(before: str, after: str) -> None:
    assert merged((50, 20, 150, 80), before, after).mode == "RGBA"


def test_what_is_transparent_stays_so_around_a_region_and_its_edge_has_no_fringe() -> None:
    clear = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    made = only_within(clear, Image.new("RGB", (200, 100), "white"), Region(0.25, 0, 0.5, 1))
    assert made.getpixel((49, 50)) == (0, 0, 0, 0)
    assert made.getpixel((100, 50)) == (255, 255, 255, 255)
    edge = [made.getpixel((x, 50)) for x in range(50, 62)]
    seen = [pixel for pixel in edge if isinstance(pixel, tuple) and pixel[3]]
    assert len(seen) > 3
    assert {pixel[:3] for pixel in seen} == {(255, 255, 255)}


def test_the_same_picture_within_itself_is_itself() -> None:
    picture = Image.effect_noise((64, 64), 90).convert("RGB")
    made = only_within(picture, picture.copy(), REGION)
    assert ImageChops.difference(made, picture).getbbox() is None
