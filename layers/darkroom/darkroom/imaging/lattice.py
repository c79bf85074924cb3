"""sRGB as a lattice of colours, for Pillow's Color3DLUT to interpolate between."""

from __future__ import annotations

from functools import cache

from darkroom.domain.oklab import Lab, to_lab

NODES = 16
"""Each way: every 17th level, so that every node is a colour of 8 bits."""


@cache
def oklab_lattice() -> tuple[Lab, ...]:
    """Where the nodes lie in OKLab; red changes fastest, then green, as Pillow wants them."""
    levels = range(0, 256, 255 // (NODES - 1))
    return tuple(
        to_lab((red, green, blue)) for blue in levels for green in levels for red in levels
    )
