"""Colours as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain.colors import Color

channels = st.integers(0, 255)


@settings(deadline=None)
@given(channels, channels, channels)
def test_a_colour_is_read_back_as_it_was_written(red: int, green: int, blue: int) -> None:
    color = Color(red, green, blue, 0.5)
    assert Color.from_hex(color.hex, 0.5) == color


@pytest.mark.parametrize(
    ("color", "written"),
    [
        (Color(0, 0, 0, 1), "#000000"),
        (Color(255, 255, 255, 1), "#ffffff"),
        (Color(1, 2, 10, 1), "#01020a"),
    ],
)
def test_a_colour_is_written_with_two_digits_a_channel(color: Color, written: str) -> None:
    assert color.hex == written


def test_capitals_are_read_too() -> None:
    assert Color.from_hex("#FF00Aa", 1) == Color(255, 0, 170, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#",
        "#fff",
        "#ffffff0",
        "#ffffff\n",
        "ffffff",
        "#fffff",
        "#gggggg",
        "#ff ff ",
        "# ffff ",
        "#-1-1-1",
        "#\u0661\u0661\u0661\u0661\u0661\u0661",
        "#\uff46fffff",
        "red",
        "0xffffff",
    ],
)
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="rrggbb"):
        Color.from_hex(text, 1)
