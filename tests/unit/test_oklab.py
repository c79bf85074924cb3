"""OKLab, and the bins that colours are searched by."""

from __future__ import annotations

from math import dist
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain.colors import Color
from darkroom.domain.oklab import (
    Rgb,
    bin_of,
    bins_near,
    distance,
    encoded,
    lab_of,
    linear_levels,
    to_lab,
    to_linear,
    to_rgb,
)

channels = st.integers(0, 255)
rgbs = st.tuples(channels, channels, channels)
EVERY_BIN = bins_near(Color(128, 128, 128, 1), 2)


def color(rgb: Rgb) -> Color:
    return Color(*rgb, 1.0)


@pytest.mark.parametrize(
    ("rgb", "place"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((255, 255, 255), (1, 0, 0)),
        ((255, 0, 0), (0.62796, 0.22486, 0.12585)),
        ((0, 255, 0), (0.86644, -0.23389, 0.17950)),
        ((0, 0, 255), (0.45201, -0.03246, -0.31153)),
        ((0, 128, 0), (0.51975, -0.14030, 0.10768)),
    ],
)
def test_known_colours_lie_where_they_should(rgb: Rgb, place: tuple[float, ...]) -> None:
    """Of red, green and blue as everybody computes them; of `green`, CSS Color 4."""
    assert to_lab(rgb) == pytest.approx(place, abs=2e-5)


@settings(deadline=None)
@given(rgbs)
def test_there_and_back_is_exact(rgb: Rgb) -> None:
    assert to_rgb(to_lab(rgb)) == rgb


def test_there_and_back_is_exact_all_along_the_edges() -> None:
    for level in range(256):
        for low, high in ((0, 255), (255, 0), (0, 0), (255, 255)):
            for rgb in ((level, low, high), (low, level, high), (low, high, level)):
                assert to_rgb(to_lab(rgb)) == rgb


def test_a_level_is_encoded_as_it_was() -> None:
    assert [round(255 * encoded(light)) for light in linear_levels()] == list(range(256))
    assert (encoded(-0.1), encoded(1.1)) == (0, 1)


def test_what_srgb_has_not_is_light_outside_of_it() -> None:
    assert min(to_linear(lab_of(color((0, 0, 255)))._replace(b=-0.4))) < 0


@settings(deadline=None)
@given(rgbs, rgbs)
def test_distance_is_the_same_either_way(one: Rgb, other: Rgb) -> None:
    between = distance(color(one), color(other))
    assert between == distance(color(other), color(one)) == dist(to_lab(one), to_lab(other))
    assert (between == 0) == (one == other)


# Bins


def test_a_bin_is_two_letters_that_no_hex_number_has() -> None:
    assert len(EVERY_BIN) == 141
    assert all(len(code) == 2 and code.isascii() and code.isalpha() for code in EVERY_BIN)
    assert not set("".join(EVERY_BIN)) & set("0123456789abcdefABCDEF")


def test_no_two_bins_have_one_code() -> None:
    assert len(set(EVERY_BIN)) == len(EVERY_BIN)
    chance = Random(1)
    cells: dict[str, set[tuple[int, ...]]] = {}
    for _ in range(20_000):
        some = color((chance.randrange(256), chance.randrange(256), chance.randrange(256)))
        lightness, a, b = lab_of(some)
        cell = (min(9, int(lightness * 10)), int(a * 10 + 2.5), int(b * 10 + 3.5))
        cells.setdefault(bin_of(some), set()).add(cell)
    assert {len(each) for each in cells.values()} == {1}


@pytest.mark.parametrize(
    ("rgb", "code"),
    [
        ((0, 0, 0), "gv"),
        ((255, 255, 255), "pv"),
        ((128, 128, 128), "lv"),
        ((255, 0, 0), "mO"),
        ((0, 255, 0), "ol"),
        ((0, 0, 255), "ks"),
        ((12, 34, 56), "iv"),
    ],
)
def test_a_code_that_rows_keep_never_changes(rgb: Rgb, code: str) -> None:
    assert bin_of(color(rgb)) == code


def test_every_colour_has_one_of_the_known_bins() -> None:
    every = set(EVERY_BIN)
    levels = range(0, 256, 15)
    assert {bin_of(color((r, g, b))) for r in levels for g in levels for b in levels} <= every
    assert {bin_of(color((0, g, b))) for g in range(0, 256, 3) for b in range(256)} <= every


def test_all_greys_of_one_lightness_are_in_one_bin() -> None:
    assert len({bin_of(color((level, level, level))) for level in range(256)}) == 10


@settings(deadline=None, max_examples=300)
@given(rgbs, rgbs)
def test_what_is_within_the_tolerance_is_in_a_bin_near(one: Rgb, other: Rgb) -> None:
    tolerance = distance(color(one), color(other))
    assert bin_of(color(other)) in bins_near(color(one), tolerance)


@settings(deadline=None, max_examples=300)
@given(rgbs, st.tuples(*[st.integers(-12, 12)] * 3), st.floats(0, 0.2))
def test_what_is_close_is_in_a_bin_near(
    one: Rgb, steps: tuple[int, int, int], tolerance: float
) -> None:
    red, green, blue = (
        min(255, max(0, level + step)) for level, step in zip(one, steps, strict=True)
    )
    other = color((red, green, blue))
    if distance(color(one), other) <= tolerance:
        assert bin_of(other) in bins_near(color(one), tolerance)


@settings(deadline=None)
@given(rgbs, st.floats(0, 0.3), st.floats(0, 0.3))
def test_a_larger_tolerance_has_all_bins_of_a_smaller_one(
    rgb: Rgb, one: float, other: float
) -> None:
    small, large = (set(bins_near(color(rgb), each)) for each in sorted((one, other)))
    assert bin_of(color(rgb)) in small
    assert small <= large


@settings(deadline=None)
@given(rgbs, st.floats(0, 0.3))
def test_bins_are_sorted(rgb: Rgb, tolerance: float) -> None:
    found = bins_near(color(rgb), tolerance)
    assert found == sorted(found)


def test_without_tolerance_a_colour_inside_a_cell_has_one_bin() -> None:
    assert bins_near(Color(118, 118, 118, 1), 0.01) == ["lv"]
