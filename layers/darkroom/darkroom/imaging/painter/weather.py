"""Weather in front of everything: fog, rain, snow, lightning."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import WHITE, fall, mix
from darkroom.imaging.painter.stage import Stage


def strike(stage: Stage) -> None:
    """Lightning behind the land, with branches and its glow."""
    chance = stage.dice.of("lightning")
    bolt = Image.new("L", stage.picture.size)
    start = stage.width * chance.uniform(0.2, 0.8)
    _bolt(chance, ImageDraw.Draw(bolt), (start, 0.0), end=stage.horizon, unit=stage.unit, power=1.0)
    glow = bolt.filter(ImageFilter.GaussianBlur(stage.unit * 0.02)).point(lambda v: min(255, v * 6))
    layer = Image.new("RGB", stage.picture.size)
    layer.paste((150, 150, 220), (0, 0), glow)
    stage.picture = ImageChops.screen(stage.picture, layer)
    stage.glaze((250, 248, 255), bolt.filter(ImageFilter.GaussianBlur(max(0.4, stage.unit / 1400))))


def _bolt(
    chance: random.Random,
    pen: ImageDraw.ImageDraw,
    start: tuple[float, float],
    *,
    end: float,
    unit: float,
    power: float,
) -> None:
    x, y = start
    width = max(1, round(unit * 0.005 * power))
    while y < end:
        then = (x + chance.uniform(-1, 1) * unit * 0.035, y + unit * chance.uniform(0.01, 0.045))
        pen.line((x, y, *then), fill=255, width=width)
        x, y = then
        if power > 0.5 and chance.random() < 0.16:
            reach = y + (end - y) * chance.uniform(0.15, 0.5)
            _bolt(chance, pen, (x, y), end=reach, unit=unit, power=power * 0.5)


def veil(stage: Stage) -> None:
    """Fog in banks, thickest at the horizon."""
    chance = stage.dice.of("fog")
    size = stage.picture.size
    banks = fields.noise(chance, size, (2, 7), octaves=4)
    middle = min(0.9, max(0.1, stage.horizon / stage.height))
    fade = fall(size, ((0.0, (40,) * 3), (middle, (225,) * 3), (1.0, (70,) * 3)))
    mask = ImageChops.multiply(fields.mask(banks, -0.6, 0.9), fade.getchannel(0))
    stage.glaze(mix(stage.light.haze, WHITE, 0.25 * (1 - stage.light.darkness)), mask)


def pour(stage: Stage) -> None:
    """Rain: slanting streaks, near and far."""
    chance = stage.dice.of("rain")
    unit, slant = stage.unit, chance.uniform(-0.22, 0.22)
    drops = Image.new("L", stage.picture.size)
    pen = ImageDraw.Draw(drops)
    for _ in range(round(900 * stage.width * stage.height / unit**2)):
        near = chance.random()
        x, y = chance.uniform(-0.1, 1.1) * stage.width, chance.uniform(-0.1, 1.0) * stage.height
        long = unit * (0.015 + 0.05 * near)
        width = max(1, round(unit * 0.0022 * near))
        pen.line((x, y, x + slant * long, y + long), fill=round(40 + 90 * near), width=width)
    wet = drops.filter(ImageFilter.GaussianBlur(max(0.4, unit / 1500)))
    stage.glaze(mix(stage.light.horizon, WHITE, 0.3), wet)


def snow(stage: Stage) -> None:
    """Snowflakes: many small ones, few large and out of focus."""
    chance = stage.dice.of("snow")
    unit = stage.unit
    for blur, count, reach in ((0.0, 700, 0.0022), (0.003, 110, 0.006), (0.009, 22, 0.016)):
        flakes = Image.new("L", stage.picture.size)
        pen = ImageDraw.Draw(flakes)
        for _ in range(round(count * stage.width * stage.height / unit**2)):
            x, y = chance.random() * stage.width, chance.random() * stage.height
            half = max(0.5, unit * reach * chance.uniform(0.5, 1.2))
            level = round(chance.uniform(130, 235) if not blur else 175)
            pen.ellipse((x - half, y - half, x + half, y + half), fill=level)
        if blur:
            flakes = flakes.filter(ImageFilter.GaussianBlur(max(0.4, unit * blur)))
        stage.glaze((250, 252, 255), flakes)
