"""What the `edits` function can do to a picture, one small function each. See registry.py."""

# In the order in which the documentation lists them.
from darkroom.imaging.operations import (  # isort: skip
    resize,
    crop,
    turn,
    borders,
    light,
    palettes,
    watermark,
    tones,
    details,
)
from darkroom.imaging.operations.registry import FILTER, FILTERS, OPERATIONS, Operation

__all__ = [
    "FILTER", "FILTERS", "OPERATIONS", "Operation", "borders", "crop", "details", "light",
    "palettes", "resize", "tones", "turn", "watermark",
]  # fmt: skip
