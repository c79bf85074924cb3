"""Where in a picture the sky is, as far as that can be told without knowing what a sky is.

It is taken to reach in every column from the upper edge down to a skyline: an unbroken line from
side to side with a contrast along it, rather darker below than above, and little contrast above it.
In a picture of a room that may be where the wall ends, and a sharp cloud may be taken for land:
then light falls where one would not expect it, and nothing worse happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import dist

from PIL import Image, ImageMath

from darkroom.domain.oklab import Lab, to_lab
from darkroom.imaging.framing import Size

_SIDE = 80
"""Pixels of the copy that is searched, along its longer side."""
_AROUND = 3
"""Rows above and below a skyline that it parts."""
_HUES = 2.0
"""How much more a difference in colour counts than one in lightness: haze takes the latter away."""
_BLUE, _DOUBT = -0.06, 0.4
"""What is as blue as this and bluer than what is above it is land with this likelihood."""
_ENOUGH = 0.2
"""The contrast beyond which a line is not a better one."""
_ROUGHNESS, _DARKNESS, _JUMP = 0.085, 0.2, 0.035
"""What a skyline costs: for all contrast above it, for what is darker there than the upper edge of
the picture, and for every row that it rises or falls."""
_DARKER = 0.06
_PLAIN = 0.05
"""The contrast in OKLab below which a line is none: two or three times the least one can see."""
_LEAST, _MOST = 0.06, 0.92
"""Shares of a picture that a sky may have. More than that is no sky but a plain picture."""
_REACH, _EVENNESS = 5, 0.0005

Grid = list[list[float]]


@dataclass(frozen=True, slots=True)
class Sky:
    """`mask`: 255 where the sky is, as large as the picture; L. `horizon`: the row (0..1 of the
    height) down to which it reaches in most places."""

    mask: Image.Image
    horizon: float


def sky_of(picture: Image.Image) -> Sky | None:
    """The sky of an RGB picture; None where there is none to be found."""
    scale = min(1.0, _SIDE / max(picture.size))
    size = (max(8, round(picture.width * scale)), max(8, round(picture.height * scale)))
    small = picture.resize(size, Image.Resampling.BOX)
    line = _skyline(small)
    share = sum(line) / (size[0] * size[1])
    if not _LEAST <= share <= _MOST:
        return None
    found = [[float(row < depth) for depth in line] for row in range(size[1])]
    horizon = sorted(line)[len(line) * 3 // 4] / size[1]
    return Sky(_along_edges(found, small.convert("L"), picture), max(0.05, horizon))


def _skyline(small: Image.Image) -> list[int]:
    """How many rows of sky each column has; none at all where no line has contrast."""
    columns = _columns(small)
    edges = [_edges(column) for column in columns]
    costs: Grid = []
    total: list[float] = []
    light = sorted(column[0].lightness for column in columns)[len(columns) // 2] - _DARKER
    for column, edge in zip(columns, edges, strict=True):
        rough = [0.0, *accumulate(map(dist, column, column[1:])), 0.0]
        dark = [0.0, *accumulate(max(0.0, light - each.lightness) for each in column)]
        before = _with_jumps(total) if total else [0.0] * len(edge)
        total = [
            before[row] + rough[row] * _ROUGHNESS + dark[row] * _DARKNESS - edge[row]
            for row in range(len(edge))
        ]
        costs.append(total)
    line = _traced(costs)
    contrast = sum(edge[row] for edge, row in zip(edges, line, strict=True)) / len(line)
    return line if contrast > _PLAIN else [0] * len(line)


def _columns(small: Image.Image) -> list[list[Lab]]:
    width, pixels = small.width, small.tobytes()
    labs = [to_lab((pixels[at], pixels[at + 1], pixels[at + 2])) for at in range(0, len(pixels), 3)]
    labs = [Lab(each.lightness, each.a * _HUES, each.b * _HUES) for each in labs]
    return [labs[x::width] for x in range(width)]


def _edges(column: list[Lab]) -> list[float]:
    """How much contrast there is above each row, and below the last."""
    sums = [Lab(0, 0, 0), *accumulate(column, _plus)]
    edges = [0.0]
    for row in range(1, len(column)):
        top, bottom = max(0, row - _AROUND), min(len(column), row + _AROUND)
        above = [(a - b) / (row - top) for a, b in zip(sums[row], sums[top], strict=True)]
        below = [(a - b) / (bottom - row) for a, b in zip(sums[bottom], sums[row], strict=True)]
        contrast = min(_ENOUGH, dist(above, below) + 0.5 * max(0.0, above[0] - below[0]))
        # Below a cloud there is blue sky more often than blue land.
        is_bluer = below[2] < min(_BLUE, above[2] + _BLUE)
        edges.append(contrast * (_DOUBT if is_bluer else 1.0))
    return [*edges, 0.0]


def _plus(one: Lab, other: Lab) -> Lab:
    return Lab(one.lightness + other.lightness, one.a + other.a, one.b + other.b)


def _with_jumps(costs: list[float]) -> list[float]:
    """The least that each row costs when a line may come from any other, row by row."""
    down = list(accumulate(costs, lambda best, cost: min(best + _JUMP, cost)))
    return list(accumulate(down[::-1], lambda best, cost: min(best + _JUMP, cost)))[::-1]


def _traced(costs: Grid) -> list[int]:
    """The line that cost least, from the last column back to the first."""
    row = costs[-1].index(min(costs[-1]))
    line = [row]
    for column in costs[-2::-1]:
        row = min(range(len(column)), key=lambda at: column[at] + _JUMP * abs(at - row))
        line.append(row)
    return line[::-1]


def _along_edges(found: Grid, small: Image.Image, picture: Image.Image) -> Image.Image:
    """The region at the picture's size, its border where the picture has one.

    The fast guided filter (He and Sun, 2015, https://arxiv.org/abs/1505.00996): around every pixel
    of the copy the region is told as a multiple of the grey, plus a constant; both are enlarged.
    """
    width, height = small.size
    levels = [level / 255 for level in small.tobytes()]
    gray = [levels[row * width : (row + 1) * width] for row in range(height)]
    mean, wanted = _means(gray), _means(found)
    square = _means([[i * i for i in row] for row in gray])
    product = _means(
        [[i * p for i, p in zip(*rows, strict=True)] for rows in zip(gray, found, strict=True)]
    )
    factor: Grid = [[0.0] * width for _ in range(height)]
    for y in range(height):
        for x in range(width):
            spread = square[y][x] - mean[y][x] ** 2
            shared = product[y][x] - mean[y][x] * wanted[y][x]
            factor[y][x] = shared / (spread + _EVENNESS)
    rest = [
        [p - a * i for p, a, i in zip(*rows, strict=True)]
        for rows in zip(wanted, factor, mean, strict=True)
    ]
    large = [_field(_means(each), picture.size) for each in (factor, rest)]
    mask = ImageMath.lambda_eval(
        lambda given: (given["a"] * given["i"] / 255 + given["b"] - 0.25) * 510,
        a=large[0], b=large[1], i=picture.convert("L").convert("F"),
    )  # fmt: skip
    if not isinstance(mask, Image.Image):
        raise TypeError("A mask is a picture.")
    return mask.point(lambda level: level * 1 + 0).convert("L")


def _means(grid: Grid) -> Grid:
    """The average of every cell and those around it, fewer at the edges."""
    across = [_smoothed(row) for row in grid]
    return [
        list(row) for row in zip(*map(_smoothed, map(list, zip(*across, strict=True))), strict=True)
    ]


def _smoothed(row: list[float]) -> list[float]:
    sums = [0.0, *accumulate(row)]
    ends = [(max(0, at - _REACH), min(len(row), at + _REACH + 1)) for at in range(len(row))]
    return [(sums[end] - sums[start]) / (end - start) for start, end in ends]


def _field(grid: Grid, size: Size) -> Image.Image:
    field = Image.new("F", (len(grid[0]), len(grid)))
    field.putdata([value for row in grid for value in row])
    return field.resize(size, Image.Resampling.BICUBIC)
