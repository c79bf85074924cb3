"""The palettes of a file."""

from __future__ import annotations

import pytest
from PIL import Image

from darkroom.domain import errors
from darkroom.domain.colors import Color, PaletteType
from darkroom.domain.limits import Limits
from darkroom.domain.oklab import distance
from darkroom.imaging.palette import extract_palette, palettes_of
from infra.local.photos import photo, scene
from tests.imaging.conftest import Decodes
from tests.imaging.profiles import rgb_profile
from tests.imaging.samples import BLUE, LIMITS, RED, TYPES, WHITE, animated, encoded, plain

KINDS = tuple(PaletteType)


@pytest.mark.parametrize("file_format", sorted(TYPES))
def test_every_type_of_file_has_palettes(file_format: str) -> None:
    data = photo(1, size=(200, 150), file_format=file_format)
    found = palettes_of(data, TYPES[file_format], KINDS, 5, limits=LIMITS)
    assert [len(found[kind]) for kind in KINDS] == [5, 5, 5]
    expected = extract_palette(scene(1, (200, 150)))
    for color in found[PaletteType.DOMINANT]:
        assert min(distance(color, each) for each in expected) < 0.08


@pytest.mark.parametrize("file_format", sorted(TYPES))
def test_a_file_of_one_colour_has_one(file_format: str) -> None:
    found = palettes_of(plain(file_format, (90, 60)), TYPES[file_format], KINDS, 5, limits=LIMITS)
    for (only,) in found.values():
        assert distance(only, Color(200, 30, 60, 1)) < 0.02
        assert only.proportion == 1


def test_only_what_was_asked_for() -> None:
    found = palettes_of(plain("PNG"), "image/png", [PaletteType.MUTED], 3, limits=LIMITS)
    assert found == {PaletteType.MUTED: (Color(200, 30, 60, 1.0),)}


@pytest.mark.parametrize("file_format", ["PNG", "GIF"])
def test_a_large_flat_picture_is_told_exactly(file_format: str) -> None:
    flag = Image.new("RGB", (1013, 777), WHITE)
    flag.paste(RED, (100, 50, 413, 333))
    flag.paste(BLUE, (500, 350, 900, 701))
    data = encoded(flag, file_format)
    found = palettes_of(data, TYPES[file_format], KINDS, 5, limits=LIMITS)
    for palette in found.values():
        assert {color.rgb for color in palette} == {WHITE, RED, BLUE}


def test_a_jpeg_is_decoded_as_small_as_it_can_be(decodes: Decodes) -> None:
    flat = encoded(Image.new("RGB", (4000, 3000), RED), "JPEG")
    palettes_of(flat, "image/jpeg", KINDS, 5, limits=LIMITS)
    assert decodes == [("JPEG", (500, 375))]


def test_more_pixels_than_are_looked_at_one_by_one_are_averaged() -> None:
    flag = Image.new("RGB", (3000, 1500), WHITE)
    flag.paste(RED, (0, 0, 1000, 1500))
    found = palettes_of(encoded(flag, "PNG"), "image/png", KINDS, 2, limits=LIMITS)
    largest = found[PaletteType.DOMINANT][0]
    assert largest.rgb == WHITE
    assert largest.proportion == pytest.approx(0.667, abs=0.01)


def test_turning_and_profiles_are_honoured() -> None:
    data = photo(1, size=(120, 90), orientation=6, icc_profile=rgb_profile())
    bare = photo(1, size=(120, 90))
    turned, upright = (
        palettes_of(each, "image/jpeg", KINDS, 5, limits=LIMITS)[PaletteType.DOMINANT]
        for each in (data, bare)
    )
    assert len(turned) == len(upright) == 5
    assert turned != upright


def test_of_an_animation_the_first_frame_counts() -> None:
    data = animated("GIF", [RED, BLUE])
    found = palettes_of(data, "image/gif", [PaletteType.DOMINANT], 5, limits=LIMITS)
    assert found[PaletteType.DOMINANT] == (Color(*RED, 1.0),)


@pytest.mark.parametrize(
    ("data", "limits", "error"),
    [
        (b"not an image", LIMITS, errors.NotAnImage),
        (plain("GIF"), LIMITS, errors.TypeMismatch),
        (plain("PNG"), Limits(max_pixels=100), errors.TooManyPixels),
        (plain("PNG")[:60], LIMITS, errors.BrokenImage),
    ],
)
def test_refuses_what_development_refuses(
    data: bytes, limits: Limits, error: type[errors.ImageRejected]
) -> None:
    with pytest.raises(error):
        palettes_of(data, "image/png", KINDS, 5, limits=limits)
