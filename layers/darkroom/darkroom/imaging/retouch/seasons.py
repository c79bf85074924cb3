"""Seasons: what happens to green, and to what snow can lie on."""

from __future__ import annotations

from collections.abc import Callable
from math import pi

from PIL import Image, ImageChops

from darkroom.domain.oklab import Lab
from darkroom.imaging.painter import fields
from darkroom.imaging.painter.stage import Dice
from darkroom.imaging.retouch.colors import (
    Change,
    between,
    blended,
    changed,
    chroma_of,
    hue_of,
    turned,
)
from darkroom.imaging.retouch.sky import Sky

_GREEN = (pi * 0.5, pi * 0.61, pi * 0.88, pi * 1.05)
"""Where leaves and grass begin, are full, and end among the hues of OKLab, in radians."""
_AIR = {
    "spring": (0.006, 0.006),
    "summer": (0.004, 0.018),
    "autumn": (0.014, 0.034),
    "winter": (-0.003, -0.012),
}
"""The tint (a and b of OKLab) that lies over all of a season, where nothing grows as well."""
_SNOW = Lab(0.95, -0.004, -0.012)


def in_season(
    picture: Image.Image, season: str, sky: Sky | None, dice: Dice, strength: float
) -> Image.Image:
    """An RGB picture in spring, summer, autumn or winter, as far as colours tell: leaves turn and
    what lies open is white, but no leaf falls and no flower is added. `strength` 0..1."""
    land = _SEASONS[season](picture, dice, strength)
    made = Image.composite(picture, land, sky.mask) if sky else land
    a, b = _AIR[season]

    def change(lab: Lab) -> Lab:
        share = strength * between(0.0, 0.3, lab.lightness)
        return Lab(lab.lightness, lab.a + a * share, lab.b + b * share)

    return changed(made, change)


def _autumn(picture: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Gold and russet in patches, as one tree turns before the next."""
    gold, russet = (
        changed(picture, _leaves(angle, 1.75, 0.05, strength)) for angle in (-0.95, -1.5)
    )
    across = fields.even(picture.size, 9)
    patches = fields.noise(dice.of("leaves"), picture.size, across, octaves=5, roughness=0.7)
    return Image.composite(gold, russet, fields.mask(patches, 0.38, 0.62))


def _winter(picture: Image.Image, dice: Dice, strength: float) -> Image.Image:
    """Snow on what is light and lies open; dark stems and rocks stay, colder."""
    across = fields.even(picture.size, 6)
    drifts = fields.noise(dice.of("drifts"), picture.size, across, octaves=6, roughness=0.6)
    deep, thin = (changed(picture, _snowed(start, strength)) for start in (0.22, 0.34))
    return Image.composite(deep, thin, fields.mask(drifts, 0.3, 0.7))


def _snowed(start: float, strength: float) -> Change:
    def change(lab: Lab) -> Lab:
        lies = between(start, start + 0.32, lab.lightness) * 0.86
        snow = Lab(0.72 + 0.26 * lab.lightness, _SNOW.a, _SNOW.b)
        bare = Lab(lab.lightness, lab.a * 0.45, lab.b * 0.45 - 0.008)
        return blended(lab, blended(bare, snow, lies), strength)

    return change


def _leaves(angle: float, gain: float, lift: float, strength: float) -> Change:
    """Green turned by an angle, with so much more chroma and so much lighter."""

    def change(lab: Lab) -> Lab:
        share = _greenness(lab) * strength
        leaf = turned(lab, angle * share, 1 + (gain - 1) * share)
        return Lab(leaf.lightness + lift * share, leaf.a, leaf.b)

    return change


def _greenness(lab: Lab) -> float:
    rise, full, fade, end = _GREEN
    hue = hue_of(lab) % (2 * pi)
    of_hue = between(rise, full, hue) * (1 - between(fade, end, hue))
    return of_hue * between(0.008, 0.03, chroma_of(lab))


def _spring(picture: Image.Image, _: Dice, strength: float) -> Image.Image:
    fresh = changed(picture, _leaves(-0.12, 1.5, 0.06, strength))
    rosy = ImageChops.screen(fresh, Image.new("RGB", picture.size, (26, 10, 18)))
    return Image.blend(fresh, rosy, strength)


def _summer(picture: Image.Image, _: Dice, strength: float) -> Image.Image:
    def change(lab: Lab) -> Lab:
        warm = turned(lab, 0.0, 1.35)
        return blended(lab, Lab(lab.lightness**0.92, warm.a + 0.004, warm.b + 0.016), strength)

    return changed(picture, change)


_SEASONS: dict[str, Callable[[Image.Image, Dice, float], Image.Image]] = {
    "spring": _spring,
    "summer": _summer,
    "autumn": _autumn,
    "winter": _winter,
}
