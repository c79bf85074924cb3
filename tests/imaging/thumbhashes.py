"""Turns a ThumbHash back into a picture, to see whether it is one."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from math import cos, pi
from typing import NamedTuple

from PIL import Image


class _Channel(NamedTuple):
    average: float
    waves: dict[tuple[int, int], float]

    def at(self, x: float, y: float) -> float:
        """The value at a place, both coordinates 0..1."""
        return self.average + sum(
            2 * wave * cos(pi * cx * x) * cos(pi * cy * y) for (cx, cy), wave in self.waves.items()
        )


def decoded(text: str) -> Image.Image:
    """The picture, RGBA, longest side 32."""
    hashed = base64.b64decode(text)
    head, shape = int.from_bytes(hashed[:3], "little"), int.from_bytes(hashed[3:5], "little")
    has_alpha, landscape = head >> 23, shape >> 15
    long, short = (5 if has_alpha else 7), shape & 7
    across, down = (long, short) if landscape else (short, long)
    nibbles = _nibbles(hashed[6 if has_alpha else 5 :])
    light = _channel(
        nibbles, max(3, across), max(3, down), (head & 63) / 63, (head >> 18 & 31) / 31
    )
    yellow = _channel(nibbles, 3, 3, (head >> 6 & 63) / 31.5 - 1, (shape >> 3 & 63) / 63 * 1.25)
    red = _channel(nibbles, 3, 3, (head >> 12 & 63) / 31.5 - 1, (shape >> 9 & 63) / 63 * 1.25)
    alpha = _Channel(1.0, {})
    if has_alpha:
        alpha = _channel(nibbles, 5, 5, (hashed[5] & 15) / 15, (hashed[5] >> 4) / 15)
    return _drawn(light, yellow, red, alpha, across / down)


def _nibbles(packed: bytes) -> Iterator[int]:
    for byte in packed:
        yield byte & 15
        yield byte >> 4


def _channel(
    nibbles: Iterator[int], across: int, down: int, average: float, scale: float
) -> _Channel:
    waves = {}
    for cy in range(down):
        for cx in range(across):
            if (cx or cy) and cx * down < across * (down - cy):
                waves[cx, cy] = (next(nibbles) / 7.5 - 1) * scale
    return _Channel(average, waves)


def _drawn(
    light: _Channel, yellow: _Channel, red: _Channel, alpha: _Channel, ratio: float
) -> Image.Image:
    width, height = (32, round(32 / ratio)) if ratio > 1 else (round(32 * ratio), 32)
    pixels = bytearray()
    for row in range(height):
        for column in range(width):
            x, y = (column + 0.5) / width, (row + 0.5) / height
            lightness, p, q = light.at(x, y), yellow.at(x, y), red.at(x, y)
            b = lightness - 2 / 3 * p
            r = (3 * lightness - b + q) / 2
            pixels += bytes(
                max(0, min(255, round(255 * value))) for value in (r, r - q, b, alpha.at(x, y))
            )
    return Image.frombytes("RGBA", (width, height), bytes(pixels))
