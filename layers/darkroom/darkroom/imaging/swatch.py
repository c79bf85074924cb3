"""A palette as a picture."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from darkroom.domain.colors import Color, Palette

_WIDTH, _HEIGHT = 120, 160
_MARGIN = 14
_FONT_SIZE = 20
_LEVELS = 16
"""From a colour to its text's, for smooth letters: of 16 colours, all that a PNG of 8 bits has."""


def swatch(palette: Palette) -> bytes:
    """A PNG of 1 to 16 colours side by side, 120 by 160 pixels each whatever their proportions, as
    on a designer's card. Each has its hex on it; a Pillow without FreeType leaves that out."""
    size = (_WIDTH * len(palette), _HEIGHT)
    text, ground = Image.new("L", size), Image.new("L", size)
    draw, font = ImageDraw.Draw(text), _font()
    for number, color in enumerate(palette):
        left = number * _WIDTH
        ground.paste(number * _LEVELS, (left, 0, left + _WIDTH, _HEIGHT))
        if font:
            foot = (left + _WIDTH / 2, _HEIGHT - _MARGIN)
            draw.text(foot, color.hex, fill=255, font=font, anchor="ms")
    step = 255 // (_LEVELS - 1)
    letters = text.point([round(level / step) for level in range(256)])
    card = Image.frombytes("P", size, ImageChops.add(ground, letters).tobytes())
    card.putpalette(bytes(level for color in palette for level in _towards_its_text(color)))
    out = BytesIO()
    card.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _towards_its_text(color: Color) -> list[int]:
    """Red, green and blue of every step from the colour to its text's."""
    text = ImageColor.getrgb(color.text_color)
    last = _LEVELS - 1
    return [
        round(channel + (of_text - channel) * step / last)
        for step in range(_LEVELS)
        for channel, of_text in zip(color.rgb, text[:3], strict=True)
    ]


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont | None:
    try:
        return ImageFont.load_default(_FONT_SIZE)
    except ImportError:
        return None
