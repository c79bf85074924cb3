"""A picture in the colours of a palette."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from darkroom.domain.colors import Color
from darkroom.domain.oklab import Lab, Rgb, lab_of, to_lab
from darkroom.imaging.recolor import recolor
from infra.local.photos import scene

channels = st.integers(0, 255)
rgbs = st.tuples(channels, channels, channels)
palettes = st.lists(rgbs, min_size=1, max_size=16)
DUSK: list[Rgb] = [
    (27, 27, 58),
    (105, 54, 104),
    (167, 68, 130),
    (248, 74, 167),
    (255, 214, 238),
]
SEA: list[Rgb] = [(10, 30, 60), (30, 90, 120), (240, 200, 150)]
SEPIA: list[Rgb] = [(112, 66, 20)]
EARTH: list[Rgb] = [(61, 43, 31), (150, 75, 0), (85, 107, 47), (222, 184, 135)]
NEON: list[Rgb] = [(255, 255, 0), (0, 0, 255), (255, 0, 0)]
LEAST_SEEN = 0.012
"""In lightness: levels of 8 bits, and what lies between the nodes, in the darks."""


def colors_of(rgbs: list[Rgb]) -> list[Color]:
    return [Color(*rgb, 1 / len(rgbs)) for rgb in rgbs]


def row(pixels: list[Rgb]) -> Image.Image:
    return Image.frombytes("RGB", (len(pixels), 1), bytes(level for rgb in pixels for level in rgb))


def pixels_of(image: Image.Image) -> list[Rgb]:
    levels = image.convert("RGB").tobytes()
    return [(levels[at], levels[at + 1], levels[at + 2]) for at in range(0, len(levels), 3)]


def recolored(pixels: list[Rgb], palette: list[Rgb], strength: float = 1.0) -> list[Rgb]:
    return pixels_of(recolor(row(pixels), colors_of(palette), strength))


def places(pixels: list[Rgb]) -> list[Lab]:
    return [to_lab(pixel) for pixel in pixels]


GREYS: list[Rgb] = [(level, level, level) for level in range(256)]


# Strength


@settings(deadline=None, max_examples=30)
@given(st.lists(rgbs, min_size=1, max_size=20), palettes)
def test_without_strength_nothing_changes(pixels: list[Rgb], palette: list[Rgb]) -> None:
    assert recolored(pixels, palette, 0) == pixels


@pytest.mark.parametrize("strength", [0, 0.3, 1])
def test_leaves_the_picture_it_was_given_alone(strength: float) -> None:
    picture = row(GREYS)
    result = recolor(picture, colors_of(DUSK), strength)
    assert result is not picture
    assert pixels_of(picture) == GREYS


def test_a_little_strength_changes_little() -> None:
    before = pixels_of(scene(1, (40, 30)))
    after = recolored(before, SEA, 0.01)
    worst = max(
        abs(x - y) for a, b in zip(before, after, strict=True) for x, y in zip(a, b, strict=True)
    )
    assert worst <= 5


def test_more_strength_goes_further() -> None:
    pixels = pixels_of(scene(2, (40, 30)))
    goal = places(recolored(pixels, SEA, 1))

    def left(strength: float) -> float:
        now = places(recolored(pixels, SEA, strength))
        return sum(hypot(x.a - y.a, x.b - y.b) for x, y in zip(now, goal, strict=True))

    left_over = [left(strength) for strength in (0, 0.25, 0.5, 0.75, 1)]
    assert left_over == sorted(left_over, reverse=True)
    assert left_over[-1] == 0


# Colours


@pytest.mark.parametrize("palette", [DUSK, SEA, SEPIA, EARTH])
def test_the_hues_are_the_palettes(palette: list[Rgb]) -> None:
    """Of mid-greys, where sRGB has room for them."""
    result = places(recolored([(level, level, level) for level in (90, 120, 150)], palette))
    inks = [to_lab(rgb) for rgb in palette]
    for place in result:
        assert min(ink.a for ink in inks) - 0.01 <= place.a <= max(ink.a for ink in inks) + 0.01
        assert min(ink.b for ink in inks) - 0.01 <= place.b <= max(ink.b for ink in inks) + 0.01
        assert hypot(place.a, place.b) > 0.02


def test_darks_take_the_palettes_darks_and_lights_its_lights() -> None:
    dark, light = (20, 40, 110), (250, 215, 160)
    low, high = places(recolored([(45, 45, 45), (215, 215, 215)], [dark, light]))
    assert low.b < -0.05
    assert high.b > 0.04


def test_a_picture_in_its_own_colour_stays_as_it_is() -> None:
    for rgb in [(112, 66, 20), (60, 90, 140), (128, 128, 128), (200, 120, 130)]:
        (result,) = recolored([rgb], [rgb])
        assert result == pytest.approx(rgb, abs=4)


def test_greys_make_a_grey_picture() -> None:
    for red, green, blue in recolored(pixels_of(scene(1, (40, 30))), [(90, 90, 90)]):
        assert max(red, green, blue) - min(red, green, blue) <= 1


def test_black_and_white_stay() -> None:
    for palette in (DUSK, SEA, SEPIA, EARTH, NEON):
        assert recolored([(0, 0, 0), (255, 255, 255)], palette) == [(0, 0, 0), (255, 255, 255)]


# Lightness


@settings(deadline=None, max_examples=20)
@given(st.lists(rgbs, min_size=2, max_size=60), palettes, st.floats(0.01, 1))
def test_what_was_lighter_is_not_darker_afterwards(
    pixels: list[Rgb], palette: list[Rgb], strength: float
) -> None:
    after = places(recolored(pixels, palette, strength))
    for one, other in pairwise(zip(places(pixels), after, strict=True)):
        (before_one, after_one), (before_other, after_other) = sorted((one, other))
        if before_other.lightness - before_one.lightness > 0.12:
            assert after_one.lightness < after_other.lightness


@settings(deadline=None, max_examples=20)
@given(st.lists(rgbs, min_size=1, max_size=60), palettes, st.floats(0.01, 1))
def test_lightness_is_kept(pixels: list[Rgb], palette: list[Rgb], strength: float) -> None:
    after = places(recolored(pixels, palette, strength))
    for before, now in zip(places(pixels), after, strict=True):
        # The levels of 8 bits are far apart in the darkest tenth: black and (1, 1, 1) by 0.07.
        allowed = LEAST_SEEN if before.lightness > 0.25 else 0.075
        assert abs(now.lightness - before.lightness) < allowed


@settings(deadline=None, max_examples=20)
@given(palettes)
def test_a_gradient_still_rises(palette: list[Rgb]) -> None:
    lightness = [place.lightness for place in places(recolored(GREYS, palette))]
    assert all(one <= other + 0.006 for one, other in pairwise(lightness))


# Smoothness


@pytest.mark.parametrize("strength", [0.5, 1])
@pytest.mark.parametrize("palette", [DUSK, SEA, SEPIA, EARTH, NEON])
def test_a_gradient_keeps_its_levels_and_has_no_edge(palette: list[Rgb], strength: float) -> None:
    result = recolored(GREYS, palette, strength)
    steps = [
        max(abs(x - y) for x, y in zip(one, other, strict=True)) for one, other in pairwise(result)
    ]
    assert len(set(result)) >= 250
    assert max(steps) <= (12 if palette is NEON else 6)


def test_a_gradient_between_two_colours_has_no_edge_either() -> None:
    ramp: list[Rgb] = [(level, 40, 255 - level) for level in range(256)]
    result = recolored(ramp, EARTH)
    steps = [
        max(abs(x - y) for x, y in zip(one, other, strict=True)) for one, other in pairwise(result)
    ]
    assert max(steps) <= 4


# Pictures


@pytest.mark.parametrize("strength", [0, 0.5, 1])
def test_alpha_is_untouched(strength: float) -> None:
    picture = scene(1, (64, 48)).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize((64, 48)))
    result = recolor(picture, colors_of(DUSK), strength)
    assert (result.mode, result.size) == ("RGBA", (64, 48))
    assert result.getchannel("A").tobytes() == picture.getchannel("A").tobytes()
    opaque = recolor(picture.convert("RGB"), colors_of(DUSK), strength)
    assert result.convert("RGB").tobytes() == opaque.tobytes()


def test_the_same_every_time() -> None:
    picture = scene(1, (64, 48))
    once, again = (recolor(picture, colors_of(DUSK), 0.7).tobytes() for _ in range(2))
    assert once == again


def test_proportions_and_order_do_not_matter() -> None:
    picture = scene(1, (64, 48))
    there = recolor(picture, [Color(*SEA[0], 0.9), Color(*SEA[1], 0.1)], 1)
    back = recolor(picture, [Color(*SEA[1], 0.5), Color(*SEA[0], 0.5)], 1)
    assert there.tobytes() == back.tobytes()


def test_a_recoloured_photo_is_nearer_to_the_palette() -> None:
    before = pixels_of(scene(0, (40, 30)))
    inks = [lab_of(color) for color in colors_of(DUSK)]

    def away(pixels: list[Rgb]) -> float:
        return sum(
            min(hypot(place.a - ink.a, place.b - ink.b) for ink in inks) for place in places(pixels)
        )

    assert away(recolored(before, DUSK)) < 0.5 * away(before)
