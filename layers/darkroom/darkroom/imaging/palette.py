"""The colours of an image: most of it, its vivid ones, its quiet ones, and what stands out.

An image is reduced to a few dozen shades, those are gathered into as many groups as colours are
asked for, and each group is told by the one of its shades that is nearest to its middle: a palette
has no colour that the image has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import dist, hypot, sqrt

from PIL import Image

from darkroom.domain.colors import PALETTE_COLORS, Color, Palette, PaletteType
from darkroom.domain.limits import Limits
from darkroom.domain.oklab import JUST_VISIBLE, Lab, lab_of
from darkroom.imaging.clusters import centers, nearest
from darkroom.imaging.decode import decode
from darkroom.imaging.framing import Size
from darkroom.imaging.probe import probe
from darkroom.imaging.shades import SIDE, Shade, shades_of

ACCENTS = 3
_FAR = 0.12
"""From any colour of the palette: nobody would call an accent by that colour's name."""
_NEAR = 0.08
"""Shades that are one accent: lit and shaded."""
_LEAST_SHARE = 0.0075
"""Of an accent: one that covers 1 %, without the blurred edge it has in the copy."""
_QUIET_CHROMA = 0.05
"""Where a colour ceases to be nearly grey: hypot(a, b)."""
_TRACE = 1e-6
"""What a shade counts for in a palette that is not about it: colours, where there are no others."""
_EXACT_PIXELS = 2**22
"""Up to this many pixels every colour of a file that is decoded as a whole is looked at."""


def extract_palettes(
    image: Image.Image, types: Iterable[PaletteType], num_colors: int
) -> dict[PaletteType, Palette]:
    """Palettes of an RGB or RGBA image, each of up to `num_colors` (2..16) colours; never none.

    `dominant` has those that cover most, in that order; `vibrant` and `muted` weigh a shade's share
    with its chroma, or with its lack of it, and begin with what weighs most. A proportion is the
    share of the image that is nearer to that colour than to the palette's others. Colours that one
    can hardly tell apart are one. Transparent pixels do not count, unless there are no others.
    """
    shades = shades_of(image)
    return {kind: _palette(shades, kind, num_colors) for kind in types}


def extract_palette(image: Image.Image) -> Palette:
    """Up to five colours of an RGB or RGBA image with their shares, largest first; never none."""
    return _palette(shades_of(image), PaletteType.DOMINANT, PALETTE_COLORS)


def accents(image: Image.Image, palette: Palette) -> Palette:
    """Up to three colours of an image that its palette of five does not show: at least about 1 % of
    it, far from all of the palette, the largest and most vivid first.

    A palette of fewer than five says that there are no others.
    """
    return _accents(shades_of(image), palette)


def palette_and_accents(
    image: Image.Image, smaller: Image.Image | None = None
) -> tuple[Palette, Palette]:
    """extract_palette() and accents() in one look; `smaller` is the same picture at 64 pixels or
    more, if it is at hand, and spares scaling it."""
    shades = shades_of(image, smaller)
    palette = _palette(shades, PaletteType.DOMINANT, PALETTE_COLORS)
    return palette, _accents(shades, palette)


def palettes_of(
    data: bytes,
    content_type: str,
    types: Iterable[PaletteType],
    num_colors: int,
    *,
    limits: Limits,
) -> dict[PaletteType, Palette]:
    """extract_palettes() of a file's first frame. Raises an ImageRejected, as develop() does."""
    header = probe(data, content_type, limits)
    is_scaled_in_decoding = content_type == "image/jpeg"

    def target(size: Size) -> Size:
        if not is_scaled_in_decoding and size[0] * size[1] <= _EXACT_PIXELS:
            return size
        scale = min(1.0, SIDE / max(size))
        return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))

    return extract_palettes(decode(data, header, target).picture, types, num_colors)


def _chroma(place: Lab) -> float:
    return hypot(place.a, place.b)


_WEIGHTS: dict[PaletteType, Callable[[Shade], float]] = {
    PaletteType.DOMINANT: lambda shade: shade.share,
    PaletteType.VIBRANT: lambda shade: shade.share * (_chroma(shade.lab) ** 3 + _TRACE),
    PaletteType.MUTED: lambda shade: (
        shade.share * (1 / (1 + (_chroma(shade.lab) / _QUIET_CHROMA) ** 4) + _TRACE)
    ),
}


_CAUTIONS = {
    # What is asked of it is to be near to everything: worth two tries. A third would bring it
    # nearer by 0.05 % (tests/benchmarks/colors.py).
    PaletteType.DOMINANT: (1.5, 0.7),
    PaletteType.VIBRANT: (1.0,),
    PaletteType.MUTED: (1.0,),
}


def _palette(shades: Sequence[Shade], kind: PaletteType, num_colors: int) -> Palette:
    places = [shade.lab for shade in shades]
    weights = [_WEIGHTS[kind](shade) for shade in shades]
    middles = centers(places, weights, num_colors, _CAUTIONS[kind])
    chosen = [shades[nearest(middle, places)] for middle in middles]
    kept: list[Shade] = []
    for shade in _heaviest_first(chosen, shades, weights):
        if all(dist(shade.lab, each.lab) >= JUST_VISIBLE for each in kept):
            kept.append(shade)
    kept = _heaviest_first(kept, shades, weights)
    proportions = _gathered(kept, shades, [shade.share for shade in shades])
    return tuple(
        Color(*shade.rgb, round(proportion, 4))
        for shade, proportion in zip(kept, proportions, strict=True)
    )


def _heaviest_first(
    chosen: Sequence[Shade], shades: Sequence[Shade], weights: Sequence[float]
) -> list[Shade]:
    sums = _gathered(chosen, shades, weights)
    ordered = sorted(zip(sums, chosen, strict=True), key=lambda each: (-each[0], each[1].rgb))
    return [shade for _, shade in ordered]


def _gathered(
    chosen: Sequence[Shade], shades: Sequence[Shade], values: Sequence[float]
) -> list[float]:
    """The sum, for each of the chosen, of the values of all shades that are nearest to it."""
    places = [shade.lab for shade in chosen]
    sums = [0.0] * len(chosen)
    for shade, value in zip(shades, values, strict=True):
        sums[nearest(shade.lab, places)] += value
    return sums


def _accents(shades: Sequence[Shade], palette: Palette) -> Palette:
    if len(palette) < PALETTE_COLORS:
        return ()
    found: list[Color] = []
    while len(found) < ACCENTS:
        shown = [lab_of(color) for color in (*palette, *found)]
        far = [s for s in shades if all(dist(s.lab, place) >= _FAR for place in shown)]
        spots = [
            (_conspicuousness(shade, share), share, shade)
            for shade in far
            if (share := _around(shade, far)) >= _LEAST_SHARE
        ]
        if not spots:
            break
        _, share, shade = max(spots)
        found.append(Color(*shade.rgb, round(share, 4)))
    return tuple(found)


def _around(middle: Shade, shades: Iterable[Shade]) -> float:
    """The share of the shades that are one with this one."""
    return sum(shade.share for shade in shades if dist(shade.lab, middle.lab) <= _NEAR)


def _conspicuousness(shade: Shade, share: float) -> float:
    return sqrt(share) * (_chroma(shade.lab) + _QUIET_CHROMA)
