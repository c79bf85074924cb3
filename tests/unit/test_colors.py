"""Colours as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain.colors import Color, PaletteType

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


def test_a_colour_tells_its_channels() -> None:
    assert Color(1, 2, 3, 0.5).rgb == (1, 2, 3)


@pytest.mark.parametrize(
    ("text", "hsv"),
    [
        ("#000000", (0, 0, 0)),
        ("#ffffff", (0, 0, 1)),
        ("#ff0000", (0, 1, 1)),
        ("#00ff00", (120, 1, 1)),
        ("#663399", (270, 0.6667, 0.6)),
        ("#ff0001", (359.8, 1, 1)),
    ],
)
def test_hue_is_in_degrees_saturation_and_value_are_shares(
    text: str, hsv: tuple[float, float, float]
) -> None:
    assert Color.from_hex(text, 1).hsv == hsv


@settings(deadline=None)
@given(channels, channels, channels)
def test_a_hue_is_always_less_than_a_full_turn(red: int, green: int, blue: int) -> None:
    hue, saturation, value = Color(red, green, blue, 1).hsv
    assert 0 <= hue < 360
    assert 0 <= saturation <= 1
    assert 0 <= value <= 1


def test_a_colour_has_the_nearest_name() -> None:
    assert Color.from_hex("#ff6346", 1).name == "tomato"


@pytest.mark.parametrize(
    ("text", "text_color", "contrast"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#000000", 21),
        ("#ff0000", "#000000", 5.25),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#000000", 15.3),
        ("#808080", "#000000", 5.31),
        ("#767676", "#000000", 4.62),
        ("#757575", "#ffffff", 4.6),
        ("#663399", "#ffffff", 8.4),
    ],
)
def test_text_on_a_colour_is_black_or_white_whichever_reads_better(
    text: str, text_color: str, contrast: float
) -> None:
    color = Color.from_hex(text, 1)
    assert (color.text_color, color.contrast) == (text_color, contrast)


@settings(deadline=None)
@given(channels, channels, channels)
def test_text_is_never_hard_to_read(red: int, green: int, blue: int) -> None:
    """Of black and white, one always has the 4.5 of WCAG's level AA."""
    assert 4.5 <= Color(red, green, blue, 1).contrast <= 21


@settings(deadline=None)
@given(channels, channels, channels)
def test_contrast_is_never_rounded_up(red: int, green: int, blue: int) -> None:
    color = Color(red, green, blue, 1)
    text = Color.from_hex(color.text_color, 1)
    lighter, darker = sorted((color.luminance, text.luminance), reverse=True)
    assert 0 <= (lighter + 0.05) / (darker + 0.05) - color.contrast + 1e-9 < 0.0101


def test_there_are_three_types_of_palettes() -> None:
    assert [*PaletteType] == ["dominant", "vibrant", "muted"]
