"""Plants: forests in rows that fade into haze, and fields of flowers."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from PIL import ImageDraw, ImageFilter

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import BLACK, Rgb, fall, mix, shade
from darkroom.imaging.painter.land import lay
from darkroom.imaging.painter.stage import Stage


@dataclass(frozen=True, slots=True)
class Tree:
    """Where it stands, how tall it is (pixels), and its colour in the scene's light."""

    x: float
    foot: float
    tall: float
    color: Rgb


def plant_forest(stage: Stage, *, alone: bool) -> None:
    """Rows of trees, each nearer, taller and darker; only the last ones before another subject."""
    chance = stage.dice.of("forest")
    rows = 6 if alone else 3
    firs = chance.random() < (0.2 if stage.reading.season == "autumn" else 0.5)
    firs = firs or stage.reading.season == "winter"
    first, last = stage.horizon + stage.unit * 0.02, stage.height * (1.0 if alone else 0.97)
    for row in range(rows):
        share = (row + 1) / rows
        foot = first + (last - first) * (row / max(1, rows - 1)) ** 1.35
        tall = stage.unit * ((0.12 + 0.3 * share) if alone else (0.06 + 0.2 * share**2))
        nearness = 0.2 + 0.8 * share
        heights = fields.line(chance, stage.unit * 0.012, knots=5)
        ground = shade(mix(stage.ground.grass, stage.ground.leaf, 0.5), -0.3)
        lay(stage, heights, foot, stage.seen(ground, nearness * 0.9), texture=0.35, rows=5)
        gap = 0.0 if alone or row < rows - 1 else 0.24
        pen = ImageDraw.Draw(stage.picture)
        for tree in _row(stage, chance, Tree(gap, foot, tall, ground), nearness, firs=firs):
            level = tree.foot + heights[min(256, max(0, int(tree.x / stage.width * 256)))]
            (_fir if firs else _broadleaf)(stage, chance, pen, replace(tree, foot=level))
        if row < rows - 1:
            _breath(stage, foot, tall)


def _breath(stage: Stage, foot: float, tall: float) -> None:
    """Mist between two rows."""
    height = stage.height
    start, end = max(0.0, (foot - tall * 0.7) / height), min(1.0, (foot + 2) / height)
    level = (120 if stage.reading.has("fog") else 64,) * 3
    stops = ((0.0, BLACK), (start, BLACK), (max(end, start + 0.01), level), (1.0, BLACK))
    stage.glaze(stage.light.haze, fall(stage.picture.size, stops).getchannel(0))


def _row(
    stage: Stage, chance: random.Random, like: Tree, nearness: float, *, firs: bool
) -> list[Tree]:
    """Trees about as tall as `like`, from side to side; its x is half the gap in their middle."""
    trees, x = [], -like.tall * 0.2
    while x < stage.width + like.tall * 0.2:
        tall = like.tall * chance.uniform(0.62, 1.12)
        leaf = mix(stage.ground.leaf, stage.ground.grass, chance.random() * 0.5)
        if stage.reading.season == "autumn" and not firs:
            leaf = mix(leaf, stage.ground.flowers[int(chance.random() * 4)], 0.7)
        dim = (-0.66 if firs else -0.36) * nearness + chance.uniform(-0.12, 0.1)
        color = stage.seen(shade(leaf, max(-0.8, dim)), nearness)
        if abs(x / stage.width - 0.5) >= like.x:
            trees.append(Tree(x, like.foot + tall * 0.03, tall, color))
        x += like.tall * chance.uniform(0.14, 0.34) * (1 if firs else 1.3)
    return trees


def _fir(stage: Stage, chance: random.Random, pen: ImageDraw.ImageDraw, tree: Tree) -> None:
    x, bottom, tall, color = tree.x, tree.foot, tree.tall, tree.color
    tiers, half = 12, tall * 0.012
    trunk = (x - half, bottom - tall * 0.2, x + half, bottom)
    pen.rectangle(trunk, fill=shade(color, -0.4))
    snow = stage.seen((246, 250, 255), 0.9)
    for tier in range(tiers):
        top = bottom - tall * (tier + 3) / (tiers + 2)
        half = tall * 0.2 * (1 - tier / tiers) * chance.uniform(0.74, 1.1)
        base, droop = top + tall * 0.15, tall * 0.02
        tip = chance.uniform(-0.2, 0.2) * half
        tone = shade(color, 0.006 * tier - 0.03)
        left, right = (x - half, base + droop), (x + half, base + droop)
        pen.polygon([left, (x, top), right, (x + tip, base - droop * 0.4)], fill=tone)
        if stage.ground.snow > 0.5:
            lying = [(x - half * 0.86, base), (x, top), (x + half * 0.3, base - droop * 3)]
            pen.polygon(lying, fill=mix(tone, snow, 0.8))


