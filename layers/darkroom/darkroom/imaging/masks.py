"""Masks: which part of a picture a model shall change, as the providers want to be told."""

from __future__ import annotations

from PIL import Image, ImageFilter

from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture
from darkroom.domain.region import Box, Region
from darkroom.imaging.encode import encode
from darkroom.imaging.framing import Size
from darkroom.imaging.probe import probe

_SOFT = 0.06
"""How much of a region's shorter side its edge takes to fade in."""


def white_mask(picture: Picture, region: Region) -> bytes:
    """A PNG as large as the picture: white in the region, black around it. Raises an ImageRejected
    where the picture cannot be read, as all of these do."""
    return encode(_drawn(_size_of(picture), region), "png")


def clear_mask(picture: Picture, region: Region) -> bytes:
    """A PNG as large as the picture: transparent in the region, opaque around it."""
    size = _size_of(picture)
    opaque = _drawn(size, region).point([255 - level for level in range(256)])
    mask = Image.new("RGBA", size)
    mask.putalpha(opaque)
    return encode(mask, "png")


def only_within(before: Image.Image, after: Image.Image, region: Region) -> Image.Image:
    """`after` in the region, `before` around it to the last pixel; RGB or RGBA, both of one size.
    The edge is soft, but for where the region reaches the picture's."""
    box = region.box(before.size)
    mode = "RGBA" if "RGBA" in {before.mode, after.mode} else "RGB"
    made = before.copy() if before.mode == mode else before.convert(mode)
    old, new = (_weighted(each.crop(box).convert(mode)) for each in (before, after))
    mixed = Image.composite(new, old, _faded(box, before.size))
    made.paste(mixed.convert(mode), box[:2])
    return made


def _weighted(part: Image.Image) -> Image.Image:
    """With colours that count as much as they are seen, to be mixed."""
    return part.convert("RGBa") if part.mode == "RGBA" else part


def _faded(box: Box, size: Size) -> Image.Image:
    """How much of each pixel in the box is new."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    soft = round(min(wide, high) * _SOFT)
    # Drawn with a margin that is new where the region ends with the picture, and old elsewhere.
    canvas = Image.new("L", (wide + 2 * soft, high + 2 * soft))
    new = (
        2 * soft if left else 0,
        2 * soft if top else 0,
        wide if right < size[0] else wide + 2 * soft,
        high if bottom < size[1] else high + 2 * soft,
    )
    canvas.paste(255, new)
    faded = canvas.filter(ImageFilter.BoxBlur(soft))
    return faded.crop((soft, soft, soft + wide, soft + high))


def _drawn(size: Size, region: Region) -> Image.Image:
    mask = Image.new("L", size)
    mask.paste(255, region.box(size))
    return mask


def _size_of(picture: Picture) -> Size:
    header = probe(picture.body, picture.content_type, Limits())
    return header.width, header.height
