"""Changing colours in OKLab, every pixel by its colour alone."""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, sin

from PIL import Image, ImageFilter

from darkroom.domain.oklab import Lab, Linear, encoded, to_linear
from darkroom.imaging.lattice import NODES, oklab_lattice

Change = Callable[[Lab], Lab]
_HALVINGS = 5
_LEAST, _MOST = -1e-6, 1 + 1e-6
"""The light of a colour of sRGB, but for roundings."""


def changed(picture: Image.Image, change: Change) -> Image.Image:
    """An RGB picture with every colour as `change` has it; what sRGB has not, paler. The change is
    worked out for a lattice of colours: a step in it becomes a ramp of 17 levels."""
    table = [encoded(level) for place in oklab_lattice() for level in _inside(change(place))]
    return picture.filter(ImageFilter.Color3DLUT(NODES, table))


def turned(lab: Lab, angle: float, gain: float = 1.0) -> Lab:
    """Another hue, `angle` further (radians), and `gain` times the chroma."""
    c, s = cos(angle) * gain, sin(angle) * gain
    return Lab(lab.lightness, lab.a * c - lab.b * s, lab.a * s + lab.b * c)


def hue_of(lab: Lab) -> float:
    """Radians from red (about 0.5) over yellow (1.9) and green (2.5) to blue (-1.7)."""
    return atan2(lab.b, lab.a)


def chroma_of(lab: Lab) -> float:
    """0 for greys, up to about 0.3 in sRGB."""
    return hypot(lab.a, lab.b)


def between(low: float, high: float, value: float) -> float:
    """A smooth step: 0 up to `low`, 1 from `high` on."""
    if value <= low or value >= high:
        return 0.0 if value <= low else 1.0
    place = (value - low) / (high - low)
    return place * place * (3 - 2 * place)


def blended(one: Lab, other: Lab, share: float) -> Lab:
    """`share` 0 is `one`, 1 is `other`."""
    return Lab(
        one.lightness + (other.lightness - one.lightness) * share,
        one.a + (other.a - one.a) * share,
        one.b + (other.b - one.b) * share,
    )


def _inside(lab: Lab) -> Linear:
    """The light of a colour, with as much of its chroma as sRGB has at that lightness."""
    lightness = min(1.0, max(0.0, lab.lightness))
    light = to_linear(Lab(lightness, lab.a, lab.b))
    least, most = 0.0, 1.0
    for _ in range(0 if _is_light(light) else _HALVINGS):
        middle = (least + most) / 2
        light = to_linear(Lab(lightness, lab.a * middle, lab.b * middle))
        least, most = (middle, most) if _is_light(light) else (least, middle)
    return light


def _is_light(light: Linear) -> bool:
    red, green, blue = light
    return _LEAST <= red <= _MOST and _LEAST <= green <= _MOST and _LEAST <= blue <= _MOST
