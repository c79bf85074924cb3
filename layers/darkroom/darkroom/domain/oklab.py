"""OKLab: colours where equal distances look equally large, and the bins colours are searched by.

Björn Ottosson's space (https://bottosson.github.io/posts/oklab/, with its matrices of 2021-01-25):
lightness 0..1, a from green to red and b from blue to yellow, both about -0.3..0.3 in sRGB, 0 for
greys. A distance (ΔE_OK) of 0.02 is about what one can just see.

For searching, the space is cut into cells of 0.1 either way. A cell's code is two characters,
neither a hex digit: one for the lightness, one for a and b. Codes are kept in rows: what a colour's
code is must never change.
"""

from __future__ import annotations

import math
from functools import cache
from math import cbrt, dist, floor
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from darkroom.domain.colors import Color

Rgb = tuple[int, int, int]
"""sRGB, 0..255 a channel."""
Linear = tuple[float, float, float]
"""Red, green and blue light, 0..1 inside sRGB."""

JUST_VISIBLE = 0.02
"""CSS Color 4, 13.2.1, on mapping colours into a gamut: "JND (just noticeable difference)"."""

_CELL = 0.1
_LETTERS = "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ"
_LIGHTNESSES, _SIDES = 10, 6
_LEAST_A, _LEAST_B = -0.25, -0.35
"""The cells' edges: greys lie in the middle of theirs, and never by a rounding in one beside it."""
_ROUNDING = 1e-9
"""What a computed distance may be wrong by."""


class Lab(NamedTuple):
    """A point of OKLab."""

    lightness: float
    a: float
    b: float


def lab_of(color: Color) -> Lab:
    """Where a colour lies."""
    return to_lab((color.red, color.green, color.blue))


def distance(one: Color, other: Color) -> float:
    """ΔE_OK, the Euclidean distance: 1 from black to white."""
    return dist(lab_of(one), lab_of(other))


def to_lab(rgb: Rgb) -> Lab:
    """From sRGB to OKLab."""
    light = linear_levels()
    red, green, blue = light[rgb[0]], light[rgb[1]], light[rgb[2]]
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return Lab(
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def to_linear(lab: Lab) -> Linear:
    """From OKLab to light; outside 0..1 where sRGB does not reach."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_rgb(lab: Lab) -> Rgb:
    """From OKLab to the nearest level of each channel; exact for what to_lab() made."""
    red, green, blue = (round(255 * encoded(light)) for light in to_linear(lab))
    return red, green, blue


def encoded(light: float) -> float:
    """A channel from light to sRGB, both 0..1, by IEC 61966-2-1; what is outside is cut off."""
    if light <= 0.0031308:
        return max(0.0, 12.92 * light)
    return min(1.0, 1.055 * math.pow(light, 1 / 2.4) - 0.055)


@cache
def linear_levels() -> tuple[float, ...]:
    """The light, 0..1, of each of the 256 levels of an sRGB channel, by IEC 61966-2-1."""
    shares = (level / 255 for level in range(256))
    return tuple(
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )


# Bins


def bin_of(color: Color) -> str:
    """The code of the cell a colour lies in."""
    lightness, a, b = lab_of(color)
    return _code(
        # White is 1 but for a rounding: the uppermost cells have no upper edge.
        min(floor(lightness / _CELL), _LIGHTNESSES - 1),
        floor((a - _LEAST_A) / _CELL),
        floor((b - _LEAST_B) / _CELL),
    )


def bins_near(color: Color, tolerance: float) -> list[str]:
    """The codes, sorted, of all cells with sRGB colours in them that a ball of that radius (ΔE_OK)
    around the colour touches: whatever is within the tolerance is in one of them."""
    center = lab_of(color)
    reach = (tolerance + _ROUNDING) ** 2
    return [code for code, edges in _cells() if sum(map(_beyond, center, edges)) <= reach]


_REACHED = (
    "uv",
    "puvGH",
    "pqtuvwzGHI",
    "opqstuvwzGHIMNO",
    "opqstuvwyzGHILMNO",
    "knopqstuvwyzGHIKLMNO",
    "knopqtuvwzGHILMNORSTU",
    "jklnopqrtuvwxzGHIJLMNORS",
    "jklopqruvwxGHIJM",
    "jklpqrvwxGH",
)
"""For each lightness, the second characters of the cells that any of the 16.7 million colours is
in, found by trying them all. The others would only make a search longer."""

Edges = tuple[float, float]


def _code(lightness: int, a: int, b: int) -> str:
    return _LETTERS[lightness] + _LETTERS[a * _SIDES + b]


@cache
def _cells() -> tuple[tuple[str, tuple[Edges, Edges, Edges]], ...]:
    """Every cell with a colour in it by its code, and its edges on each axis."""
    cells = []
    for lightness, letters in enumerate(_REACHED):
        for letter in letters:
            a, b = divmod(_LETTERS.index(letter), _SIDES)
            edges = (_edges(0, lightness), _edges(_LEAST_A, a), _edges(_LEAST_B, b))
            cells.append((_code(lightness, a, b), edges))
    return tuple(sorted(cells))


def _edges(least: float, index: int) -> Edges:
    return least + index * _CELL, least + (index + 1) * _CELL


def _beyond(value: float, edges: Edges) -> float:
    """The square of how far a value is outside of its edges."""
    return max(edges[0] - value, 0.0, value - edges[1]) ** 2
