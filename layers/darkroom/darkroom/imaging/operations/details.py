"""Filters that look at a pixel's surroundings, or at its place."""

from __future__ import annotations

from math import ceil, hypot

from PIL import Image, ImageFilter
from pydantic import Field

from darkroom.imaging.operations.parameters import Parameters
from darkroom.imaging.operations.registry import picture_filter
from darkroom.imaging.operations.strips import on_colors, on_visible, on_weighted
from darkroom.imaging.operations.tones import Nothing

_PASSES = 3
"""Pillow's Gaussian is three box blurs, each about as wide as the standard deviation."""


class GaussianBlur(Parameters):
    radius: float = Field(4.0, ge=0, le=250, description="Standard deviation in pixels, 0 to 250.")


class BoxBlur(Parameters):
    radius: float = Field(
        4.0, ge=0, le=250, description="Pixels to each side that are averaged, 0 to 250."
    )


class UnsharpMask(Parameters):
    radius: float = Field(2.0, ge=0, le=50, description="Standard deviation in pixels, 0 to 50.")
    amount: int = Field(150, ge=0, le=500, description="Strength in percent, 0 to 500.")
    threshold: int = Field(
        3, ge=0, le=255, description="Levels, 0 to 255, that must differ to be sharpened."
    )


class Sharpen(Parameters):
    amount: float = Field(1.0, ge=0, le=5, description="Strength, 0 (as it was) to 5.")


class Pixelate(Parameters):
    size: int = Field(16, ge=2, le=1000, description="Side of a block in pixels, 2 to 1000.")


class Vignette(Parameters):
    strength: float = Field(0.5, ge=0, le=1, description="Share of light the corners lose, 0 to 1.")
    reach: float = Field(
        0.35,
        ge=0,
        le=0.95,
        description="Where it begins: share of the way from the centre to a corner, 0 to 0.95.",
    )


def _margin(radius: float) -> int:
    return _PASSES * (ceil(radius) + 2)


@picture_filter("gaussian_blur", GaussianBlur, work=10)
def gaussian_blur(image: Image.Image, wanted: GaussianBlur) -> Image.Image:
    """Blur softly."""
    kernel = ImageFilter.GaussianBlur(wanted.radius)
    return on_weighted(image, lambda part: part.filter(kernel), margin=_margin(wanted.radius))


@picture_filter("box_blur", BoxBlur, work=5)
def box_blur(image: Image.Image, wanted: BoxBlur) -> Image.Image:
    """Average over a square."""
    kernel = ImageFilter.BoxBlur(wanted.radius)
    return on_weighted(image, lambda part: part.filter(kernel), margin=ceil(wanted.radius) + 1)


@picture_filter("unsharp_mask", UnsharpMask, work=12)
def unsharp_mask(image: Image.Image, wanted: UnsharpMask) -> Image.Image:
    """Sharpen by taking the blurred picture away."""
    kernel = ImageFilter.UnsharpMask(wanted.radius, wanted.amount, wanted.threshold)
    return on_visible(image, lambda part: part.filter(kernel), margin=_margin(wanted.radius))


@picture_filter("sharpen", Sharpen, work=4)
def sharpen(image: Image.Image, wanted: Sharpen) -> Image.Image:
    """Bring out fine detail."""

    def work(part: Image.Image) -> Image.Image:
        return Image.blend(part.filter(ImageFilter.SMOOTH), part, 1 + wanted.amount)

    return on_visible(image, work, margin=1)


@picture_filter("edge_enhance", Nothing, work=4)
def edge_enhance(image: Image.Image, _: Nothing) -> Image.Image:
    """Make edges crisper."""
    return on_visible(image, lambda part: part.filter(ImageFilter.EDGE_ENHANCE), margin=1)


@picture_filter("emboss", Nothing, work=4)
def emboss(image: Image.Image, _: Nothing) -> Image.Image:
    """Press it into grey paper."""

    def work(part: Image.Image) -> Image.Image:
        pressed = part.convert("L").filter(ImageFilter.EMBOSS)
        return _without_rim(pressed).convert("RGB")

    return on_visible(image, work, margin=1)


def _without_rim(image: Image.Image) -> Image.Image:
    """The outermost pixels, which a kernel leaves as they were, made like their neighbours."""
    width, height = image.size
    if min(width, height) < 3:
        return image.point(lambda _: 128)
    image.paste(image.crop((1, 0, 2, height)), (0, 0))
    image.paste(image.crop((width - 2, 0, width - 1, height)), (width - 1, 0))
    image.paste(image.crop((0, 1, width, 2)), (0, 0))
    image.paste(image.crop((0, height - 2, width, height - 1)), (0, height - 1))
    return image


@picture_filter("pixelate", Pixelate, work=2)
def pixelate(image: Image.Image, wanted: Pixelate) -> Image.Image:
    """Show it as coarse blocks."""
    return on_weighted(image, lambda part: _blocks(part, wanted.size), rows=wanted.size)


def _blocks(part: Image.Image, size: int) -> Image.Image:
    """Every block at its average; those at the right and lower edge may be smaller."""
    made = Image.new(part.mode, part.size)
    for left, right in _runs(part.width, size):
        for top, bottom in _runs(part.height, size):
            wide, tall = right - left, bottom - top
            few = (ceil(wide / size), ceil(tall / size))
            coarse = part.resize(few, Image.Resampling.BOX, box=(left, top, right, bottom))
            made.paste(coarse.resize((wide, tall), Image.Resampling.NEAREST), (left, top))
    return made


def _runs(length: int, size: int) -> list[tuple[int, int]]:
    """The part of whole blocks, and what is left."""
    whole = length // size * size
    return [run for run in ((0, whole), (whole, length)) if run[0] < run[1]]


@picture_filter("vignette", Vignette)
def vignette(image: Image.Image, wanted: Vignette) -> Image.Image:
    """Darken the corners."""
    height = image.height
    light = _falloff(wanted)
    top = 0

    def work(part: Image.Image) -> Image.Image:
        nonlocal top
        scale = light.height / height
        box = (0, top * scale, light.width, min(light.height, (top + part.height) * scale))
        mask = light.resize(part.size, Image.Resampling.BICUBIC, box=box)
        top += part.height
        return Image.composite(part, Image.new("RGB", part.size), mask)

    return on_colors(image, work)


def _falloff(wanted: Vignette) -> Image.Image:
    """How much light is left, 0..255, from corner to corner: a smooth step along the radius."""
    side = 129
    middle = (side - 1) / 2
    corner = hypot(middle, middle)

    def left(x: int, y: int) -> int:
        way = hypot(x - middle, y - middle) / corner
        dark = max(0.0, min(1.0, (way - wanted.reach) / (1 - wanted.reach)))
        return round(255 * (1 - wanted.strength * dark * dark * (3 - 2 * dark)))

    # A quarter is computed, the rest are its mirror images.
    half = side // 2 + 1
    rows = [bytes(left(x, y) for x in range(half)) for y in range(half)]
    rows = [row + row[-2::-1] for row in rows]
    return Image.frombytes("L", (side, side), b"".join(rows + rows[-2::-1]))
