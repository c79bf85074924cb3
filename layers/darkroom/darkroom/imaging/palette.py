"""The five colours of an image."""

from __future__ import annotations

from collections import Counter

from PIL import Image

from darkroom.domain.colors import Color, Palette

COLORS = 5
_SIDE = 64
_ROUNDS = 5  # of k-means, after which the colours move by less than one sees
_SEEN = 128  # alpha below this is not a colour anybody sees


def extract_palette(image: Image.Image) -> Palette:
    """Up to five colours of an RGB or RGBA image with their shares, largest first; never none.

    Transparent pixels do not count, unless there are no others.
    """
    small = image.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    pixels = small.convert("RGBA").tobytes()
    colors = [pixels[at : at + 3] for at in range(0, len(pixels), 4) if pixels[at + 3] >= _SEEN]
    if not colors:
        colors = [pixels[at : at + 3] for at in range(0, len(pixels), 4)]
    counts = Counter(colors)
    if len(counts) > COLORS:
        counts = _quantized(colors)
    return tuple(
        Color(color[0], color[1], color[2], round(count / len(colors), 4))
        for color, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _quantized(colors: list[bytes]) -> Counter[bytes]:
    strip = Image.frombytes("RGB", (len(colors), 1), b"".join(colors))
    few = strip.quantize(COLORS, Image.Quantize.MEDIANCUT, kmeans=_ROUNDS).convert("RGB")
    counts: Counter[bytes] = Counter()
    for count, color in few.getcolors(len(colors)) or []:
        counts[bytes(color)] += count  # type: ignore[arg-type]
    return counts
