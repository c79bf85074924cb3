"""Which size to ask for: of those that a model makes, the one closest to what is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log, sqrt

from darkroom.providers.base import Size

STANDARD: tuple[Size, ...] = ((1024, 1024), (1536, 1024), (1024, 1536))
"""What every GPT image model makes, says the reference of POST /v1/images/generations."""

STEP = 16
MAX_EDGE = 3840
MAX_RATIO = 3
MIN_PIXELS, MAX_PIXELS = 655_360, 8_294_400
"""Of models that take any size (gpt-image-2 and later), says OpenAI's image generation guide."""


def closest(sizes: Sequence[Size], width: int, height: int) -> Size:
    """The size closest in shape; among those of one shape the smallest that is large enough, or
    else the largest. No sizes: a model that takes any."""
    return min(sizes, key=lambda size: _distance(size, width, height), default=None) or _any(
        width, height
    )


def _distance(size: Size, width: int, height: int) -> tuple[float, bool, int]:
    shape = abs(log(size[0] * height) - log(size[1] * width))
    is_too_small = size[0] < width or size[1] < height
    pixels = size[0] * size[1]
    return round(shape, 6), is_too_small, -pixels if is_too_small else pixels


def _any(width: int, height: int) -> Size:
    """As wanted, in steps of 16 pixels and within the limits above, keeping the shape."""
    wide, high = float(min(width, height * MAX_RATIO)), float(min(height, width * MAX_RATIO))
    larger = max(1.0, sqrt(MIN_PIXELS / (wide * high)))
    size = _stepped(ceil(wide * larger / STEP), ceil(high * larger / STEP))
    if size[0] * size[1] <= MAX_PIXELS and max(size) <= MAX_EDGE:
        return size
    smaller = min(sqrt(MAX_PIXELS / (wide * high)), MAX_EDGE / max(wide, high))
    return _stepped(floor(wide * smaller / STEP), floor(high * smaller / STEP))


def _stepped(wide: int, high: int) -> Size:
    """Steps as pixels. Rounding may have gone beyond the widest shape: it is cut back."""
    return min(wide, high * MAX_RATIO) * STEP, min(high, wide * MAX_RATIO) * STEP
