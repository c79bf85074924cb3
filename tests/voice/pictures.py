"""The photo that instructions are about, and what an eye would say of two pictures, in measures.

Every check takes the photo as it was and as it became. Photos are JPEGs here: what ought to be
the same picture may be apart by NEAR, a mean over all bands in levels of 255.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Literal

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

Check = Callable[[Image.Image, Image.Image], bool]
Box = tuple[int, int, int, int]
Turn = Image.Transpose
Measure = Literal["light", "contrast", "colour", "warmth", "blue", "detail"]

SIZE = (320, 240)
"""No larger than needed: a picture is enlarged at most four times, and 1024 is asked for."""
MARGIN = 16
"""Of white on each side: what a trim cuts off. Whole blocks of JPEG, so that it stays white."""
INSIDE = (MARGIN, MARGIN, SIZE[0] - MARGIN, SIZE[1] - MARGIN)
BLUE, BLUE_AT = (60, 100, 150), (192, 120, 240, 192)
NEAR = 4.0
LEAST = 0.5
"""What two measures of different pictures are apart by."""


@cache
def photo() -> bytes:
    """A JPEG that is no mirror image of itself, with muted colours, mid tones and a margin."""
    whole = Image.new("RGB", SIZE, "white")
    width, height = INSIDE[2] - INSIDE[0], INSIDE[3] - INSIDE[1]
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    bands = (
        across.point(lambda level: 60 + level // 2),
        down.point(lambda level: 80 + level // 3),
        across.point(lambda level: 130 - level // 4),
    )
    scene = Image.merge("RGB", bands)
    scene.paste((180, 90, 70), (24, 20, 104, 80))
    scene.paste(BLUE, BLUE_AT)
    whole.paste(scene, INSIDE[:2])
    out = BytesIO()
    whole.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def measured(picture: Image.Image, what: Measure) -> float:
    """How light, rich in contrast or colour, warm, blue or detailed a picture is, in levels."""
    red, green, blue = ImageStat.Stat(picture.convert("RGB")).mean
    gray = picture.convert("L")
    match what:
        case "light":
            return ImageStat.Stat(gray).mean[0]
        case "contrast":
            return ImageStat.Stat(gray).stddev[0]
        case "colour":
            return ImageStat.Stat(picture.convert("HSV")).mean[1]
        case "warmth":
            return red - blue
        case "blue":
            return blue - (red + green) / 2
        case "detail":
            return ImageStat.Stat(gray.filter(ImageFilter.FIND_EDGES)).rms[0]


def apart(first: Image.Image, second: Image.Image) -> float:
    """The mean difference; as far as can be where the sizes differ."""
    if first.size != second.size:
        return 255.0
    pair = (each.convert("RGB") for each in (first, second))
    return sum(ImageStat.Stat(ImageChops.difference(*pair)).mean) / 3


def more(what: Measure) -> Check:
    return lambda was, became: measured(became, what) > measured(was, what) + LEAST


def less(what: Measure) -> Check:
    return lambda was, became: measured(became, what) < measured(was, what) - LEAST


def every(*checks: Check) -> Check:
    return lambda was, became: all(check(was, became) for check in checks)


def colourless(_was: Image.Image, became: Image.Image) -> bool:
    """Every pixel, exactly: in whatever mode it is written."""
    red, green, blue = became.convert("RGB").split()
    return red.tobytes() == green.tobytes() == blue.tobytes()


def other_colours(was: Image.Image, became: Image.Image) -> bool:
    """As light as before, in other colours."""
    lightness = abs(measured(was, "light") - measured(became, "light"))
    return apart(was, became) > NEAR > lightness and not colourless(was, became)


def brown(was: Image.Image, became: Image.Image) -> bool:
    """In the hues of old paper: what was blue is so much less."""
    left, top, right, bottom = (place + MARGIN for place in BLUE_AT)
    patch = (left + 8, top + 8, right - 8, bottom - 8)
    return measured(was.crop(patch), "warmth") + 40 < measured(became.crop(patch), "warmth")


def negative(was: Image.Image, became: Image.Image) -> bool:
    return apart(ImageOps.invert(was), became) < NEAR


def in_steps(was: Image.Image, became: Image.Image) -> bool:
    """Of eight levels a band, from black to white."""
    wanted = was.point([round((level >> 5) * 255 / 7) for level in range(256)] * 3)
    return apart(wanted, became) < NEAR < apart(was, became)


def in_blocks(side: int) -> Check:
    """Squares of one colour each."""

    def holds(was: Image.Image, became: Image.Image) -> bool:
        small = (became.width // side, became.height // side)
        whole = (0, 0, small[0] * side, small[1] * side)
        flat = [
            each.crop(whole).reduce(side).resize(whole[2:], Image.Resampling.NEAREST)
            for each in (was, became)
        ]
        return apart(flat[1], became.crop(whole)) < NEAR < apart(flat[0], was.crop(whole))

    return holds


def turned(*turns: Turn) -> Check:
    """The same picture after these turns, and another one before them."""

    def holds(was: Image.Image, became: Image.Image) -> bool:
        wanted = was
        for turn in turns:
            wanted = wanted.transpose(turn)
        return apart(wanted, became) < NEAR < apart(was, became)

    return holds


def slanted(degrees: float) -> Check:
    """All of it, so much clockwise, and nothing around it."""

    def holds(was: Image.Image, became: Image.Image) -> bool:
        upright = became.convert("RGB").rotate(degrees, Image.Resampling.BICUBIC)
        left, top = ((a - b) // 2 for a, b in zip(became.size, was.size, strict=True))
        box = (left, top, left + was.width, top + was.height)
        return apart(was, upright.crop(box)) < NEAR and rounded(was, became)

    return holds


def part(box: Box) -> Check:
    """This part of it."""
    return lambda was, became: apart(was.crop(box), became) < NEAR


def some_part(size: tuple[int, int]) -> Check:
    """A part of this size, wherever it was taken from, and shown in whatever size."""

    def holds(was: Image.Image, became: Image.Image) -> bool:
        same = became.resize(size)
        return any(
            apart(was.crop((x, y, x + size[0], y + size[1])), same) < NEAR
            for x in range(was.width - size[0] + 1)
            for y in range(was.height - size[1] + 1)
        )

    return holds


def scaled(was: Image.Image, became: Image.Image) -> bool:
    """The whole of it, in whatever size, and nothing see-through."""
    return became.mode == "RGB" and apart(was, became.resize(was.size)) < NEAR


def framed(colour: tuple[int, int, int]) -> Check:
    """The whole of it, in a frame of this colour that is as wide on all sides."""

    def holds(was: Image.Image, became: Image.Image) -> bool:
        wide = (became.width - was.width) // 2
        frame = ImageOps.expand(was, wide, colour)
        return wide > 0 and apart(frame, became) < NEAR

    return holds


def inside(check: Check) -> Check:
    """Of what is within a frame."""

    def holds(was: Image.Image, became: Image.Image) -> bool:
        frame = ((became.width - was.width) // 2, (became.height - was.height) // 2)
        return check(was, ImageOps.crop(became, frame))

    return holds


def rounded(was: Image.Image, became: Image.Image) -> bool:
    """All there in the middle, nothing at the corners."""
    alpha = became.convert("RGBA").getchannel("A")
    right, bottom = became.width - 1, became.height - 1
    corners = [alpha.getpixel((x, y)) for x in (0, right) for y in (0, bottom)]
    middle = alpha.getpixel((became.width // 2, became.height // 2))
    return corners == [0] * 4 and middle == 255
