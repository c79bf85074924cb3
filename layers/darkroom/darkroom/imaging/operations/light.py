"""auto_contrast: levels stretched to the whole range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PIL import Image
from pydantic import Field

from darkroom.imaging.operations.parameters import Parameters
from darkroom.imaging.operations.registry import operation
from darkroom.imaging.operations.strips import on_colors, strips

_LEVELS = 256


class AutoContrast(Parameters):
    cutoff: float = Field(
        0.5,
        ge=0,
        le=49,
        description="Percent of the darkest and of the lightest levels that may be lost, 0 to 49.",
    )


@operation("auto_contrast", AutoContrast)
def auto_contrast(image: Image.Image, wanted: AutoContrast) -> Image.Image:
    """Stretch the levels from black to white, all channels alike; hues stay."""
    low, high = _span(_histogram(image), wanted.cutoff / 100)
    if low >= high:
        return image
    scale = (_LEVELS - 1) / (high - low)
    curve = [max(0, min(255, int((level - low) * scale + 0.5))) for level in range(_LEVELS)]
    return on_colors(image, lambda part: part.point(curve * 3))


def _histogram(image: Image.Image) -> list[int]:
    """How often each level occurs in red, green or blue where anything can be seen."""
    counts: Counter[int] = Counter()
    for top, bottom in strips(image.size):
        part = image.crop((0, top, image.width, bottom))
        seen = part.getchannel("A").point(lambda a: 255 * (a > 0)) if part.mode == "RGBA" else None
        for at, count in enumerate(part.convert("RGB").histogram(seen)):
            counts[at % _LEVELS] += count
    return [counts[level] for level in range(_LEVELS)]


def _span(histogram: Sequence[int], cut: float) -> tuple[int, int]:
    """The lowest and the highest level that are left when a share is cut off either end."""
    lost = int(sum(histogram) * cut)
    return _reach(histogram, lost), _LEVELS - 1 - _reach(histogram[::-1], lost)


def _reach(histogram: Sequence[int], lost: int) -> int:
    """How many levels the first `lost` occurrences use up."""
    seen = 0
    for level, count in enumerate(histogram):
        seen += count
        if seen > lost:
            return level
    return 0
