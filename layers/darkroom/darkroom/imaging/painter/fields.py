"""Fields: noise on every scale, bent space, broken lines. All of it drawn from a random.Random.

A field is a picture of mode F with values 0..1; a mask is one of mode L.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageMath

Size = tuple[int, int]
Point = tuple[float, float]
Draw = Callable[[ImageDraw.ImageDraw, int], None]

_MESH = 36
"""Cells a side that space is bent by, at most: more cost time, fewer show."""


def noise(
    chance: random.Random,
    size: Size,
    cells: tuple[float, float],
    *,
    octaves: int = 6,
    roughness: float = 0.5,
) -> Image.Image:
    """Noise that begins with so many cells across and down, each octave twice as fine; a field."""
    width, height = size
    grid = (_within(cells[0], width), _within(cells[1], height))
    total, weight = _specks(chance, grid), 1.0
    for _ in range(octaves - 1):
        finer = (min(width, grid[0] * 2), min(height, grid[1] * 2))
        if finer == grid:
            break
        grid, weight = finer, weight * roughness
        coarse = total.resize(grid, Image.Resampling.BICUBIC)
        total = _sum(coarse, _specks(chance, grid), weight)
    return stretched(total.resize(size, Image.Resampling.BICUBIC))


def even(size: Size, across: float) -> tuple[float, float]:
    """Cells that are about square: so many along the shorter side."""
    short = min(size)
    return across * size[0] / short, across * size[1] / short


def stretched(field: Image.Image) -> Image.Image:
    """The same field from 0 to 1."""
    low, high = _extrema(field)
    scale = 1 / (high - low) if high > low else 0.0
    return field.point(lambda value: value * scale + -low * scale)


def folded(field: Image.Image, sharpness: float = 1.0) -> Image.Image:
    """1 along the field's middle and falling to both sides: ridges, veins, threads."""
    result = ImageMath.lambda_eval(lambda given: 1 - abs(given["f"] * 2 - 1) * sharpness, f=field)
    return _image(result)


def mask(field: Image.Image, low: float, high: float) -> Image.Image:
    """0 up to `low`, 255 from `high` on; L."""
    scale = 255 / (high - low)
    return field.point(lambda value: value * scale + -low * scale).convert("L")


def relief(field: Image.Image, step: Point, strength: float) -> Image.Image:
    """The field as a landscape with light from one side: 128 is flat; L."""
    level = field.point(lambda value: value * 255 + 0).convert("L")
    moved = level.copy()
    moved.paste(level, (round(step[0]), round(step[1])))
    difference = ImageChops.subtract(level, moved, 1, 128)
    return difference.point(lambda value: 128 + (value - 128) * strength)


def bent(source: Image.Image, size: Size, place: Callable[[float, float], Point]) -> Image.Image:
    """`source` seen through bent space: what is at (x, y), 0..1, comes from `place` of it, 0..1."""
    (width, height), mesh = size, _mesh(size)
    wide, tall = source.width - 1, source.height - 1
    columns = [round(width * step / mesh) for step in range(mesh + 1)]
    rows = [round(height * step / mesh) for step in range(mesh + 1)]
    knots = [[place(x / mesh, y / mesh) for x in range(mesh + 1)] for y in range(mesh + 1)]
    quads = []
    for y, (top, bottom) in enumerate(pairwise(rows)):
        for x, (left, right) in enumerate(pairwise(columns)):
            if left == right or top == bottom:
                continue
            corners = (knots[y][x], knots[y + 1][x], knots[y + 1][x + 1], knots[y][x + 1])
            flat = tuple(value for u, v in corners for value in (_unit(u) * wide, _unit(v) * tall))
            quads.append(((left, top, right, bottom), flat))
    return source.transform(size, Image.Transform.MESH, quads, Image.Resampling.BILINEAR)


def warped(chance: random.Random, source: Image.Image, size: Size, reach: float) -> Image.Image:
    """`source` pushed about by slow noise, by up to `reach` of its sides."""
    mesh = _mesh(size)
    grid = (mesh + 1, mesh + 1)
    slow = [noise(chance, (_MESH + 1, _MESH + 1), (3, 3), octaves=3) for _ in range(2)]
    pushes = [list(push.resize(grid).get_flattened_data()) for push in slow]
    margin = 1 - 2 * reach

    def place(x: float, y: float) -> Point:
        index = round(y * mesh) * (mesh + 1) + round(x * mesh)
        right, down = (float(str(push[index])) for push in pushes)
        return (
            reach + x * margin + (right - 0.5) * 2 * reach,
            reach + y * margin + (down - 0.5) * 2 * reach,
        )

    return bent(source, size, place)


def line(
    chance: random.Random, reach: float, *, knots: int = 5, roughness: float = 0.52
) -> list[float]:
    """257 heights around 0 by midpoint displacement, the first bends up to `reach` either way."""
    heights = [chance.uniform(-reach, reach) for _ in range(knots)]
    while len(heights) < 257:
        reach *= roughness
        halves = [(a + b) / 2 + chance.uniform(-reach, reach) for a, b in pairwise(heights)]
        heights = [h for pair in zip(heights, halves, strict=False) for h in pair] + heights[-1:]
    return [heights[round(place * (len(heights) - 1) / 256)] for place in range(257)]


def shape(size: Size, draw: Draw) -> Image.Image:
    """A mask with smooth edges: `draw` paints it twice as large, with 255."""
    large = Image.new("L", (size[0] * 2, size[1] * 2))
    draw(ImageDraw.Draw(large), 2)
    return large.reduce(2)


def below(size: Size, heights: list[float], base: float) -> Image.Image:
    """A mask of all below a line of heights, in pixels, around `base`."""

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        step = size[0] / (len(heights) - 1)
        top = [(x * step * scale, (base + y) * scale) for x, y in enumerate(heights)]
        bottom = size[1] * scale + 2
        pen.polygon([(0, bottom), *top, (size[0] * scale, bottom)], fill=255)

    return shape(size, draw)


def disc(size: Size, center: Point, radius: float) -> Image.Image:
    """255 in the middle, falling to 0 at `radius`; L."""
    reach = max(2, round(radius * 2))
    light = ImageChops.invert(Image.radial_gradient("L").resize((reach, reach)))
    # The gradient ends in the corners, a circle ends at the sides.
    inner = light.point([max(0, round((level - 75) * 255 / 180)) for level in range(256)])
    result = Image.new("L", size)
    result.paste(inner, (round(center[0] - reach / 2), round(center[1] - reach / 2)))
    return result


def _specks(chance: random.Random, size: Size) -> Image.Image:
    return Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).convert("F")


def _sum(one: Image.Image, other: Image.Image, weight: float) -> Image.Image:
    return _image(
        ImageMath.lambda_eval(
            lambda given: given["one"] + given["other"] * weight, one=one, other=other
        )
    )


def _image(result: object) -> Image.Image:
    if not isinstance(result, Image.Image):
        raise TypeError("A field is a picture.")
    return result


def _extrema(field: Image.Image) -> tuple[float, float]:
    low, high = field.getextrema()
    return float(str(low)), float(str(high))


def _within(cells: float, limit: int) -> int:
    return max(1, min(limit, round(cells)))


def _mesh(size: Size) -> int:
    """Cells a side for a picture of that size: a small one needs fewer."""
    return max(10, min(_MESH, max(size) // 8))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
