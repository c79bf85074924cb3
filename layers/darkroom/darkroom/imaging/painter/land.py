"""Land: mountains, hills, dunes, meadows."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageOps

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import Rgb, fall, lit, mix, shade
from darkroom.imaging.painter.stage import Stage

_FLAT = frozenset({"line art", "blueprint", "poster"})
"""Styles in which the ground has no texture: it would be drawn as lines or spots."""


def raise_mountains(stage: Stage) -> None:
    """Ridge before ridge, lit from the sun's side, with snow above a line."""
    chance = stage.dice.of("mountains")
    ridges, size = 4, (stage.width, max(2, stage.horizon))
    reach = min(stage.unit * 0.5, stage.horizon * 0.66)
    side = 1 if stage.sun[0] < stage.width / 2 else -1
    for ridge in range(ridges):
        share = ridge / (ridges - 1)
        nearness, tall = 0.16 + 0.74 * share, reach * (1 - 0.72 * share)
        base = stage.horizon - reach * 0.06 * (1 - share)
        heights = _peaks(chance, tall, stage.width / stage.unit)
        mask = fields.below(size, heights, base)
        rock = fields.noise(chance, size, fields.even(size, 5), octaves=7, roughness=0.56)
        leaning = fields.folded(_leaning(rock, side))
        slope = fields.relief(leaning, (side * max(1, stage.unit * 0.007), -1), 1.9)
        color = stage.seen(stage.ground.rock, nearness)
        if ridge == ridges - 1:
            color = stage.seen(mix(stage.ground.leaf, (40, 44, 50), 0.45), nearness)
        slopes = ImageOps.colorize(
            slope, shade(color, -0.25 - 0.4 * nearness), shade(color, 0.12 + 0.3 * nearness), color
        )
        if ridge < ridges - 1 or stage.ground.snow > 0.5:
            line = base - reach * (0.62 - 0.5 * stage.ground.snow)
            cover = _snow(slope, line, reach)
            slopes.paste(stage.seen((250, 252, 255), 0.4 + 0.6 * nearness), (0, 0), cover)
        stage.picture.paste(slopes, (0, 0), mask)
        _veil(stage, mask, base, 0.75 * (1 - nearness))


def _leaning(rock: Image.Image, side: int) -> Image.Image:
    """Strata that slant away from the sun."""
    return fields.bent(
        rock, rock.size, lambda x, y: (0.5 + 0.7 * (x - 0.5) + side * 0.28 * (y - 0.5), y)
    )


def _peaks(chance: random.Random, tall: float, wide: float) -> list[float]:
    """A skyline of a few summits with broken flanks, below 0 by up to `tall`; 257 heights."""
    summits = [
        (chance.uniform(-0.1, 1.1), tall * chance.uniform(0.45, 1.0), chance.uniform(0.16, 0.34))
        for _ in range(round(3 + 2 * wide))
    ]
    broken = fields.line(chance, tall * 0.13, knots=9, roughness=0.58)
    return [
        bend - max(
            0.2 * tall,
            *(high * (1 - abs(x / 256 - at) * wide / reach / 1.2) for at, high, reach in summits),
        )
        for x, bend in enumerate(broken)
    ]  # fmt: skip


def _snow(slope: Image.Image, line: float, reach: float) -> Image.Image:
    """Where snow lies: above a line, and where the slope is not turned away; L."""
    size = slope.size
    share = line / max(1, size[1])
    soft = reach * 0.32 / max(1, size[1])
    above = fall(size, ((0.0, (255,) * 3), (max(0.0, share - soft), (250,) * 3),
                        (min(1.0, share + soft), (0,) * 3)))  # fmt: skip
    lying = slope.point(lambda level: max(0, min(255, (level - 84) * 5)))
    return ImageChops.multiply(above.getchannel(0), lying)


