"""Refining without keeping shapes: what the painter makes of a prompt grows into the source.

The painted picture comes in from afar: first where the sky is, then downwards, in banks with soft
edges. Both meet in colour: the painting is given the source's tones, the less the stronger the
change is, and what is left of the source is refined as the prompt says.
"""

from __future__ import annotations

import random

from PIL import Image

from darkroom.imaging.painter import LEAST_SIDE, fields, paint
from darkroom.imaging.painter.inks import fall
from darkroom.imaging.painter.words import read
from darkroom.imaging.retouch.colors import changed
from darkroom.imaging.retouch.refinement import dice_of, styled, toned
from darkroom.imaging.retouch.sky import sky_of
from darkroom.imaging.retouch.tones import tones_of, towards

_SOFTNESS = 0.16
"""Of the order in which places are painted over: how wide an edge is."""
_PLAIN = "photo"
"""The style of what is painted in: the prompt's own comes over all of it at the end."""


def recomposed(
    picture: Image.Image, prompt: str, *, seed: int, strength: float, negative: str, style: str
) -> Image.Image:
    """An RGB picture as large: at strength 0 the source, at 1 the painter's picture of the prompt,
    in between some of each."""
    if strength <= 0:
        return picture
    if strength >= 1:
        return _painted(picture.size, prompt, seed, negative, style)
    painted = _painted(picture.size, prompt, seed, negative, _PLAIN)
    said = read(prompt, negative, style)
    kept = (1 - strength) * (0.35 if said.light or said.colors else 0.7)
    painted = changed(painted, towards(tones_of(painted), tones_of(picture), kept))
    left = toned(picture, prompt, seed=seed, strength=strength, negative=negative, style=style)
    order = _order(picture, dice_of(prompt, seed).of("banks"))
    edge = strength * (1 + _SOFTNESS)
    old = fields.mask(order.convert("F"), 255 * (edge - _SOFTNESS), 255 * edge)
    mixed = Image.composite(left, painted, old)
    return styled(mixed, prompt, seed=seed, strength=strength, negative=negative, style=style)


def _painted(
    size: tuple[int, int], prompt: str, seed: int, negative: str, style: str
) -> Image.Image:
    """The painter's picture at a size that it may not paint itself."""
    scale = max(1.0, LEAST_SIDE / min(size))
    large = tuple(max(LEAST_SIDE, min(2048, round(side * scale))) for side in size)
    picture = paint(prompt, seed=seed, size=(large[0], large[1]), negative_prompt=negative,
                    style=style)  # fmt: skip
    return picture if picture.size == size else picture.resize(size, Image.Resampling.BICUBIC)


def _order(picture: Image.Image, chance: random.Random) -> Image.Image:
    """When each place is painted over, 0 (first) to 255; L."""
    size = picture.size
    down = fall(size, ((0.0, (0,) * 3), (1.0, (255,) * 3))).getchannel(0)
    banks = fields.noise(chance, size, fields.even(size, 3), octaves=5)
    order = Image.blend(down, fields.mask(banks, 0, 1), 0.35)
    sky = sky_of(picture)
    if sky:
        low = order.point([level // 3 for level in range(256)])
        high = order.point([85 + level * 2 // 3 for level in range(256)])
        order = Image.composite(low, high, sky.mask)
    return order
