"""Sources to retouch, and how far two pictures are from one another."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from math import dist, sqrt

from PIL import Image, ImageFilter

from darkroom.domain.oklab import Lab, to_lab
from darkroom.domain.recipe import Picture
from darkroom.imaging.painter import paint

Box = tuple[int, int, int, int]
SIZE = (96, 72)


@cache
def source(prompt: str = "green hills and clouds at noon") -> Picture:
    """A painted landscape, 144 x 108, as a PNG."""
    return as_png(paint(prompt, seed=1, size=(144, 108)))


def as_png(picture: Image.Image) -> Picture:
    out = BytesIO()
    picture.save(out, format="PNG")
    return Picture(out.getvalue(), "image/png")


def opened(body: bytes) -> Image.Image:
    picture = Image.open(BytesIO(body))
    picture.load()
    return picture


def labs(picture: Image.Image) -> list[Lab]:
    """The colours of a small copy."""
    pixels = picture.convert("RGB").resize((32, 24), Image.Resampling.BOX).tobytes()
    return [to_lab((pixels[at], pixels[at + 1], pixels[at + 2])) for at in range(0, len(pixels), 3)]


def apart(one: bytes, other: bytes) -> float:
    """The mean distance in OKLab, place by place."""
    both = list(zip(labs(opened(one)), labs(opened(other)), strict=True))
    return sum(dist(a, b) for a, b in both) / len(both)


def mean(body: bytes, box: Box | None = None) -> Lab:
    """The average colour of a picture or a part of it."""
    picture = opened(body)
    found = labs(picture.crop(box) if box else picture)
    return Lab(*(sum(values) / len(found) for values in zip(*found, strict=True)))


def edges_alike(one: bytes, other: bytes, box: Box | None = None) -> float:
    """How far the edges of two pictures as large lie in the same places, or of a part of them:
    Pearson's correlation."""
    pictures = [opened(body) for body in (one, other)]
    first, second = (_edges(each.crop(box) if box else each) for each in pictures)
    a, b = sum(first) / len(first), sum(second) / len(second)
    shared = sum((x - a) * (y - b) for x, y in zip(first, second, strict=True))
    spread = sum((x - a) ** 2 for x in first) * sum((y - b) ** 2 for y in second)
    return shared / sqrt(spread)


def _edges(picture: Image.Image) -> bytes:
    calm = picture.convert("L").filter(ImageFilter.GaussianBlur(1.5))
    found = calm.filter(ImageFilter.FIND_EDGES)
    return found.crop((4, 4, picture.width - 4, picture.height - 4)).tobytes()
