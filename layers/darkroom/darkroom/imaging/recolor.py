"""A picture in the colours of a palette: its lightness, their hues.

Every colour keeps its lightness in OKLab and takes a and b from the palette: an average in which a
palette colour counts the more, the nearer it is. So the palette's darks colour the darks and its
lights the lights, and one goes over into the other without an edge. The mapping is worked out for a
lattice of colours, and Pillow interpolates between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, hypot, inf
from operator import mul

from PIL import Image, ImageFilter

from darkroom.domain.colors import Color
from darkroom.domain.oklab import Lab, Linear, encoded, lab_of, to_linear
from darkroom.imaging.lattice import NODES, oklab_lattice

_SOFTNESS = 0.15
"""The distance at which a palette colour still counts 1/e."""
_PALING = 3.0
"""The most chroma a light colour may have, in parts of what it lacks in lightness: sRGB's yellow is
so light that from there to white every step would be seen."""
_HALVINGS = 7
_GAMUT_ROUNDING = 1e-6


def recolor(image: Image.Image, colors: Sequence[Color], strength: float) -> Image.Image:
    """An RGB or RGBA picture in 1 to 16 colours, which count alike whatever their proportions.

    `strength` 0..1: 0 is the picture as it was, 1 has no hue but the palette's. Alpha stays as it
    is. Where sRGB has no colour of that lightness and hue that is as strong, a weaker one is taken.
    """
    if strength == 0:
        return image.copy()
    palette = [lab_of(color) for color in colors]
    table = [level for place in oklab_lattice() for level in _mapped(place, palette, strength)]
    return image.filter(ImageFilter.Color3DLUT(NODES, table))


def _mapped(place: Lab, palette: Sequence[Lab], strength: float) -> Iterator[float]:
    """The node's new red, green and blue, 0..1."""
    lightness, a, b = place
    squares = [
        (lightness - each[0]) ** 2 + (a - each[1]) ** 2 + (b - each[2]) ** 2 for each in palette
    ]
    # Counted from the nearest: far from all of them every weight would be 0.
    least = min(squares)
    weights = [exp((least - square) / _SOFTNESS**2) for square in squares]
    total = sum(weights)
    new_a = sum(map(mul, weights, [each[1] for each in palette])) / total
    new_b = sum(map(mul, weights, [each[2] for each in palette])) / total
    # How much of it is taken; all, unless it is strong and very light.
    share = strength * min(1.0, _PALING * (1 - lightness) / (hypot(new_a, new_b) or inf))
    a, b = a * (1 - strength) + share * new_a, b * (1 - strength) + share * new_b
    return map(encoded, _inside(lightness, a, b))


def _inside(lightness: float, a: float, b: float) -> Linear:
    """The light of a colour, with as much of its chroma as sRGB has at that lightness."""
    light = to_linear(Lab(lightness, a, b))
    if _is_light(light):
        return light
    # Grey is always inside, and what is inside on the way from there has no gap.
    least, most = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        if _is_light(to_linear(Lab(lightness, a * middle, b * middle))):
            least = middle
        else:
            most = middle
    return to_linear(Lab(lightness, a * least, b * least))


def _is_light(light: Linear) -> bool:
    return min(light) >= -_GAMUT_ROUNDING and max(light) <= 1 + _GAMUT_ROUNDING
