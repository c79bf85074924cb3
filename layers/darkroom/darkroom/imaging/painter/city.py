"""Cities: a skyline in layers of haze, with windows that are lit when it is dark."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import Rgb, fall, ink, mix, shade
from darkroom.imaging.painter.stage import Stage

_LAMPS = (ink(0xFFD98A), ink(0xFFEBBD), ink(0xFFC46B), ink(0xD8E8FF))
_SIGNS = (ink(0xFF3EA5), ink(0x2BE4FF), ink(0xB45BFF), ink(0xFFE45E))


def build_city(stage: Stage) -> None:
    """Four rows of houses on the horizon, the highest in the middle."""
    chance = stage.dice.of("city")
    rows, heart = 4, chance.uniform(0.3, 0.7)
    tallest = min(stage.horizon * 0.72, stage.unit * 0.62)
    for row in range(rows):
        nearness = 0.26 + 0.74 * row / (rows - 1)
        layer = _row(stage, chance, nearness, heart, tallest * (1 - 0.2 * row))
        stage.picture.paste(layer, (0, 0), layer.getchannel("A"))
        if row < rows - 1:
            _mist(stage, tallest * 0.6)


def _mist(stage: Stage, tall: float) -> None:
    share = max(0.02, (stage.horizon - tall) / stage.height)
    end = max(share + 0.01, stage.horizon / stage.height)
    rise = fall(stage.picture.size, ((0.0, (0,) * 3), (share, (0,) * 3), (end, (105,) * 3),
                                     (1.0, (105,) * 3)))  # fmt: skip
    glow = mix(stage.light.haze, stage.light.horizon, 0.4)
    stage.glaze(glow, rise.getchannel(0))


def _row(
    stage: Stage, chance: random.Random, nearness: float, heart: float, tallest: float
) -> Image.Image:
    """One row of houses; RGBA."""
    layer = Image.new("RGBA", stage.picture.size)
    pen = ImageDraw.Draw(layer)
    x = -stage.unit * 0.03
    while x < stage.width:
        wide = stage.unit * chance.uniform(0.035, 0.085) * (0.6 + 0.5 * nearness)
        middle = (x + wide / 2) / stage.width
        rise = max(0.3, 1 - abs(middle - heart) * 1.5) * chance.uniform(0.25, 1.0) ** 0.9
        top = stage.horizon - tallest * rise
        stone = mix((112, 112, 128), (150, 132, 122), chance.random())
        color = stage.seen(shade(stone, chance.uniform(-0.5, 0.1)), nearness * 0.9)
        color = mix(color, shade(stage.light.zenith, -0.6), stage.light.darkness * nearness * 0.7)
        _house(
            stage, chance, pen, (x, top, x + wide, stage.horizon), color=color, nearness=nearness
        )
        x += wide * chance.uniform(0.86, 1.22)
    return layer


def _house(
    stage: Stage,
    chance: random.Random,
    pen: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    *,
    color: Rgb,
    nearness: float,
) -> None:
    left, top, right, bottom = box
    bright = shade(color, 0.1 * (1 - stage.light.darkness))
    pen.rectangle((left, top, right, bottom), fill=bright)
    edge = right if stage.sun[0] < left else left
    middle = (left + right) / 2
    side = (min(edge, middle), top, max(edge, middle), bottom)
    pen.rectangle(side, fill=shade(color, -0.14))
    _roof(chance, pen, box, color)
    _windows(stage, chance, pen, box, nearness)


def _roof(
    chance: random.Random,
    pen: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    color: Rgb,
) -> None:
    left, top, right, _ = box
    wide, kind, middle = right - left, chance.random(), (left + right) / 2
    if kind < 0.3:
        pen.rectangle((left + wide * 0.2, top - wide * 0.3, right - wide * 0.2, top), fill=color)
        top -= wide * 0.3
    elif kind < 0.45:
        pen.polygon([(left, top), (middle, top - wide * 0.6), (right, top)], fill=color)
        top -= wide * 0.5
    elif kind < 0.55:
        pen.polygon([(left, top), (right, top - wide * 0.45), (right, top)], fill=color)
        return
    if chance.random() < 0.3:
        line = max(1, round(wide * 0.03))
        pen.line((middle, top, middle, top - wide * chance.uniform(0.4, 1.1)), color, line)


def _windows(
    stage: Stage,
    chance: random.Random,
    pen: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    nearness: float,
) -> None:
    """A grid of panes: lamps where it is dark, the sky's colour by day."""
    left, top, right, bottom = box
    step = max(3.0, stage.unit * 0.0085 * (0.62 + 0.5 * nearness))
    dark = stage.light.darkness
    share = chance.uniform(0.25, 0.6) * dark + 0.04
    palette = _SIGNS if stage.light.glow == ink(0x42E8FF) else _LAMPS
    lamp = palette[int(chance.random() * len(palette))]
    pane = mix(stage.seen((70, 84, 104), nearness), stage.light.middle, 0.35)
    y = top + step
    while y < bottom - step:
        x = left + step * 0.7
        while x < right - step * 0.8:
            if chance.random() < share:
                color = mix(stage.light.haze, shade(lamp, chance.uniform(-0.35, 0.25)),
                            0.3 + 0.7 * nearness)  # fmt: skip
                pen.rectangle((x, y, x + step * 0.5, y + step * 0.55), fill=color)
            elif dark < 0.5:
                pen.rectangle((x, y, x + step * 0.5, y + step * 0.55), fill=pane)
            x += step
        y += step * 1.25


