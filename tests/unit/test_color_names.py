"""The names of colours."""

from __future__ import annotations

from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageColor

from darkroom.domain.color_names import NAMED_COLORS, nearest_name
from darkroom.domain.oklab import Rgb, to_lab

channels = st.integers(0, 255)
SECOND = {"aqua": "cyan", "fuchsia": "magenta"} | {
    name: name.replace("grey", "gray") for name in NAMED_COLORS if "grey" in name
}


def rgb_of(name: str) -> Rgb:
    red, green, blue = NAMED_COLORS[name].to_bytes(3)
    return red, green, blue


def test_these_are_the_148_names_of_css() -> None:
    assert NAMED_COLORS.keys() == ImageColor.colormap.keys()
    assert all(rgb_of(name) == ImageColor.getrgb(name) for name in NAMED_COLORS)
    assert len(NAMED_COLORS) == 148


@pytest.mark.parametrize("name", sorted(NAMED_COLORS))
def test_a_colour_that_has_a_name_gets_it(name: str) -> None:
    assert nearest_name(rgb_of(name)) == SECOND.get(name, name)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((254, 1, 1), "red"),
        ((1, 1, 1), "black"),
        ((250, 250, 249), "snow"),
        ((101, 52, 154), "rebeccapurple"),
        ((129, 127, 128), "gray"),
    ],
)
def test_any_other_gets_the_nearest(rgb: Rgb, name: str) -> None:
    assert nearest_name(rgb) == name


@settings(deadline=None)
@given(st.tuples(channels, channels, channels))
def test_no_other_name_is_nearer(rgb: Rgb) -> None:
    place = to_lab(rgb)
    name = nearest_name(rgb)
    assert dist(place, to_lab(rgb_of(name))) == min(
        dist(place, to_lab(rgb_of(each))) for each in NAMED_COLORS
    )
    assert name not in SECOND