def _veil(stage: Stage, mask: Image.Image, bottom: float, power: float) -> None:
    """Haze that gathers at the foot of a ridge."""
    share = min(0.999, max(0.01, bottom / mask.height))
    level = round(255 * min(1.0, power))
    rise = fall(mask.size, ((0.0, (0,) * 3), (share * 0.6, (0,) * 3), (share, (level,) * 3),
                            (1.0, (level,) * 3)))  # fmt: skip
    stage.picture.paste(stage.light.haze, (0, 0), ImageChops.multiply(mask, rise.getchannel(0)))


def roll_hills(stage: Stage, *, far: int = 5) -> None:
    """Soft hills from the horizon to the viewer, each with its own field of grass."""
    chance = stage.dice.of("hills")
    top, depth = stage.horizon, stage.height - stage.horizon
    for hill in range(far):
        share = hill / far
        base = top + depth * (share**1.35 * 0.86 - 0.02)
        swing = stage.unit * (0.035 + 0.1 * share)
        heights = fields.line(chance, swing, knots=3 + int(chance.random() * 2), roughness=0.3)
        tone = mix(stage.ground.grass, stage.ground.leaf, chance.random())
        tone = shade(tone, chance.uniform(-0.06, 0.2) - 0.1 * (hill % 2))
        color = stage.seen(tone, 0.34 + 0.66 * share)
        lay(stage, heights, base, color, texture=0.1 + 0.16 * share)
        if "no forest" not in stage.reading.moods and "minimal" not in stage.reading.moods:
            _groves(stage, chance, heights, base, share)
        if hill < far - 1:
            mask = fields.below(stage.picture.size, heights, base)
            foot = base + depth * 0.26 * (0.3 + share)
            _veil(stage, mask, min(foot, stage.height - 1.0), 0.3 * (1 - share))


def _groves(
    stage: Stage, chance: random.Random, heights: list[float], base: float, share: float
) -> None:
    """Small groups of round trees and hedges along a crest."""
    for _ in range(8):
        start, trees = chance.random() * 1.1 - 0.05, 3 + int(chance.random() * 9)
        sink = chance.random() ** 2 * stage.unit * 0.07 * (0.3 + share)
        for tree in range(trees):
            reach = stage.unit * (0.0025 + 0.011 * share) * chance.uniform(0.5, 1.25)
            x = start * stage.width + tree * reach * chance.uniform(1.0, 1.6)
            place = min(256, max(0, round(x / stage.width * 256)))
            leaf = shade(stage.ground.leaf, chance.uniform(-0.55, -0.25))
            color = stage.seen(leaf, 0.3 + 0.7 * share)
            _grow(stage, chance, (x, base + heights[place] + sink), reach, color)


def _grow(
    stage: Stage, chance: random.Random, foot: tuple[float, float], reach: float, color: Rgb
) -> None:
    """A tree in the distance: a fir in winter, else a heap of leaves, lighter above."""
    pen, (x, y) = ImageDraw.Draw(stage.picture), foot
    if stage.ground.snow > 0.5:
        for tier in range(3):
            half, top = reach * (0.9 - 0.22 * tier), y - reach * (1.5 + 1.1 * tier)
            pen.polygon([(x - half, top + reach * 1.6), (x, top), (x + half, top + reach * 1.6)],
                        fill=shade(color, -0.25 + 0.08 * tier))  # fmt: skip
        return
    for tuft in range(9):
        across = x + chance.uniform(-0.75, 0.75) * reach
        up, half = y - reach * (0.1 + 0.17 * tuft), reach * chance.uniform(0.34, 0.6)
        tone = shade(color, -0.12 + 0.034 * tuft)
        pen.ellipse((across - half, up - half, across + half, up + half * 0.8), fill=tone)


