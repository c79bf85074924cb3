"""ThumbHash: a blurred picture in about 25 bytes, to show before the image has arrived.

The format is Evan Wallace's (https://evanw.github.io/thumbhash/). A picture is split into lightness
L, yellow-blue P, red-green Q and alpha A; of each, the lowest frequencies of a cosine transform are
kept. Five or six bytes hold the averages, the scales and the shape, and every frequency is a
nibble of what follows.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from math import cos, floor, pi
from operator import mul
from typing import NamedTuple

from PIL import Image

_SIDE = 32
_LEAST_SIDE = 8  # fewer samples than cosines, of which there are up to seven, would mix them up
_DETAIL, _DETAIL_BESIDE_ALPHA = 7, 5
_COLOR_DETAIL, _ALPHA_DETAIL = 3, 5

Plane = list[list[float]]
"""One channel, 0..1 or -1..1, as rows."""


class _Waves(NamedTuple):
    """A channel's average, its largest frequency, and all others as shares (0..1) of that."""

    average: float
    scale: float
    shares: tuple[float, ...]


def thumbhash(image: Image.Image) -> str:
    """The ThumbHash of an RGB or RGBA image, in base64."""
    grid = [max(_LEAST_SIDE, round(_SIDE * side / max(image.size))) for side in image.size]
    small = image.convert("RGBA").resize((grid[0], grid[1]), Image.Resampling.BOX)
    return base64.b64encode(_hash(small, *image.size)).decode("ascii")


def _hash(small: Image.Image, width: int, height: int) -> bytes:
    lightness, yellow, red, alpha = _planes(small)
    has_alpha = any(value < 1 for row in alpha for value in row)
    detail = _DETAIL_BESIDE_ALPHA if has_alpha else _DETAIL
    across, down = (max(1, _round(detail * side / max(width, height))) for side in (width, height))
    light = _transform(lightness, max(3, across), max(3, down))
    channels = [
        light,
        (p := _transform(yellow, _COLOR_DETAIL, _COLOR_DETAIL)),
        (q := _transform(red, _COLOR_DETAIL, _COLOR_DETAIL)),
    ]
    landscape = width > height
    head = (
        _round(63 * light.average)
        | _round(31.5 + 31.5 * p.average) << 6
        | _round(31.5 + 31.5 * q.average) << 12
        | _round(31 * light.scale) << 18
        | has_alpha << 23
    )
    shape = (
        (down if landscape else across)
        | _round(63 * p.scale) << 3
        | _round(63 * q.scale) << 9
        | landscape << 15
    )
    packed = head.to_bytes(3, "little") + shape.to_bytes(2, "little")
    if has_alpha:
        channels.append(a := _transform(alpha, _ALPHA_DETAIL, _ALPHA_DETAIL))
        packed += bytes([_round(15 * a.average) | _round(15 * a.scale) << 4])
    return packed + _nibbles([share for waves in channels for share in waves.shares])


def _planes(small: Image.Image) -> tuple[Plane, Plane, Plane, Plane]:
    """Lightness, yellow-blue, red-green and alpha; transparent pixels take the average colour."""
    width = small.width
    reds, greens, blues, alphas = (
        [level / 255 for level in band.tobytes()] for band in small.split()
    )
    weight = sum(alphas)

    def over_average(channel: list[float]) -> list[float]:
        average = sum(map(mul, channel, alphas)) / weight if weight else 0.0
        return [average + (c - average) * a for c, a in zip(channel, alphas, strict=True)]

    colors = list(zip(*map(over_average, (reds, greens, blues)), strict=True))

    def plane(value: Callable[[float, float, float], float]) -> Plane:
        return _rows([value(*color) for color in colors], width)

    return (
        plane(lambda r, g, b: (r + g + b) / 3),
        plane(lambda r, g, b: (r + g) / 2 - b),
        plane(lambda r, g, _: r - g),
        _rows(alphas, width),
    )


def _rows(values: list[float], width: int) -> Plane:
    return [values[at : at + width] for at in range(0, len(values), width)]


def _transform(plane: Plane, across: int, down: int) -> _Waves:
    """The triangle of the lowest `across` by `down` frequencies: rows first, then columns."""
    horizontal, vertical = _cosines(across, len(plane[0])), _cosines(down, len(plane))
    columns = [[_dot(row, wave) for row in plane] for wave in horizontal]
    pixels = len(plane) * len(plane[0])
    average, *rest = (
        _dot(columns[cx], vertical[cy]) / pixels
        for cy in range(down)
        for cx in range(across)
        if cx * down < across * (down - cy)
    )
    scale = max(map(abs, rest))
    return _Waves(
        average, scale, tuple(0.5 + 0.5 * wave / scale if scale else 0.5 for wave in rest)
    )


def _cosines(count: int, length: int) -> list[list[float]]:
    return [[cos(pi / length * c * (at + 0.5)) for at in range(length)] for c in range(count)]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    total: float = sum(map(mul, a, b))
    return total


def _nibbles(shares: list[float]) -> bytes:
    """Four bits each, the earlier one in the lower half of a byte."""
    levels = [_round(15 * share) for share in shares] + [0]
    return bytes(low | high << 4 for low, high in zip(levels[::2], levels[1::2], strict=False))


def _round(value: float) -> int:
    """Halves up, as the reference does; Python would round them to even."""
    return floor(value + 0.5)