def pave(stage: Stage) -> None:
    """A wet street in front of the houses, which mirrors their lights."""
    size = (stage.width, stage.height - stage.horizon)
    if size[1] < 2:
        return
    chance = stage.dice.of("pavement")
    above = stage.picture.crop((0, max(0, stage.horizon - size[1] * 2), size[0], stage.horizon))
    mirror = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize(size)
    smear = mirror.resize((size[0], max(2, size[1] // 14))).resize(size, Image.Resampling.BICUBIC)
    asphalt = fall(
        size, ((0.0, stage.seen((92, 92, 100), 0.7)), (1.0, stage.seen((36, 36, 44), 1)))
    )
    road = Image.blend(asphalt, smear, 0.34 + 0.22 * stage.light.darkness)
    grain = fields.noise(chance, size, (size[0] / 6, size[1] / 3), octaves=2)
    tone = fields.mask(grain, 0, 1).point(lambda level: 128 + (level - 128) * 0.2)
    road = ImageChops.overlay(road, Image.merge("RGB", (tone,) * 3))
    if stage.reading.has("street"):
        _lane(stage, road)
    stage.picture.paste(road, (0, stage.horizon))


def _lane(stage: Stage, road: Image.Image) -> None:
    """Dashes down the middle of the street, in perspective."""
    pen, (width, height) = ImageDraw.Draw(road), road.size
    color = mix(stage.seen((230, 220, 190), 1.0), stage.light.glow, 0.2)
    for dash in range(9):
        top, bottom = (dash / 9) ** 1.9, ((dash + 0.55) / 9) ** 1.9
        half = [width * (0.002 + 0.016 * place) for place in (top, bottom)]
        pen.polygon(
            [
                (width / 2 - half[0], top * height),
                (width / 2 + half[0], top * height),
                (width / 2 + half[1], bottom * height),
                (width / 2 - half[1], bottom * height),
            ],
            fill=color,
        )


def light_up(stage: Stage) -> None:
    """What lamps do to the air: the brightest lights bleed."""
    if stage.light.darkness < 0.3:
        return
    bright = stage.picture.point(lambda level: max(0, level - 120) * 1.6)
    bloom = bright.filter(ImageFilter.GaussianBlur(max(1.0, stage.unit * 0.012)))
    stage.picture = ImageChops.screen(stage.picture, bloom.point(lambda level: level * 0.55))