def lay(
    stage: Stage, heights: list[float], base: float, color: Rgb, *, texture: float, rows: int = 9
) -> None:
    """Ground below a line: light on its crest, darker downhill, with grass or grain on it."""
    size = stage.picture.size
    if stage.reading.style in _FLAT:
        texture = 0.0
    chance = stage.dice.of(f"ground {round(base)} {rows}")
    mask = fields.below(size, heights, base)
    first = max(0.0, (base + min(heights)) / size[1])
    last = min(1.0, first + 0.22)
    body = fall(size, ((0.0, shade(color, 0.2)), (min(first, last - 0.01), shade(color, 0.2)),
                       (last, shade(color, -0.34)), (1.0, shade(color, -0.44))))  # fmt: skip
    cells = (fields.even(size, 70)[0], fields.even(size, 70)[1] * rows / 4)
    grain = fields.noise(chance, size, cells, octaves=4, roughness=0.8)
    tone = fields.mask(grain, 0.1, 0.9).point(lambda level: 128 + (level - 128) * texture)
    textured = ImageChops.overlay(body, _gray(tone))
    stage.picture.paste(textured, (0, 0), mask)


def _gray(tone: Image.Image) -> Image.Image:
    return ImageOps.colorize(tone, (0, 0, 0), (255, 255, 255))


def heap_dunes(stage: Stage) -> None:
    """Dunes: smooth crests, the lee in shadow, ripples of wind near the viewer."""
    chance = stage.dice.of("dunes")
    depth, dunes = stage.height - stage.horizon, 6
    way = 1 if stage.sun[0] < stage.width / 2 else -1
    for dune in range(dunes):
        share = dune / (dunes - 1)
        base = stage.horizon + depth * (share**1.2 * 0.84 - 0.01)
        peak = chance.uniform(0.15, 0.85)
        tall = stage.unit * (0.05 + 0.12 * share) * chance.uniform(0.7, 1.2)
        wide = chance.uniform(0.3, 0.55)
        bends = fields.line(chance, stage.unit * 0.02, knots=3, roughness=0.25)
        heights = [
            bend - tall * max(0.0, 1 - abs(x / 256 - peak) / wide) ** 1.4
            for x, bend in enumerate(bends)
        ]
        sand = shade(stage.ground.sand, chance.uniform(-0.08, 0.06))
        color = stage.seen(sand, 0.4 + 0.6 * share)
        lay(stage, heights, base, color, texture=0.08 + 0.12 * share, rows=40)
        dark = mix(color, lit((96, 58, 66), stage.light.ambient), 0.66)
        _lee(stage, heights, base, dark, (peak, way, tall))


def _lee(
    stage: Stage,
    heights: list[float],
    base: float,
    color: Rgb,
    crest: tuple[float, int, float],
) -> None:
    """The side of a dune that the sun does not reach: from its peak on, away from the sun."""
    peak, way, tall = crest
    start = round(peak * 256)
    reach = min(110, (256 - start) if way > 0 else start)
    step = stage.width / 256
    edge = [(start + way * index, base + heights[start + way * index]) for index in range(reach)]
    foot = []
    for index in range(61):
        share = index / 60
        curl = 26 * share * (1 - share) * way
        foot.append((start + way * reach * share**2.2 * 0.8 - curl,
                     base + heights[start] + tall * 2.6 * share))  # fmt: skip

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        path = [(x * step * scale, y * scale) for x, y in [*edge, *reversed(foot)]]
        if len(path) > 2:
            pen.polygon(path, fill=215)

    shadow = fields.shape(stage.picture.size, draw)
    end = min(0.99, (base + heights[start] + tall * 2.4) / stage.height)
    begin = max(0.0, min(end - 0.01, (base + heights[start]) / stage.height))
    fade = fall(stage.picture.size, ((0.0, (255,) * 3), (begin, (255,) * 3), (end, (0,) * 3),
                                     (1.0, (0,) * 3))).getchannel(0)  # fmt: skip
    inside = fields.below(stage.picture.size, heights, base)
    stage.glaze(color, ImageChops.multiply(ImageChops.multiply(shadow, fade), inside))