def _broadleaf(_: Stage, chance: random.Random, pen: ImageDraw.ImageDraw, tree: Tree) -> None:
    """A trunk and a crown of leaves that catch more light the higher they are."""
    x, bottom, tall, color = tree.x, tree.foot, tree.tall, tree.color
    trunk = mix(color, (40, 28, 24), 0.65)
    half, crown = tall * 0.022, bottom - tall * 0.6
    sides = [(x - half, bottom), (x - half * 0.4, crown), (x + half * 0.4, crown)]
    pen.polygon([*sides, (x + half, bottom)], fill=trunk)
    tufts = 110
    for tuft in range(tufts):
        share = tuft / tufts
        reach = tall * chance.uniform(0.02, 0.058)
        y = bottom - tall * (0.32 + 0.62 * share)
        spread = tall * 0.29 * (1 - abs(share - 0.35) ** 1.6 * 1.6)
        across = x + chance.uniform(-1, 1) * spread
        side = 0.1 * (across - x) / max(1.0, spread)
        tone = shade(color, -0.28 + 0.46 * share + side + chance.uniform(-0.08, 0.08))
        pen.ellipse((across - reach, y - reach * 0.8, across + reach, y + reach * 0.8), fill=tone)


def sow_flowers(stage: Stage) -> None:
    """A field of flowers: dots at the horizon, blossoms before one's feet."""
    chance = stage.dice.of("flowers")
    depth = stage.height - stage.horizon
    flowers = stage.ground.flowers
    main = int(chance.random() * len(flowers))
    pen, rows = ImageDraw.Draw(stage.picture), 46
    for row in range(rows):
        share = (row + 1) / rows
        y = stage.horizon + depth * (0.05 + 1.0 * share**2.1)
        reach = stage.unit * (0.0016 + 0.019 * share**2.2)
        count = int(stage.width / (reach * (5.2 - 1.2 * (1 - share)))) + 1
        for _ in range(min(count, 260)):
            x = chance.uniform(-reach, stage.width + reach)
            kind = main if chance.random() < 0.72 else int(chance.random() * len(flowers))
            tone = shade(flowers[kind], chance.uniform(-0.25, 0.15))
            color = stage.seen(tone, 0.45 + 0.55 * share)
            _flower(
                stage,
                chance,
                pen,
                (x, y + chance.uniform(-1, 1) * reach * 2),
                reach=reach,
                color=color,
            )


def _flower(
    stage: Stage,
    chance: random.Random,
    pen: ImageDraw.ImageDraw,
    place: tuple[float, float],
    *,
    reach: float,
    color: Rgb,
) -> None:
    x, y = place
    if reach < 3:
        pen.ellipse((x - reach, y - reach * 0.6, x + reach, y + reach * 0.6), fill=color)
        return
    stem = stage.seen(shade(stage.ground.leaf, -0.3), 1.0)
    lean = chance.uniform(-1, 1) * reach
    pen.line((x, y, x + lean, y + reach * 4.2), fill=stem, width=max(1, round(reach * 0.16)))
    petals = ((-0.62, -0.1), (0.62, -0.1), (-0.36, -0.5), (0.36, -0.5), (0.0, 0.32))
    for index, (across, down) in enumerate(petals):
        tone = shade(color, 0.1 - 0.07 * index)
        center = (x + across * reach, y + down * reach)
        half = reach * 0.62
        pen.ellipse((center[0] - half, center[1] - half * 0.8, center[0] + half,
                     center[1] + half * 0.8), fill=tone)  # fmt: skip
    eye = reach * 0.26
    pen.ellipse((x - eye, y - eye, x + eye, y + eye * 0.7), fill=shade(color, -0.62))


def soften(stage: Stage) -> None:
    """Out of focus before one's feet."""
    height = stage.height
    near = fall(stage.picture.size, ((0.0, (0,) * 3), (0.86, (0,) * 3), (1.0, (255,) * 3)))
    blurred = stage.picture.filter(ImageFilter.GaussianBlur(max(0.6, height / 260)))
    stage.picture.paste(blurred, (0, 0), near.getchannel(0))
