"""Refining: the source as the words of a prompt would have it, its shapes where they are.

This follows no instruction. It looks the prompt's words up as the painter does, and changes what
those say of light, season, weather, mood, colours and style: "at sunset", "snowy", "foggy night",
"as an oil painting", "in teal and orange". It adds no thing and takes none away ("add a boat" has
no word in it that means anything here): a prompt without such a word gives the source the colours
that the painter would paint the prompt in.
"""

from __future__ import annotations

import json

from PIL import Image

from darkroom.domain.colors import Color
from darkroom.imaging.painter import grading, paint, weather
from darkroom.imaging.painter import sky as painted_sky
from darkroom.imaging.painter.inks import Rgb
from darkroom.imaging.painter.lights import ground_of, light_of
from darkroom.imaging.painter.northern import hang_aurora
from darkroom.imaging.painter.stage import Dice, Stage
from darkroom.imaging.painter.styles import finish
from darkroom.imaging.painter.words import Reading, read
from darkroom.imaging.recolor import recolor
from darkroom.imaging.retouch.colors import changed
from darkroom.imaging.retouch.light import relit, shining
from darkroom.imaging.retouch.seasons import in_season
from darkroom.imaging.retouch.sky import Sky, sky_of
from darkroom.imaging.retouch.tones import tones_of, towards

_EDITION = 1
"""Of refining: another one makes other pictures of the same source and words."""
_SKETCH = (96, 72)
"""What is painted to take its colours from."""
_WEATHER = frozenset({"fog", "rain", "snow", "storm"})
_IN_THE_SKY = frozenset({"stars", "moon", "sun", "aurora", "clouds"})


def dice_of(prompt: str, seed: int) -> Dice:
    """Chance for a refinement."""
    return Dice(json.dumps([_EDITION, "refine", prompt, seed]).encode())


def refined(
    picture: Image.Image, prompt: str, *, seed: int, strength: float, negative: str, style: str
) -> Image.Image:
    """An RGB picture as large, with its edges where they were. `strength` 0 leaves it as it was,
    at 1 colours and light are the prompt's. What the negative prompt names is not done."""
    if strength <= 0:
        return picture
    made = toned(picture, prompt, seed=seed, strength=strength, negative=negative, style=style)
    return styled(made, prompt, seed=seed, strength=strength, negative=negative, style=style)


def toned(
    picture: Image.Image, prompt: str, *, seed: int, strength: float, negative: str, style: str
) -> Image.Image:
    """The same before it is painted over in a style: colours, light and weather."""
    reading, dice = read(prompt, negative, style), dice_of(prompt, seed)
    if not _says_anything(reading):
        return _in_the_painters(picture, prompt, seed, negative, strength)
    sky = sky_of(picture) if _needs_sky(reading) else None
    made = _in_colors(picture, reading, dice, sky, strength)
    return _in_weather(made, reading, dice, sky, strength) if _needs_sky(reading) else made


def styled(
    picture: Image.Image, prompt: str, *, seed: int, strength: float, negative: str, style: str
) -> Image.Image:
    """A picture in the style that is named, if one is; nearly all of it from strength 0.6 on."""
    reading = read(prompt, negative, style)
    if not reading.style:
        return picture
    chance = dice_of(prompt, seed).of("finish")
    made = finish(picture, reading.style, chance, flat=False)
    return Image.blend(picture, made, min(1.0, strength * 1.6))


def _needs_sky(reading: Reading) -> bool:
    return bool(reading.light or reading.season or reading.subjects & (_WEATHER | _IN_THE_SKY))


def _says_anything(reading: Reading) -> bool:
    """Whether there is a word in it that can be followed without moving a shape."""
    moods = {mood for mood in reading.moods if not mood.startswith("no ")}
    return bool(_needs_sky(reading) or moods or reading.colors or reading.style)


def _in_colors(
    picture: Image.Image, reading: Reading, dice: Dice, sky: Sky | None, strength: float
) -> Image.Image:
    """Season, light, mood and named colours, in this order: snow lies before the sun sets."""
    if reading.season:
        picture = in_season(picture, reading.season, sky, dice, min(1.0, strength * 1.25))
    if reading.light or reading.has("stars", "moon", "aurora"):
        light = light_of(reading, dice.of("stage"))
        picture = relit(picture, light, sky, min(1.0, strength * 1.15))
    if reading.moods:
        picture = Image.blend(picture, grading.mood(picture, reading), min(1.0, strength * 1.25))
    if reading.colors:
        picture = _in_named(picture, reading.colors, strength)
    return picture


def _in_named(picture: Image.Image, colors: tuple[Rgb, ...], strength: float) -> Image.Image:
    """In the colours that are named, as a film would have them: lightness stays, and a third of
    the way goes to having each of them somewhere."""
    told = recolor(picture, [Color(*color, 1 / len(colors)) for color in colors], strength)
    return Image.blend(told, grading.named(picture, colors), strength * 0.35)


def _in_weather(
    picture: Image.Image, reading: Reading, dice: Dice, sky: Sky | None, strength: float
) -> Image.Image:
    """What is in the air and in the sky, over all the rest."""
    light = light_of(reading, dice.of("stage"))
    horizon = round(picture.height * (sky.horizon if sky else 0.5))
    across = dice.of("sun").uniform(0.2, 0.8)
    high = horizon * (1 - min(0.8, light.sun))
    sun = (picture.width * across, max(picture.height * 0.1, high))
    stage = Stage(picture.copy(), reading, dice, light, ground_of(reading), max(2, horizon), sun)
    if sky:
        _hang(stage, sky)
    for name, work in _OVERLAYS:
        if reading.has(name):
            work(stage)
    return Image.blend(picture, stage.picture, min(1.0, strength * 1.3))


def _hang(stage: Stage, sky: Sky) -> None:
    """Stars, moon, clouds and northern lights, behind everything."""
    if stage.reading.light or stage.reading.has("stars", "moon", "sun"):
        stage.picture = shining(stage, sky)
    before = stage.picture.copy()
    if stage.reading.has("aurora"):
        hang_aurora(stage)
    if stage.reading.has("clouds", "storm"):
        painted_sky.paint_clouds(stage)
    if stage.reading.has("storm"):
        weather.strike(stage)
    stage.picture = Image.composite(stage.picture, before, sky.mask)


_OVERLAYS = (("fog", weather.veil), ("rain", weather.pour), ("snow", weather.snow))


def _in_the_painters(
    picture: Image.Image, prompt: str, seed: int, negative: str, strength: float
) -> Image.Image:
    """In the colours of what the painter makes of the words."""
    sketch = paint(prompt, seed=seed, size=_SKETCH, negative_prompt=negative)
    return changed(picture, towards(tones_of(picture), tones_of(sketch), strength * 0.8))
