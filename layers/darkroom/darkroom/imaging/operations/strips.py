"""Working on large pictures strip by strip, and on colours beside an alpha channel.

Pillow keeps RGB in four bytes a pixel: 64 Mpx are 256 MB, and every step in between is a copy. In
strips there are two whole pictures, the one given and the one made. The pixels are those that
working on the whole would give (where a strip is resized, to one level); see `margin`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PIL import Image, ImageFilter

Work = Callable[[Image.Image], Image.Image]
_STRIP_PIXELS = 2**22
_SOLID_FROM = 16
"""Alpha after a blur below which the blurred colour is too coarse to be taken alone."""


def strips(size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Where each strip of a picture of this size begins and ends."""
    width, height = size
    rows = max(1, _STRIP_PIXELS // width)
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


def in_strips(image: Image.Image, work: Work, *, margin: int = 0, rows: int = 1) -> Image.Image:
    """`work` on full-width strips, put together. It keeps size and mode.

    `margin`: how many pixels above and below a pixel have a say in it. `rows`: strips begin at
    multiples of this many.
    """
    width, height = image.size
    tall = max(rows, max(_STRIP_PIXELS // width, 2 * margin) // rows * rows)
    if tall >= height:
        return work(image)
    made = Image.new(image.mode, image.size)
    for top in range(0, height, tall):
        bottom = min(top + tall, height)
        above = min(top, margin)
        strip = work(image.crop((0, top - above, width, min(bottom + margin, height))))
        made.paste(strip.crop((0, above, width, above + bottom - top)), (0, top))
    return made


def on_colors(image: Image.Image, work: Work) -> Image.Image:
    """`work` on RGB, pixel by pixel; alpha stays."""

    def strip(part: Image.Image) -> Image.Image:
        return work(part) if part.mode == "RGB" else _with_alpha(work(part.convert("RGB")), part)

    return in_strips(image, strip)


def on_weighted(image: Image.Image, work: Work, *, margin: int = 0, rows: int = 1) -> Image.Image:
    """`work`, which averages pixels, with colours weighted by alpha: what is transparent has no
    colour to give. Alpha stays."""

    def strip(part: Image.Image) -> Image.Image:
        if part.mode == "RGB":
            return work(part)
        return _with_alpha(
            work(part.convert("RGB")) if _is_opaque(part) else _averaged(part, work), part
        )

    return in_strips(image, strip, margin=margin, rows=rows)


def on_visible(image: Image.Image, work: Work, *, margin: int) -> Image.Image:
    """`work`, which compares pixels with their neighbours, on RGB. Transparent pixels take on the
    colours around them first, so that an outline is no contrast. Alpha stays."""

    def strip(part: Image.Image) -> Image.Image:
        if part.mode == "RGB":
            return work(part)
        if _is_opaque(part):
            return _with_alpha(work(part.convert("RGB")), part)
        around = _averaged(part, lambda colors: colors.filter(ImageFilter.BoxBlur(margin)))
        return _with_alpha(work(Image.composite(part.convert("RGB"), around, _seen(part))), part)

    return in_strips(image, strip, margin=margin if image.mode == "RGB" else 2 * margin)


def _averaged(part: Image.Image, work: Work) -> Image.Image:
    """The colours that `work` makes of an RGBA strip, as RGB."""
    mixed = work(part.convert("RGBa")).convert("RGBA")
    solid = mixed.getchannel("A").point(lambda alpha: min(255, alpha * _SOLID_FROM))
    own = Image.new("RGB", part.size)
    own.paste(part.convert("RGB"), mask=_seen(part))
    return Image.composite(mixed.convert("RGB"), own, solid)


def _seen(part: Image.Image) -> Image.Image:
    """Where anything can be seen."""
    return part.getchannel("A").point(lambda alpha: 255 * (alpha > 0))


def _is_opaque(part: Image.Image) -> bool:
    """Most strips of most pictures are, and then cost half."""
    return part.getchannel("A").getextrema() == (255, 255)


def _with_alpha(colors: Image.Image, part: Image.Image) -> Image.Image:
    colors.putalpha(part.getchannel("A"))
    return colors
