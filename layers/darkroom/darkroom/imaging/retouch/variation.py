"""Varying: the same picture from elsewhere, in other light, in related colours, on other paper.

Nothing new is invented: every variation is the source, reframed and regraded by a throw of the
dice. The strength scales all of it alike.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from math import pi, sin

from PIL import Image, ImageChops, ImageFilter

from darkroom.domain.oklab import Lab
from darkroom.imaging.framing import Size
from darkroom.imaging.operations.details import Vignette, vignette
from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import Rgb
from darkroom.imaging.painter.stage import Dice
from darkroom.imaging.painter.styles import finish
from darkroom.imaging.retouch.colors import Change, between, changed, hue_of, turned
from darkroom.imaging.retouch.view import View, seen, thrown_view

_EDITION = 1
"""Of varying: another one makes other pictures of the same source and seed."""
ROOM = 0.4
"""How many more pixels a side than the result a source may have, to look at a part of it."""
_FINISHES = ("", "film", "film", "glow", "glow", "oil")
_FINISHED_FROM = 0.3
"""Below this strength a picture keeps its own surface."""
_BRUSHED = 0.75
"""Strokes over strokes' own colours: what is small can still be made out."""


@dataclass(frozen=True, slots=True)
class Mood:
    """A light: an exponent for lightnesses (below 1 lightens), the tints of shadows and of lights
    (a, b), what it does to chroma, and the colour of its glow."""

    power: float
    shadows: tuple[float, float]
    lights: tuple[float, float]
    chroma: float
    glow: Rgb


_MOODS = (
    Mood(1.02, (0.006, 0.012), (0.022, 0.085), 1.15, (255, 190, 96)),  # late sun
    Mood(1.4, (0.01, -0.06), (0.06, 0.045), 1.0, (255, 128, 92)),  # dusk
    Mood(0.88, (-0.008, -0.02), (0.0, 0.012), 1.3, (255, 250, 226)),  # noon
    Mood(1.6, (-0.008, -0.06), (-0.02, -0.05), 0.75, (150, 190, 255)),  # blue hour
    Mood(0.96, (0.036, -0.026), (0.026, 0.026), 0.95, (255, 188, 196)),  # morning
    Mood(1.2, (-0.014, -0.008), (-0.012, 0.004), 0.55, (214, 224, 226)),  # overcast
)


@dataclass(frozen=True, slots=True)
class Variation:
    """What the dice gave: all of it at full strength."""

    view: View
    mood: Mood
    turn: float
    harmony: float
    sun: tuple[float, float]
    dimming: float
    finish: str


def thrown(seed: int) -> tuple[Variation, Dice]:
    """The variation of a seed, and dice for its surface."""
    dice = Dice(json.dumps([_EDITION, "vary", seed]).encode())
    view, chance = thrown_view(dice.of("view")), dice.of("colours")
    return Variation(
        view=view,
        mood=_MOODS[int(chance.random() * len(_MOODS))],
        turn=chance.choice((-1, 1)) * chance.uniform(0.08, 0.34),
        harmony=chance.uniform(-pi, pi),
        sun=(chance.choice((0.0, 1.0)) + chance.uniform(-0.15, 0.15), chance.uniform(-0.1, 0.35)),
        dimming=chance.uniform(0.15, 0.5),
        finish=_FINISHES[int(chance.random() * len(_FINISHES))],
    ), dice


def varied(picture: Image.Image, seed: int, strength: float, size: Size) -> Image.Image:
    """An RGB or RGBA picture, of the shape of `size`, varied; at that size. `strength` 0 leaves it
    as it was, at 1 one still knows it again. Alpha goes where its pixels go."""
    variation, dice = thrown(seed)
    shown = seen(picture, variation.view, strength, size)
    colors = _lit(shown.convert("RGB"), variation, strength)
    colors = _surfaced(colors, variation.finish, dice.of("finish"), strength)
    if shown.mode == "RGBA":
        colors.putalpha(shown.getchannel("A"))
    return colors


def _lit(picture: Image.Image, variation: Variation, strength: float) -> Image.Image:
    """Other colours, light from one side, and darker corners."""
    picture = changed(picture, _recolored(variation, strength))
    reach = 1.25 * max(picture.size)
    place = (variation.sun[0] * picture.width, variation.sun[1] * picture.height)
    light = fields.disc(picture.size, place, reach)
    power = 0.28 * strength
    levels = [round(level * level / 255 * power) for level in range(256)]
    glow = Image.new("RGB", picture.size)
    glow.paste(variation.mood.glow, (0, 0), light.point(levels))
    picture = ImageChops.screen(picture, glow)
    return vignette(picture, Vignette(strength=variation.dimming * strength, reach=0.3))


def _recolored(variation: Variation, strength: float) -> Change:
    """Hues turned a little and drawn towards two opposite ones, then seen in the light."""
    mood, turn, harmony = variation.mood, variation.turn, variation.harmony
    power = 1 + (mood.power - 1) * strength
    gain = 1 + (mood.chroma - 1) * strength

    def change(lab: Lab) -> Lab:
        # A sine of twice the angle: no hue is torn from its neighbours.
        pull = -0.3 * sin(2 * (hue_of(lab) - harmony))
        new = turned(lab, (turn + pull) * strength, gain)
        lightness = max(0.0, lab.lightness) ** power
        lightness += 0.22 * strength * (between(0.0, 1.0, lightness) - lightness)
        light = between(0.25, 0.8, lightness)
        tint = strength * between(0.0, 0.2, lightness)
        return Lab(
            lightness,
            new.a + (mood.shadows[0] + (mood.lights[0] - mood.shadows[0]) * light) * tint,
            new.b + (mood.shadows[1] + (mood.lights[1] - mood.shadows[1]) * light) * tint,
        )

    return change


def _surfaced(
    picture: Image.Image, surface: str, chance: random.Random, strength: float
) -> Image.Image:
    """As a film, softly glowing, or brushed; the more, the stronger."""
    share = between(_FINISHED_FROM, 1.0, strength)
    if not surface or not share:
        return picture
    if surface == "glow":
        soft = picture.filter(ImageFilter.GaussianBlur(max(1.0, min(picture.size) / 60)))
        made = Image.blend(picture, ImageChops.overlay(picture, soft), 0.5)
    else:
        made = finish(picture, "oil" if surface == "oil" else "photo", chance, flat=False)
        share *= _BRUSHED if surface == "oil" else 1.0
    return Image.blend(picture, made, share)
