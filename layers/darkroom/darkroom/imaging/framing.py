"""How large each variant is, and which part of the picture it shows. Arithmetic only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from darkroom.domain.variants import VariantSpec

Size = tuple[int, int]
Box = tuple[float, float, float, float]


class Frame(NamedTuple):
    """A part of a picture (left, top, right, bottom in its pixels) and the size it is shown at."""

    box: Box
    size: Size


def frame(spec: VariantSpec, size: Size) -> Frame:
    """What `spec` shows of an upright picture of this size. Never upscaled.

    A crop keeps the shape it asks for: the largest centred part of that shape, scaled down to the
    asked size or, if it is smaller than that, left at its own.
    """
    width, height = size
    if not spec.crop:
        scale = min(1.0, spec.width / max(size))
        return Frame((0, 0, width, height), _rounded(width * scale, height * scale))
    fill = min(width / spec.width, height / spec.height)
    shown = min(1.0, fill)
    # Kept inside by hand: a hair's breadth outside, which rounding gives, is refused by Pillow.
    left = max(0.0, (width - spec.width * fill) / 2)
    top = max(0.0, (height - spec.height * fill) / 2)
    return Frame(
        (left, top, width - left, height - top), _rounded(spec.width * shown, spec.height * shown)
    )


def working_size(specs: Iterable[VariantSpec], size: Size) -> Size:
    """The smallest size at which a picture of `size` is enough for every variant."""
    # Never more than all of it: a sliver less than a pixel wide is rounded up to one.
    scale = min(1.0, max(_scale(frame(spec, size)) for spec in specs))
    return _rounded(size[0] * scale, size[1] * scale)


def _scale(shown: Frame) -> float:
    left, top, right, bottom = shown.box
    return max(shown.size[0] / (right - left), shown.size[1] / (bottom - top))


def _rounded(width: float, height: float) -> Size:
    return max(1, round(width)), max(1, round(height))
