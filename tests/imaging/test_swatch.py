"""A palette as a picture."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageFont

from darkroom.domain.colors import Color, Palette
from darkroom.imaging.swatch import swatch
from tests.imaging.leaks import leaks


def palette_of(count: int) -> Palette:
    chance = Random(count)
    return tuple(
        Color(chance.randrange(256), chance.randrange(256), chance.randrange(256), 1 / count)
        for _ in range(count)
    )


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    assert image.format == "PNG"
    return image.convert("RGB")


@pytest.mark.parametrize("count", [1, 2, 7, 16])
def test_shows_every_colour_as_wide_as_the_others_exactly_as_it_is(count: int) -> None:
    palette = palette_of(count)
    card = opened(swatch(palette))
    assert card.size == (120 * count, 160)
    for number, color in enumerate(palette):
        for x in (number * 120, number * 120 + 119):
            assert {card.getpixel((x, y)) for y in range(160)} == {color.rgb}


@pytest.mark.parametrize("count", [1, 5, 16])
def test_is_a_small_file_without_metadata(count: int) -> None:
    data = swatch(palette_of(count))
    assert len(data) < 20_000
    assert leaks(data, "png") == []


def test_writes_on_each_colour_in_what_reads_best_on_it() -> None:
    card = opened(swatch((Color(250, 250, 200, 0.5), Color(20, 20, 60, 0.5))))
    on_light, on_dark = (card.crop((left, 0, left + 120, 160)) for left in (0, 120))
    for part, text in ((on_light, (0, 0, 0)), (on_dark, (255, 255, 255))):
        colors = {color for _, color in part.getcolors(256) or []}
        assert text in colors
    assert (255, 255, 255) not in {color for _, color in on_light.getcolors(256) or []}


def test_the_same_palette_gives_the_same_file() -> None:
    assert swatch(palette_of(5)) == swatch(palette_of(5))


def test_without_a_font_there_are_colours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(size: float | None = None) -> ImageFont.FreeTypeFont:
        raise ImportError("The _imagingft C module is not installed")

    monkeypatch.setattr(ImageFont, "load_default", missing)
    palette = palette_of(3)
    card = opened(swatch(palette))
    assert {color for _, color in card.getcolors(256) or []} == {color.rgb for color in palette}
