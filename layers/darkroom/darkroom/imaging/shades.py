"""The few dozen shades an image consists of: what palettes are made of."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from PIL import Image, ImageFilter

from darkroom.domain.oklab import Lab, Rgb, to_lab
from darkroom.imaging.lattice import NODES, oklab_lattice

SIDE = 64
"""Pixels of the copy that is looked at, at most, either way: 0.1 % of it is three or four."""
_SHADES = 48
_MOST_WITH_ALPHA = 2**13
"""Colours with their alphas that are counted: enough for 48 colours with soft edges."""
_SEEN = 128  # alpha below this is not a colour anybody sees
_CENTER = 0.5  # a and b are shifted by this to become levels


class Shade(NamedTuple):
    """A colour, or the average of many that are close together, and its share (0..1)."""

    share: float
    rgb: Rgb
    lab: Lab


def shades_of(image: Image.Image, smaller: Image.Image | None = None) -> list[Shade]:
    """What an RGB or RGBA image shows, in up to 48 shades; never none. Their order is always the
    same for the same image, and else means nothing.

    An image that has no more colours than that is told exactly; of any other, a small copy is, made
    of `smaller` where the same picture is at hand at 64 pixels or more. Transparent pixels do not
    count, unless there are no others.
    """
    counts = _distinct(image) or _grouped(_visible(smaller or image))
    total = sum(counts.values())
    return [Shade(count / total, rgb, to_lab(rgb)) for rgb, count in sorted(counts.items())]


def _distinct(image: Image.Image) -> dict[Rgb, int]:
    """How many visible pixels have each colour, if those are few; Pillow gives up beyond that."""
    counts: dict[Rgb, int] = {}
    most = _MOST_WITH_ALPHA if image.mode == "RGBA" else _SHADES
    for count, pixel in image.getcolors(most) or ():
        # Pillow's type has a number here, which only an image of one channel would give.
        if isinstance(pixel, tuple) and (len(pixel) == 3 or pixel[3] >= _SEEN):
            rgb = pixel[0], pixel[1], pixel[2]
            counts[rgb] = counts.get(rgb, 0) + count
            if len(counts) > _SHADES:
                return {}
    return counts


def _visible(image: Image.Image) -> Image.Image:
    """A small copy, RGB; where some of it is transparent, a row of the other pixels."""
    if image.mode == "RGBA" and not _has_visible(image):
        image = image.convert("RGB")
    small = image.copy()
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    if small.mode == "RGB":
        return small
    pixels = small.tobytes()
    seen = [pixels[at : at + 3] for at in range(0, len(pixels), 4) if pixels[at + 3] >= _SEEN]
    if not seen:  # nothing but dots that are lost in the copy
        return small.convert("RGB")
    return Image.frombytes("RGB", (len(seen), 1), b"".join(seen))


def _has_visible(image: Image.Image) -> bool:
    alpha = image.getchannel("A")
    return alpha.point([0] * _SEEN + [255] * (256 - _SEEN)).getbbox() is not None


def _grouped(image: Image.Image) -> dict[Rgb, int]:
    """The averages of groups that are close together in OKLab, and how many pixels each has.

    MAXCOVERAGE starts from colours that are far apart: what is small but different keeps a group
    of its own.
    """
    places = image.filter(_to_levels_of_oklab())
    groups = places.quantize(_SHADES, Image.Quantize.MAXCOVERAGE)
    pixels = image.tobytes()
    sums = [[0, 0, 0, 0] for _ in range(_SHADES)]
    for group, red, green, blue in zip(
        groups.tobytes(), pixels[::3], pixels[1::3], pixels[2::3], strict=True
    ):
        total = sums[group]
        total[0] += 1
        total[1] += red
        total[2] += green
        total[3] += blue
    counts: dict[Rgb, int] = {}
    for count, reds, greens, blues in sums:
        if count:
            rgb = round(reds / count), round(greens / count), round(blues / count)
            counts[rgb] = counts.get(rgb, 0) + count
    return counts


@cache
def _to_levels_of_oklab() -> ImageFilter.Color3DLUT:
    """From RGB to lightness, a and b as three channels in one scale, 255 levels to a distance of 1.

    Good for telling what is close together; the shades' true places are computed.
    """
    table = [
        level for light, a, b in oklab_lattice() for level in (light, a + _CENTER, b + _CENTER)
    ]
    return ImageFilter.Color3DLUT(NODES, table)
