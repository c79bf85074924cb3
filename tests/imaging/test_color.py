"""To sRGB: wide gamuts, grey and print are converted, sRGB is left alone, nonsense is ignored."""

from __future__ import annotations

import pytest
from PIL import Image, ImageCms

from darkroom.imaging.color import to_srgb
from tests.imaging.profiles import (
    DISPLAY_P3,
    SRGB,
    cmyk_profile_with_red_cyan,
    gray_profile,
    rgb_profile,
)
from tests.imaging.samples import TYPES, encoded, picture

P3_FOR_SRGB_RED = (234, 51, 35)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_wide_gamut_photo_keeps_its_colours(file_format: str) -> None:
    options = {"quality": 100} if file_format != "PNG" else {}
    data = encoded(
        Image.new("RGB", (32, 32), P3_FOR_SRGB_RED),
        file_format,
        icc_profile=rgb_profile(DISPLAY_P3),
        **options,
    )
    seen = picture(data, TYPES[file_format]).getpixel((16, 16))
    assert seen == pytest.approx((255, 0, 0), abs=8)


def test_colours_outside_srgb_become_the_nearest_inside() -> None:
    greenest = Image.new("RGB", (8, 8), (0, 255, 0))
    data = encoded(greenest, "PNG", icc_profile=rgb_profile(DISPLAY_P3))
    assert picture(data).getpixel((4, 4)) == pytest.approx((0, 255, 0), abs=2)


def test_conversion_keeps_transparency() -> None:
    image = Image.new("RGBA", (8, 8), (*P3_FOR_SRGB_RED, 100))
    made = picture(encoded(image, "PNG", icc_profile=rgb_profile(DISPLAY_P3)))
    assert made.getpixel((4, 4)) == pytest.approx((255, 0, 0, 100), abs=3)


def test_grey_is_converted_with_its_own_gamma() -> None:
    image = Image.new("L", (8, 8), 128)
    made = picture(encoded(image, "PNG", icc_profile=gray_profile(1.0)))
    assert made.getpixel((4, 4)) == pytest.approx((188, 188, 188), abs=2)


def test_grey_with_transparency_keeps_it() -> None:
    image = Image.new("LA", (8, 8), (128, 60))
    made = picture(encoded(image, "PNG", icc_profile=gray_profile(1.0)))
    assert made.getpixel((4, 4)) == pytest.approx((188, 188, 188, 60), abs=2)


def test_print_colours_are_converted_with_the_profile_of_the_press() -> None:
    image = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    data = encoded(image, "JPEG", quality=100, icc_profile=cmyk_profile_with_red_cyan())
    red, green, blue = picture(data, "image/jpeg").getpixel((8, 8))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


def test_print_colours_without_a_profile_are_still_colours() -> None:
    data = encoded(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=100)
    assert picture(data, "image/jpeg").getpixel((8, 8)) == pytest.approx((0, 255, 255), abs=2)


@pytest.mark.parametrize("name", ["sRGB", "sRGB IEC61966-2.1", "sRGB built-in"])
def test_an_image_in_srgb_is_left_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object, **__: object) -> None:
        pytest.fail("a transform was built")

    monkeypatch.setattr(ImageCms, "ImageCmsTransform", build)
    image = Image.new("RGB", (4, 4), (1, 2, 3))
    assert to_srgb(image, rgb_profile(SRGB, name)) is image


def test_a_profile_that_is_srgb_by_another_name_changes_nothing() -> None:
    image = Image.new("RGB", (4, 4), (10, 120, 230))
    converted = to_srgb(image, rgb_profile(SRGB, "Monitor"))
    assert converted.getpixel((0, 0)) == pytest.approx((10, 120, 230), abs=1)


@pytest.mark.parametrize(
    "profile",
    [b"", b"nonsense", b"\0" * 500, rgb_profile()[:200], rgb_profile()[:-40], gray_profile(1.8)],
    ids=["empty", "text", "zeros", "a stump", "a short one", "for grey"],
)
def test_a_useless_profile_is_ignored(profile: bytes) -> None:
    image = Image.new("RGB", (8, 8), (200, 30, 60))
    made = picture(encoded(image, "PNG", icc_profile=profile or None))
    assert made.getpixel((4, 4)) == (200, 30, 60)


def test_a_colour_profile_on_a_grey_image_is_ignored() -> None:
    image = Image.new("L", (8, 8), 99)
    made = picture(encoded(image, "JPEG", icc_profile=rgb_profile()), "image/jpeg")
    assert made.getpixel((4, 4)) == (99, 99, 99)
