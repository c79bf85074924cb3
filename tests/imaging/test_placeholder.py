"""ThumbHash: what is decoded from it resembles what was put in."""

from __future__ import annotations

import base64

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from darkroom.imaging.placeholder import thumbhash
from infra.local.photos import scene
from tests.imaging.samples import BLUE, RED
from tests.imaging.thumbhashes import decoded


def likeness(image: Image.Image) -> float:
    """Mean difference in levels between a blurred image and what its hash shows."""
    shown = decoded(thumbhash(image)).convert("RGB")
    return max(ImageStat.Stat(ImageChops.difference(blurred(image, shown.size), shown)).mean)


def blurred(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    small = image.convert("RGB").resize(size, Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(2.5))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [(320, 240), (240, 320), (300, 300), (400, 260)])
def test_decodes_to_a_picture_that_resembles_the_photo(seed: int, size: tuple[int, int]) -> None:
    assert likeness(scene(seed, size)) < 16


def test_does_not_resemble_another_photo() -> None:
    """The measure tells pictures apart: upside down is another picture."""
    image = scene(1, (320, 240))
    shown = decoded(thumbhash(image.transpose(Image.Transpose.FLIP_TOP_BOTTOM))).convert("RGB")
    other = blurred(image, shown.size)
    assert max(ImageStat.Stat(ImageChops.difference(other, shown)).mean) > 30


def test_a_plain_image_decodes_to_its_colour() -> None:
    shown = decoded(thumbhash(Image.new("RGB", (50, 30), (200, 100, 50))))
    assert shown.getpixel((16, 9)) == pytest.approx((200, 100, 50, 255), abs=6)


def test_left_and_right_stay_where_they_are() -> None:
    image = Image.new("RGB", (60, 40), RED)
    image.paste(BLUE, (30, 0, 60, 40))
    shown = decoded(thumbhash(image))
    left, right = shown.getpixel((4, 10)), shown.getpixel((27, 10))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] - left[2] > 150
    assert right[2] - right[0] > 150


def test_transparency_is_in_it() -> None:
    image = Image.new("RGBA", (40, 40), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (20, 0, 40, 40))
    shown = decoded(thumbhash(image))
    assert shown.getpixel((4, 16))[3] > 200  # type: ignore[index]
    assert shown.getpixel((28, 16))[3] < 55  # type: ignore[index]


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (200, 200), (300, 200)])
def test_the_shape_is_in_it(size: tuple[int, int]) -> None:
    shown = decoded(thumbhash(scene(2, size)))
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=0.25)


@pytest.mark.parametrize("size", [(1, 1), (1, 200), (200, 1), (2, 3)])
def test_the_smallest_images_have_one(size: tuple[int, int]) -> None:
    assert decoded(thumbhash(Image.new("RGB", size, RED))).getpixel((0, 0)) == pytest.approx(
        (255, 0, 0, 255), abs=6
    )


def test_is_short() -> None:
    assert len(base64.b64decode(thumbhash(scene(1, (320, 240))))) <= 25
