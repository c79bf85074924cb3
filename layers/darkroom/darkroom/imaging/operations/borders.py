"""trim, pad and round_corners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from PIL import Image, ImageChops, ImageDraw
from pydantic import Field

from darkroom.imaging.operations.parameters import (
    BACKGROUND,
    CLEAR,
    Aspect,
    HexPaint,
    Parameters,
    Pixels,
    Side,
    Size,
    rgba,
    shape,
)
from darkroom.imaging.operations.registry import Planned, open_size, operation
from darkroom.imaging.operations.strips import strips

Box = tuple[int, int, int, int]
_SIDES = ("left", "right", "top", "bottom")
_FINER = 8
"""Corners are drawn this many times larger, for a smooth edge."""
_LARGEST_DRAWN = 4096


class Trim(Parameters):
    tolerance: int = Field(
        10,
        ge=0,
        le=255,
        description="How far a pixel of the border may be from the top left one: 0 to 255 levels "
        "in its furthest channel.",
    )


class Pad(Parameters):
    example: ClassVar = {"aspect": "1:1", "background": "#dfe6e9"}

    left: Pixels | None = Field(None, description="Pixels added on the left, 0 to 12000.")
    right: Pixels | None = Field(None, description="Pixels added on the right, 0 to 12000.")
    top: Pixels | None = Field(None, description="Pixels added above, 0 to 12000.")
    bottom: Pixels | None = Field(None, description="Pixels added below, 0 to 12000.")
    aspect: Aspect | None = Field(
        None,
        description="Instead of pixels: as much on both sides as gives this shape, width:height in "
        "whole numbers of 1 to 9999, such as `1:1`.",
    )
    background: HexPaint = Field(CLEAR, description=BACKGROUND)

    def objections(self) -> Iterator[tuple[str, str]]:
        given = [name for name in _SIDES if getattr(self, name) is not None]
        if self.aspect is not None:
            for name in given:
                yield name, "Padding has either pixels or an aspect, not both."
        elif not given:
            yield "left", "Padding needs left, right, top or bottom, or an aspect."

    def written_out(self) -> dict[str, Any]:
        said = super().written_out()
        return said if self.aspect else dict.fromkeys(_SIDES, 0) | said


class RoundCorners(Parameters):
    example: ClassVar = {"radius": 48}

    radius: Side = Field(
        description="Pixels, 1 to 12000; half the shorter side at most is used, which gives a "
        "circle or a pill."
    )


@operation("trim", Trim, plan=open_size)
def trim(image: Image.Image, wanted: Trim) -> Image.Image:
    """Cut uniform borders off. A picture that is uniform everywhere stays as it is."""
    box = _inside(image, wanted.tolerance)
    return image if box is None else image.crop(box)


def _inside(image: Image.Image, tolerance: int) -> Box | None:
    """The box of what differs from the top left pixel; None where nothing does."""
    corner = _weighted(image.crop((0, 0, 1, 1)))
    boxes = []
    for top, bottom in strips(image.size):
        strip = _weighted(image.crop((0, top, image.width, bottom)))
        far = ImageChops.difference(strip, corner.resize(strip.size))
        far = far.point(lambda level: 255 * (level > tolerance))
        bands = (band.getbbox() for band in far.split())
        boxes += [(box[0], top + box[1], box[2], top + box[3]) for box in bands if box]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _weighted(part: Image.Image) -> Image.Image:
    """What is transparent is alike, whatever colour is under it."""
    return part if part.mode == "RGB" else part.convert("RGBa")


def _margins(size: Size, wanted: Pad) -> Box:
    """Left, right, top and bottom in pixels."""
    if not wanted.aspect:
        return wanted.left or 0, wanted.right or 0, wanted.top or 0, wanted.bottom or 0
    wide, tall = shape(wanted.aspect)
    across = max(0, round(size[1] * wide / tall) - size[0])
    down = max(0, round(size[0] * tall / wide) - size[1])
    return across // 2, across - across // 2, down // 2, down - down // 2


def _plan_pad(size: Size, wanted: Pad) -> Planned:
    left, right, top, bottom = _margins(size, wanted)
    padded = (left + size[0] + right, top + size[1] + bottom)
    if wanted.aspect:
        return Planned(padded, "aspect", "aspect")
    return Planned(padded, "left" if left > right else "right", "top" if top > bottom else "bottom")


@operation("pad", Pad, plan=_plan_pad)
def pad(image: Image.Image, wanted: Pad) -> Image.Image:
    """Add room around the picture."""
    left, _, top, _ = _margins(image.size, wanted)
    paint = rgba(wanted.background)
    mode = image.mode if paint[3] == 255 else "RGBA"
    made = Image.new(mode, _plan_pad(image.size, wanted).size, paint[: len(mode)])
    made.paste(image, (left, top))
    return made


@operation("round_corners", RoundCorners)
def round_corners(image: Image.Image, wanted: RoundCorners) -> Image.Image:
    """Make the corners round and what is outside of them transparent."""
    radius = min(wanted.radius, min(image.size) // 2)
    made = image.convert("RGBA")
    if not radius:
        return made
    corner = _corner(radius)
    right, bottom = image.width - radius, image.height - radius
    mirror, upside_down = Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM
    for place, mask in (
        ((0, 0), corner),
        ((right, 0), corner.transpose(mirror)),
        ((0, bottom), corner.transpose(upside_down)),
        ((right, bottom), corner.transpose(Image.Transpose.ROTATE_180)),
    ):
        part = made.crop((*place, place[0] + radius, place[1] + radius))
        part.putalpha(ImageChops.multiply(part.getchannel("A"), mask))
        made.paste(part, place)
    return made


def _corner(radius: int) -> Image.Image:
    """The coverage of the upper left quarter of a disc."""
    side = min(radius * _FINER, max(radius, _LARGEST_DRAWN))
    fine = Image.new("L", (side, side))
    ImageDraw.Draw(fine).ellipse((0, 0, 2 * side - 1, 2 * side - 1), fill=255)
    return fine.resize((radius, radius), Image.Resampling.BOX)
