"""Water: a mirror of what is above it, with waves, and a shore."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import fall, lit, mix, shade
from darkroom.imaging.painter.stage import Stage


def fill_water(stage: Stage) -> None:
    """From the horizon down: the scene upside down, the water's own colour, waves, glitter."""
    chance = stage.dice.of("water")
    calm = stage.reading.has("lake", "river") or "calm" in stage.reading.moods
    rough = "stormy" in stage.reading.moods or stage.reading.has("storm")
    size = (stage.width, stage.height - stage.horizon)
    if size[1] < 2:
        return
    mirror = _mirror(stage, chance, size, 0.4 if calm else 1.0)
    own = stage.reading.color_of("water")
    deep = lit(own or (26, 92, 122), stage.light.ambient)
    near = shade(mix(deep, stage.light.zenith, 0.1 if own else 0.35), -0.25)
    body = fall(size, ((0.0, mix(stage.light.horizon, deep, 0.45)), (0.4, deep), (1.0, near)))
    share = 0.7 if own else 0.34 if calm else 0.62
    water = Image.blend(mirror, body, share)
    waves = _waves(chance, size, 0.5 if calm else 1.0)
    strength = 0.12 if calm else 0.5 if rough else 0.28
    tone = fields.mask(waves, 0.15, 0.85).point(lambda level: 128 + (level - 128) * strength)
    water = ImageChops.overlay(water, Image.merge("RGB", (tone,) * 3))
    if rough:
        crests = fields.mask(waves, 0.64, 0.82)
        water.paste(mix(stage.light.cloud, stage.light.horizon, 0.3), (0, 0), crests)
    _glitter(stage, water, waves)
    stage.picture.paste(water, (0, stage.horizon))


def _mirror(
    stage: Stage, chance: random.Random, size: tuple[int, int], ripple: float
) -> Image.Image:
    """What stands above the horizon, upside down, its rows pushed aside more the nearer."""
    width, height = size
    above = stage.picture.crop((0, max(0, stage.horizon - height), width, stage.horizon))
    flat = ImageOps.flip(above).resize(size, Image.Resampling.BILINEAR)
    flat = flat.filter(ImageFilter.GaussianBlur(max(0.5, stage.unit / 700)))
    result = flat.copy()
    strip = max(1, round(stage.unit / 420))
    for top in range(0, height, strip):
        reach = stage.unit * 0.022 * ripple * (0.15 + top / height)
        shift = round(chance.uniform(-reach, reach))
        row = flat.crop((0, top, width, min(height, top + strip)))
        result.paste(ImageChops.offset(row, shift, 0), (0, top))
    return result


def _waves(chance: random.Random, size: tuple[int, int], scale: float) -> Image.Image:
    """Flat noise, coarser towards the viewer; a field."""
    width, height = size
    cells = (max(3.0, 9 * width / height), 40 / scale)
    plane = fields.noise(chance, size, cells, octaves=4, roughness=0.6)
    return fields.bent(
        plane, size, lambda x, y: (0.5 + (x - 0.5) * (1 - 0.72 * y), y**0.5 if y else 0.0)
    )


def _glitter(stage: Stage, water: Image.Image, waves: Image.Image) -> None:
    """The sun's or the moon's road on the water."""
    if stage.light.sun >= 0.7 and stage.light.darkness < 0.5:
        return
    width, height = water.size
    road = fields.shape(
        water.size,
        lambda pen, scale: pen.polygon(
            [
                ((stage.sun[0] - width * 0.02) * scale, 0),
                ((stage.sun[0] + width * 0.02) * scale, 0),
                ((stage.sun[0] + width * 0.11) * scale, height * scale),
                ((stage.sun[0] - width * 0.11) * scale, height * scale),
            ],
            fill=255,
        ),
    ).filter(ImageFilter.GaussianBlur(stage.unit * 0.03))
    sparks = fields.mask(waves, 0.42, 0.66)
    water.paste(stage.light.glow, (0, 0), ImageChops.multiply(road, sparks))


def lay_beach(stage: Stage) -> None:
    """Sand in front of the sea, wet at its edge, with two lines of foam."""
    chance = stage.dice.of("beach")
    size = stage.picture.size
    base = stage.horizon + (stage.height - stage.horizon) * 0.62
    slant = stage.unit * chance.uniform(0.05, 0.14) * (1 if chance.random() < 0.5 else -1)
    bends = fields.line(chance, stage.unit * 0.03, knots=4, roughness=0.4)
    edge = [y + slant * (x / 128 - 1) for x, y in enumerate(bends)]
    sand = stage.seen(stage.ground.sand, 1.0)
    foam = mix(stage.light.cloud, (255, 255, 255), 0.5 * (1 - stage.light.darkness))
    unit = stage.unit
    for lift, color in (
        (-0.058, mix(sand, stage.light.middle, 0.55)),
        (-0.05, foam),
        (-0.03, mix(sand, stage.light.middle, 0.42)),
        (-0.016, foam),
        (0.0, shade(sand, -0.3)),
        (0.05, sand),
    ):
        wobble = fields.line(chance, unit * 0.007, knots=9)
        line = [y + w for y, w in zip(edge, wobble, strict=True)]
        mask = fields.below(size, line, base + lift * unit)
        softness = unit * (0.02 if lift > 0 else 0.003)
        stage.glaze(color, mask.filter(ImageFilter.GaussianBlur(softness)))
    grain = fields.noise(chance, size, fields.even(size, 30), octaves=5, roughness=0.8)
    tone = fields.mask(grain, 0.0, 1.0).point(lambda level: 128 + (level - 128) * 0.22)
    rough = ImageChops.overlay(stage.picture, Image.merge("RGB", (tone,) * 3))
    stage.picture.paste(rough, (0, 0), fields.below(size, edge, base))


def wind_river(stage: Stage) -> None:
    """A river from the horizon to the viewer, in the colours of the sky above it."""
    chance = stage.dice.of("river")
    width, top, depth = stage.width, stage.horizon, stage.height - stage.horizon
    start, swing = chance.uniform(0.35, 0.65), chance.uniform(0.1, 0.2)
    turn = 1 if chance.random() < 0.5 else -1
    banks: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for step in range(81):
        share = step / 80
        bend = turn * swing * _bends(share) * (0.25 + share)
        half = 0.008 + 0.17 * share**1.7
        for bank, side in zip(banks, (-1, 1), strict=True):
            bank.append((width * (start + bend + side * half), top + depth * (0.03 + share)))

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        path = [(x * scale, y * scale) for x, y in [*banks[0], *reversed(banks[1])]]
        pen.polygon(path, fill=255)

    mask = fields.shape(stage.picture.size, draw)
    shore = mask.filter(ImageFilter.MaxFilter(3)).filter(
        ImageFilter.GaussianBlur(stage.unit * 0.006)
    )
    land = stage.picture.copy()
    stage.glaze(stage.seen(shade(stage.ground.grass, -0.5), 0.9), shore)
    banked = stage.picture
    stage.picture = land
    fill_water(stage)
    flooded, stage.picture = stage.picture, banked
    stage.picture.paste(flooded, (0, 0), mask)


def _bends(share: float) -> float:
    """A winding line: two bends, nearer together in the distance."""
    place = (1 - (1 - share) ** 2) * 2 % 2
    return place * (1 - place) * 4 if place < 1 else -(place - 1) * (2 - place) * 4
