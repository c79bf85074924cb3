"""rotate and flip."""

from __future__ import annotations

from math import ceil, cos, radians, sin
from typing import ClassVar, Literal

from PIL import Image
from pydantic import Field

from darkroom.imaging.operations.parameters import (
    BACKGROUND,
    CLEAR,
    HexPaint,
    Parameters,
    Size,
    rgba,
)
from darkroom.imaging.operations.registry import Planned, operation
from darkroom.imaging.operations.strips import strips

_QUARTERS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
_HAIR = 1e-6
"""What rounding adds to a side that is whole."""


class Rotate(Parameters):
    example: ClassVar = {"angle": 12}

    angle: float = Field(
        ge=-360, le=360, description="Degrees clockwise, -360 to 360. Multiples of 90 lose nothing."
    )
    expand: bool = Field(
        True,  # noqa: FBT003 - a default, not an argument
        description="At any other angle: whether the picture grows to hold all of the turned one, "
        "or keeps its size.",
    )
    background: HexPaint = Field(CLEAR, description=BACKGROUND)


class Flip(Parameters):
    example: ClassVar = {"direction": "horizontal"}

    direction: Literal["horizontal", "vertical"] = Field(
        description="horizontal: left and right change places; vertical: top and bottom."
    )


def _quarter(wanted: Rotate) -> int | None:
    """0, 90, 180 or 270, or None for any other angle."""
    turned = wanted.angle % 360
    # A hair below 0 is 360 to a float.
    return int(turned) % 360 if turned % 90 == 0 else None


def _expanded(size: Size, angle: float) -> Size:
    """The box around a picture turned by `angle` degrees."""
    a, b = abs(cos(radians(angle))), abs(sin(radians(angle)))
    width, height = size
    return (
        max(1, ceil(width * a + height * b - _HAIR)),
        max(1, ceil(width * b + height * a - _HAIR)),
    )


def _plan(size: Size, wanted: Rotate) -> Planned:
    quarter = _quarter(wanted)
    if quarter is None:
        grown = _expanded(size, wanted.angle) if wanted.expand else size
    else:
        grown = (size[1], size[0]) if quarter in {90, 270} else size
    return Planned(grown, "angle", "angle")


@operation("rotate", Rotate, plan=_plan, work=5)
def rotate(image: Image.Image, wanted: Rotate) -> Image.Image:
    """Turn the picture clockwise about its centre."""
    quarter = _quarter(wanted)
    if quarter is None:
        return _turned(image, _plan(image.size, wanted).size, wanted)
    return image.transpose(_QUARTERS[quarter]) if quarter else image


def _turned(image: Image.Image, size: Size, wanted: Rotate) -> Image.Image:
    """By any angle, over the background, in strips."""
    # With a clear pixel all round, the turned edge fades out instead of breaking into steps.
    source = Image.new("RGBa", (image.width + 2, image.height + 2))
    _paste_weighted(image, source)
    paint = rgba(wanted.background)
    opaque = image.mode == "RGB" and paint[3] == 255
    made = Image.new("RGB" if opaque else "RGBA", size)
    for top, bottom in strips(size):
        matrix = _backwards(source.size, size, wanted.angle, top)
        strip = source.transform(
            (size[0], bottom - top), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC
        ).convert("RGBA")
        if paint[3]:
            strip = Image.alpha_composite(Image.new("RGBA", strip.size, paint), strip)
        made.paste(strip.convert(made.mode), (0, top))
    return made


def _paste_weighted(image: Image.Image, source: Image.Image) -> None:
    """The picture into the middle of one with colours weighted by alpha."""
    for top, bottom in strips(image.size):
        band = image.crop((0, top, image.width, bottom))
        source.paste(band.convert("RGBA").convert("RGBa"), (1, top + 1))


def _backwards(
    source: Size, size: Size, angle: float, top: int
) -> tuple[float, float, float, float, float, float]:
    """The affine map from a pixel of the strip that begins at `top` to one of the source: the
    rotation about both centres, turned back."""
    c, s = cos(radians(angle)), sin(radians(angle))
    x, y = size[0] / 2, size[1] / 2 - top
    return c, s, source[0] / 2 - c * x - s * y, -s, c, source[1] / 2 + s * x - c * y


@operation("flip", Flip)
def flip(image: Image.Image, wanted: Flip) -> Image.Image:
    """Mirror the picture."""
    turn = Image.Transpose
    return image.transpose(
        turn.FLIP_LEFT_RIGHT if wanted.direction == "horizontal" else turn.FLIP_TOP_BOTTOM
    )
