"""crop: a part of the picture, by its place or by its shape."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, ClassVar, Literal

from PIL import Image, ImageFilter
from pydantic import Field

from darkroom.imaging.operations.parameters import (
    Aspect,
    Gravity,
    Parameters,
    Pixels,
    Side,
    Size,
    placed,
    shape,
)
from darkroom.imaging.operations.registry import Planned, Unsuitable, operation

Box = tuple[int, int, int, int]
_PLACE = ("x", "y", "width", "height")
_DETAIL_SIDE = 256
"""Detail is looked for in a copy of at most this many pixels a side."""


class Crop(Parameters):
    example: ClassVar = {"aspect": "2:3", "gravity": "smart"}

    x: Pixels | None = Field(None, description="Left edge in pixels, from 0.")
    y: Pixels | None = Field(None, description="Upper edge in pixels, from 0.")
    width: Side | None = Field(None, description="Width in pixels, from 1.")
    height: Side | None = Field(None, description="Height in pixels, from 1.")
    aspect: Aspect | None = Field(
        None,
        description="Instead of a place: the largest part of this shape, width:height in whole "
        "numbers of 1 to 9999, such as `16:9`.",
    )
    gravity: Literal[Gravity, "smart"] = Field(
        "centre",
        description="With an aspect: which part. `smart` is the one with the most detail.",
    )

    def objections(self) -> Iterator[tuple[str, str]]:
        given = [name for name in _PLACE if getattr(self, name) is not None]
        if self.aspect is not None:
            for name in given:
                yield name, "A crop has either a place or an aspect, not both."
            return
        for name in _PLACE:
            if name not in given:
                yield name, "A crop needs x, y, width and height, or an aspect."
        if "gravity" in self.model_fields_set:
            yield "gravity", "Gravity goes with an aspect; this crop has a place."

    def written_out(self) -> dict[str, Any]:
        said = super().written_out()
        return said if self.aspect else {name: said[name] for name in _PLACE}


def _plan(size: Size, wanted: Crop) -> Planned:
    if wanted.aspect:
        return Planned(_largest(size, wanted.aspect), "aspect", "aspect")
    x, y, width, height = _place(wanted)
    whole = f"The picture is {size[0]} x {size[1]} pixels at this step."
    for start, length, side, names in (
        (x, width, size[0], ("x", "width")),
        (y, height, size[1], ("y", "height")),
    ):
        if start >= side:
            raise Unsuitable(names[0], f"The crop begins outside. {whole}")
        if start + length > side:
            raise Unsuitable(names[1], f"The crop ends outside. {whole}")
    return Planned((width, height), "width", "height")


def _place(wanted: Crop) -> Box:
    return wanted.x or 0, wanted.y or 0, wanted.width or 1, wanted.height or 1


def _largest(size: Size, aspect: str) -> Size:
    """The largest part of the shape in a picture of this size."""
    wide, tall = shape(aspect)
    width = min(size[0], max(1, round(size[1] * wide / tall)))
    height = min(size[1], max(1, round(size[0] * tall / wide)))
    return width, height


@operation("crop", Crop, plan=_plan)
def crop(image: Image.Image, wanted: Crop) -> Image.Image:
    """Keep a part of the picture, in pixels of the picture as it is at this step."""
    if not wanted.aspect:
        x, y, width, height = _place(wanted)
        return image.crop((x, y, x + width, y + height))
    size = _largest(image.size, wanted.aspect)
    room = (image.width - size[0], image.height - size[1])
    if wanted.gravity == "smart":
        left, top = _most_detailed(image, room)
    else:
        left, top = placed(wanted.gravity, room)
    return image.crop((left, top, left + size[0], top + size[1]))


def _most_detailed(image: Image.Image, room: Size) -> Size:
    """Where the window holds the most energy of edges. It fills the picture one way, so that it
    slides the other way only."""
    small = image.resize(_at_most(image.size, _DETAIL_SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    sliding = 0 if room[0] else 1
    profile = _energy(small, sliding)
    scale = len(profile) / image.size[sliding]
    window = max(1, round((image.size[sliding] - room[sliding]) * scale))
    start = _richest(profile, window)
    at = min(room[sliding], round(start / scale))
    return (at, 0) if sliding == 0 else (0, at)


def _at_most(size: Size, side: int) -> Size:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _energy(small: Image.Image, along: int) -> list[int]:
    """The squared contrasts of each column (`along` 0) or row (1). Alpha is a contrast, too."""
    paper = Image.new("RGBA", small.size, (128, 128, 128, 255))
    gray = Image.alpha_composite(paper, small.convert("RGBA")).convert("L")
    if along == 1:
        gray = gray.transpose(Image.Transpose.TRANSPOSE)
    edges = gray.filter(ImageFilter.FIND_EDGES)
    # A kernel leaves the outermost pixels as they were: not edges, but lightness.
    inner = Image.new("L", gray.size)
    if gray.width > 2 and gray.height > 2:
        inner.paste(edges.crop((1, 1, gray.width - 1, gray.height - 1)), (1, 1))
    rows = inner.tobytes()
    width = gray.width
    return [sum(level * level for level in rows[x::width]) for x in range(width)]


def _richest(profile: list[int], window: int) -> int:
    """Where the window begins whose sum is the largest; of equal ones the most central."""
    sums = [0, *accumulate(profile)]
    last = len(profile) - window
    return max(range(last + 1), key=lambda at: (sums[at + window] - sums[at], -abs(2 * at - last)))
