"""Mixing colours, and laying a ramp of them over a field."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

Rgb = tuple[int, int, int]
Stops = Sequence[tuple[float, Rgb]]
"""Places 0..1, rising, with the colour that is there."""

WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
_LEVELS = 512
_REPEATS = 65536 // _LEVELS


def ink(value: int) -> Rgb:
    """The colour that is written 0xrrggbb."""
    red, green, blue = value.to_bytes(3)
    return red, green, blue


def mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`share` 0 is `a`, 1 is `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def shade(color: Rgb, strength: float) -> Rgb:
    """Darker below 0 (-1 is black), lighter above it (1 is white)."""
    return mix(color, WHITE if strength > 0 else BLACK, abs(strength))


def lit(color: Rgb, light: Rgb) -> Rgb:
    """What a thing of that colour shows in that light."""
    red, green, blue = (round(x * y / 255) for x, y in zip(color, light, strict=True))
    return red, green, blue


def brightness(color: Rgb) -> float:
    """Luma of ITU-R BT.601, 0..255: what Pillow's mode L holds."""
    return (299 * color[0] + 587 * color[1] + 114 * color[2]) / 1000


def spread(colors: Sequence[Rgb]) -> list[tuple[float, Rgb]]:
    """The colours as stops at equal distances."""
    last = max(1, len(colors) - 1)
    return [(place / last, color) for place, color in enumerate(colors)]


def at(stops: Stops, place: float) -> Rgb:
    """The colour of a ramp at 0..1, eased between its stops."""
    before = stops[0]
    for after in stops:
        if place <= after[0]:
            width = after[0] - before[0]
            share = (place - before[0]) / width if width > 0 else 1.0
            return mix(before[1], after[1], share * share * (3 - 2 * share))
        before = after
    return before[1]


def fall(size: tuple[int, int], stops: Stops) -> Image.Image:
    """A gradient from the top to the bottom; RGB."""
    height = size[1]
    column = Image.new("RGB", (1, height))
    column.putdata([at(stops, row / max(1, height - 1)) for row in range(height)])
    return column.resize(size, Image.Resampling.NEAREST)


def colored(field: Image.Image, stops: Stops) -> Image.Image:
    """A field (F, 0..1) through a ramp of colours, without steps; RGB."""
    whole = field.point(lambda value: value * 65535 + 0).convert("I")
    table = [at(stops, level / (_LEVELS - 1)) for level in range(_LEVELS)]
    channels = [
        whole.point([color[index] for color in table for _ in range(_REPEATS)], "L")
        for index in range(3)
    ]
    return Image.merge("RGB", channels)
