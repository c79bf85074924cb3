"""A region: the part of a picture that alone is to change."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

Size = tuple[int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle, in shares of the picture: `x` and `width` 0..1 of its width from the left edge,
    `y` and `height` 0..1 of its height from the upper edge. So it is the same part of every
    variant."""

    x: float
    y: float
    width: float
    height: float

    def box(self, size: Size) -> Box:
        """The pixels it touches in a picture of this size, one at least: left, top, right, bottom,
        the last two behind it."""
        left, right = _span(self.x, self.width, size[0])
        top, bottom = _span(self.y, self.height, size[1])
        return left, top, right, bottom


def _span(start: float, length: float, side: int) -> tuple[int, int]:
    # Shares are seldom exact: a millionth of a pixel more touches no further one.
    first = min(side - 1, floor(start * side + 1e-6))
    return first, max(first + 1, min(side, ceil((start + length) * side - 1e-6)))
