"""Patterns: exact, repeating, in a few flat colours. Drawn twice as large, for smooth edges."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import ceil, cos, hypot, pi, sin, sqrt

from PIL import Image, ImageDraw

from darkroom.imaging.painter.inks import Rgb, mix, shade
from darkroom.imaging.painter.schemes import scheme_of
from darkroom.imaging.painter.stage import Dice
from darkroom.imaging.painter.words import Reading

Pen = ImageDraw.ImageDraw
Size = tuple[int, int]
Painter = Callable[[random.Random, Pen, Size, float, list[Rgb]], None]


def paint_pattern(reading: Reading, dice: Dice, size: Size) -> Image.Image:
    """The pattern a prompt names, the first of them, else one that chance picks; RGB."""
    chance = dice.of("pattern")
    colors = scheme_of(reading, chance)
    large = (size[0] * 2, size[1] * 2)
    picture = Image.new("RGB", large, colors[0])
    named = [painter for name, painter in _PATTERNS if reading.has(name)]
    if reading.has("sea") and not named:
        named = [_scales]
    painter = named[0] if named else _PATTERNS[int(chance.random() * len(_PATTERNS))][1]
    across = (6, 8, 10)[int(chance.random() * 3)]
    painter(chance, ImageDraw.Draw(picture), large, min(large) / across, colors)
    return picture.reduce(2)


def _stripes(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """Bands of two widths, upright, level or slanting."""
    lean = (0.0, 1.0, -1.0, 0.5)[int(chance.random() * 4)]
    narrow = chance.uniform(0.22, 0.4)
    x, index = -abs(lean) * size[1] - cell, 0
    while x < size[0] + abs(lean) * size[1] + cell:
        wide = cell * (1.0 if index % 2 else narrow)
        slip = lean * size[1]
        pen.polygon([(x, 0), (x + wide, 0), (x + wide + slip, size[1]), (x + slip, size[1])],
                    fill=colors[index % len(colors)])  # fmt: skip
        x, index = x + wide, index + 1


def _dots(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """Rows of dots, every second one moved by half."""
    reach, ringed = cell * chance.uniform(0.26, 0.4), chance.random() < 0.4
    tall = cell * sqrt(3) / 2
    for row in range(-1, ceil(size[1] / tall) + 1):
        for column in range(-1, ceil(size[0] / cell) + 1):
            x, y = (column + 0.5 + row % 2 / 2) * cell, (row + 0.5) * tall
            color = colors[1 + (row * 2 + column) % (len(colors) - 1)]
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=color)
            if ringed:
                inner = reach * 0.55
                pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=colors[0])


def _checks(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """A checkerboard, or a gingham of crossing bands."""
    gingham = chance.random() < 0.5
    for row in range(ceil(size[1] / cell)):
        for column in range(ceil(size[0] / cell)):
            box = (column * cell, row * cell, (column + 1) * cell, (row + 1) * cell)
            if gingham:
                share = (row % 2 + column % 2) / 2
                color = mix(shade(colors[-1], 0.6), colors[1], share)
            else:
                color = colors[(row + column) % 2 + (0 if row % 4 < 2 else len(colors) - 2)]
            pen.rectangle(box, fill=color)


def _triangles(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """A net of triangles, each in its own shade."""
    cell, tall = cell * 1.2, cell * 1.2 * sqrt(3) / 2
    for row in range(ceil(size[1] / tall)):
        for half in range(-2, ceil(size[0] / cell * 2) + 2):
            x, top, bottom = half * cell / 2, row * tall, (row + 1) * tall
            tip, foot = (top, bottom) if (half + row) % 2 else (bottom, top)
            color = colors[int(chance.random() * len(colors))]
            pen.polygon([(x, foot), (x + cell / 2, tip), (x + cell, foot)],
                        fill=shade(color, chance.uniform(-0.14, 0.14)))  # fmt: skip


def _hexagons(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """A honeycomb with a groove between its cells."""
    reach = cell * 0.62
    wide, tall = reach * sqrt(3), reach * 1.5
    nested = chance.random() < 0.5
    pen.rectangle((0, 0, *size), fill=shade(colors[0], -0.45))
    for row in range(-1, ceil(size[1] / tall) + 2):
        for column in range(-1, ceil(size[0] / wide) + 2):
            x, y = (column + row % 2 / 2) * wide, row * tall
            color = colors[int(chance.random() * len(colors))]
            pen.polygon(_ring(x, y, reach * 0.93, 6, pi / 6), fill=color)
            if nested:
                pen.polygon(_ring(x, y, reach * 0.55, 6, pi / 6), fill=shade(color, 0.22))


def _tiles(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """Glazed tiles with a star between quarter circles, and grout."""
    cell *= 1.5
    points = (4, 6, 8)[int(chance.random() * 3)]
    reach = chance.uniform(0.26, 0.36)
    grout, line = shade(colors[0], 0.55), cell * 0.02
    for row in range(ceil(size[1] / cell)):
        for column in range(ceil(size[0] / cell)):
            left, top = column * cell, row * cell
            pen.rectangle((left, top, left + cell, top + cell), fill=colors[0])
            for x, y in ((0, 0), (0, 1), (1, 0), (1, 1)):
                _quarter(pen, (left, top), (x, y), cell, colors)
            middle = (left + cell / 2, top + cell / 2)
            star = _star(*middle, cell * 0.38, cell * reach * 0.6, points)
            pen.polygon(star, fill=colors[1 % len(colors)])
            pen.polygon(_ring(*middle, cell * 0.11, points * 2, 0), fill=colors[-1])
            pen.rectangle((left, top, left + cell, top + cell), outline=grout, width=ceil(line))


def _quarter(
    pen: Pen, corner: tuple[float, float], at: tuple[int, int], cell: float, colors: list[Rgb]
) -> None:
    """A quarter circle in one corner of a tile, in two rings."""
    x, y = corner[0] + at[0] * cell, corner[1] + at[1] * cell
    start = {(0, 0): 0, (1, 0): 90, (1, 1): 180, (0, 1): 270}[at]
    for reach, color in ((0.36, colors[2 % len(colors)]), (0.24, colors[-1]), (0.13, colors[0])):
        half = cell * reach
        pen.pieslice((x - half, y - half, x + half, y + half), start, start + 90, fill=color)


def _scales(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """Waves like fish scales: rings in rows, each row before the one above."""
    rings = (3, 4, 5)[int(chance.random() * 3)]
    reach = cell * 0.75
    for row in range(-2, ceil(size[1] / (reach / 2)) + 2):
        for column in range(-1, ceil(size[0] / (reach * 2)) + 2):
            x, y = (column * 2 + row % 2) * reach, (row + 2) * reach / 2
            for ring in range(rings):
                half = reach * (1 - ring / rings)
                color = colors[ring % len(colors)]
                pen.ellipse((x - half, y - half, x + half, y + half), fill=color)


def _mosaic(chance: random.Random, pen: Pen, size: Size, cell: float, colors: list[Rgb]) -> None:
    """Small stones in rings around a middle, with joints."""
    pen.rectangle((0, 0, *size), fill=shade(colors[0], -0.55))
    middle = (size[0] * chance.uniform(0.3, 0.7), size[1] * chance.uniform(0.3, 0.7))
    stone = cell * 0.3
    far = hypot(max(middle[0], size[0] - middle[0]), max(middle[1], size[1] - middle[1]))
    for ring in range(ceil(far / stone)):
        reach = (ring + 0.5) * stone
        count = max(5, round(2 * pi * (reach + stone / 2) / stone))
        for index in range(count):
            start, end = index / count, (index + 0.88) / count
            x, y = middle[0] + reach * cos(start * 2 * pi), middle[1] + reach * sin(start * 2 * pi)
            if -stone * 2 < x < size[0] + stone * 2 and -stone * 2 < y < size[1] + stone * 2:
                tone = shade(colors[ring // 3 % len(colors)], chance.uniform(-0.24, 0.2))
                pen.polygon(_stone(middle, reach, reach + stone * 0.88, (start, end)), fill=tone)


def _stone(
    middle: tuple[float, float], near: float, far: float, turns: tuple[float, float]
) -> list[tuple[float, float]]:
    (x, y), (start, end) = middle, turns
    return [
        (x + reach * cos(turn * 2 * pi), y + reach * sin(turn * 2 * pi))
        for reach, turn in ((near, start), (far, start), (far, end), (near, end))
    ]


def _ring(x: float, y: float, reach: float, points: int, turn: float) -> list[tuple[float, float]]:
    return [
        (x + reach * cos(2 * pi * i / points + turn), y + reach * sin(2 * pi * i / points + turn))
        for i in range(points)
    ]


def _star(x: float, y: float, outer: float, inner: float, points: int) -> list[tuple[float, float]]:
    return [
        (x + reach * cos(pi * i / points - pi / 2), y + reach * sin(pi * i / points - pi / 2))
        for i in range(points * 2)
        for reach in ((outer, inner)[i % 2],)
    ]


_PATTERNS: tuple[tuple[str, Painter], ...] = (
    ("stripes", _stripes), ("dots", _dots), ("checks", _checks), ("triangles", _triangles),
    ("hexagons", _hexagons), ("mosaic", _mosaic), ("tiles", _tiles), ("scales", _scales),
)  # fmt: skip
SUBJECTS = frozenset({"pattern", *(name for name, _ in _PATTERNS)})
