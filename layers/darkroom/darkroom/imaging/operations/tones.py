"""Filters that treat every pixel alike, wherever it is.

Matrices and transfer functions are those of the W3C's Filter Effects Module Level 1
(https://www.w3.org/TR/filter-effects-1/), so that a result looks as CSS would have shown it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, radians, sin
from typing import ClassVar

from PIL import Image, ImageOps
from pydantic import Field

from darkroom.imaging.operations.parameters import HexColor, Parameters, rgb
from darkroom.imaging.operations.registry import picture_filter
from darkroom.imaging.operations.strips import on_colors

Matrix = tuple[float, ...]
"""Three rows of what red, green, blue and one level give."""


class Nothing(Parameters):
    """No parameters."""


class Sepia(Parameters):
    amount: float = Field(1.0, ge=0, le=1, description="Share, 0 (as it was) to 1 (all sepia).")


class Brightness(Parameters):
    example: ClassVar = {"factor": 1.3}

    factor: float = Field(
        ge=0, le=10, description="Factor, 0 (black) to 10; 1 leaves it as it was."
    )


class Contrast(Parameters):
    example: ClassVar = {"factor": 1.5}

    factor: float = Field(
        ge=0, le=10, description="Factor, 0 (all grey) to 10; 1 leaves it as it was."
    )


class Saturation(Parameters):
    example: ClassVar = {"factor": 1.8}

    factor: float = Field(
        ge=0, le=10, description="Factor, 0 (no colour) to 10; 1 leaves it as it was."
    )


class Gamma(Parameters):
    example: ClassVar = {"gamma": 1.6}

    gamma: float = Field(
        ge=0.1, le=10, description="Exponent, 0.1 to 10: above 1 lightens the middle tones."
    )


class Hue(Parameters):
    example: ClassVar = {"angle": 120}

    angle: float = Field(ge=-360, le=360, description="Degrees round the circle, -360 to 360.")


class Temperature(Parameters):
    example: ClassVar = {"warmth": 0.5}

    warmth: float = Field(
        ge=-1,
        le=1,
        description="From -1 (cool, as in shade) to 1 (warm, as by lamplight).",
    )


class Posterize(Parameters):
    example: ClassVar = {"bits": 2}

    bits: int = Field(ge=1, le=8, description="Bits kept of each channel, 1 to 8 (as it was).")


class Solarize(Parameters):
    threshold: int = Field(
        128, ge=0, le=255, description="Level, 0 to 255, from which on channels are inverted."
    )


class Duotone(Parameters):
    shadows: HexColor = Field("#1b1464", description="What black becomes: `#rrggbb`.")
    highlights: HexColor = Field("#f7d794", description="What white becomes: `#rrggbb`.")


@picture_filter("grayscale", Nothing)
def grayscale(image: Image.Image, _: Nothing) -> Image.Image:
    """Take the colours away."""
    return on_colors(image, lambda part: part.convert("L").convert("RGB"))


@picture_filter("sepia", Sepia)
def sepia(image: Image.Image, wanted: Sepia) -> Image.Image:
    """Give it the brown of an old print."""
    brown = (0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0)
    return _mixed(image, _towards(brown, wanted.amount))


@picture_filter("invert", Nothing)
def invert(image: Image.Image, _: Nothing) -> Image.Image:
    """Turn it into its negative."""
    return on_colors(image, ImageOps.invert)


@picture_filter("brightness", Brightness)
def brightness(image: Image.Image, wanted: Brightness) -> Image.Image:
    """Multiply all levels."""
    return _curved(image, lambda level: level * wanted.factor)


@picture_filter("contrast", Contrast)
def contrast(image: Image.Image, wanted: Contrast) -> Image.Image:
    """Move all levels away from the middle, or towards it."""
    return _curved(image, lambda level: (level - 127.5) * wanted.factor + 127.5)


@picture_filter("saturation", Saturation)
def saturation(image: Image.Image, wanted: Saturation) -> Image.Image:
    """Make the colours stronger or weaker."""
    gray = (0.213, 0.715, 0.072, 0) * 3
    return _mixed(image, _towards(gray, 1 - wanted.factor))


@picture_filter("gamma", Gamma)
def gamma(image: Image.Image, wanted: Gamma) -> Image.Image:
    """Lighten or darken the middle tones; black and white stay."""
    return _curved(image, lambda level: 255 * (level / 255) ** (1 / wanted.gamma))


@picture_filter("hue", Hue)
def hue(image: Image.Image, wanted: Hue) -> Image.Image:
    """Turn all colours round the circle; greys stay."""
    c, s = cos(radians(wanted.angle)), sin(radians(wanted.angle))
    red = (0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715,
           0.072 - c * 0.072 + s * 0.928)  # fmt: skip
    green = (0.213 - c * 0.213 + s * 0.143, 0.715 + c * 0.285 + s * 0.140,
             0.072 - c * 0.072 - s * 0.283)  # fmt: skip
    blue = (0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715,
            0.072 + c * 0.928 + s * 0.072)  # fmt: skip
    return _mixed(image, (*red, 0, *green, 0, *blue, 0))


@picture_filter("temperature", Temperature)
def temperature(image: Image.Image, wanted: Temperature) -> Image.Image:
    """Make the light warmer or cooler; a grey keeps its lightness."""
    red, blue = 1 + 0.3 * wanted.warmth, 1 - 0.3 * wanted.warmth
    same = 0.213 * red + 0.715 + 0.072 * blue
    red, green, blue = red / same, 1 / same, blue / same
    return _mixed(image, (red, 0, 0, 0, 0, green, 0, 0, 0, 0, blue, 0))


@picture_filter("posterize", Posterize)
def posterize(image: Image.Image, wanted: Posterize) -> Image.Image:
    """Keep few levels, as a poster is printed."""
    steps = 2**wanted.bits - 1
    kept = 8 - wanted.bits
    return _curved(image, lambda level: round((int(level) >> kept) * 255 / steps))


@picture_filter("solarize", Solarize)
def solarize(image: Image.Image, wanted: Solarize) -> Image.Image:
    """Invert what is light, as light let into a darkroom does."""
    return _curved(image, lambda level: 255 - level if level >= wanted.threshold else level)


@picture_filter("duotone", Duotone)
def duotone(image: Image.Image, wanted: Duotone) -> Image.Image:
    """Print it in two colours, one for the shadows and one for the highlights."""
    shadows, highlights = rgb(wanted.shadows), rgb(wanted.highlights)
    return on_colors(image, lambda part: ImageOps.colorize(part.convert("L"), shadows, highlights))


def _curved(image: Image.Image, curve: Callable[[float], float]) -> Image.Image:
    """Every channel by the same curve from level to level."""
    levels = [max(0, min(255, int(curve(level) + 0.5))) for level in range(256)]
    return on_colors(image, lambda part: part.point(levels * 3))


def _mixed(image: Image.Image, matrix: Matrix) -> Image.Image:
    return on_colors(image, lambda part: part.convert("RGB", matrix))


def _towards(matrix: Matrix, share: float) -> Matrix:
    """Between leaving colours as they are (0) and the matrix (1); below 0 away from it."""
    same = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)
    return tuple(a + (b - a) * share for a, b in zip(same, matrix, strict=True))
