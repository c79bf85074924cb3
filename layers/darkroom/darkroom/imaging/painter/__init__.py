"""A painter by rules: pictures from words, without any model.

It is no neural network and has learned nothing. It looks a prompt's words up in a vocabulary
(`vocabulary.py`), composes layers of noise, gradients and shapes, and stays with what it can
paint: skies, seas, hills, cities, weather, space, abstract fields and patterns. What it has no
word for (a portrait, an animal) becomes an abstract field in the prompt's colours and mood.
"""

from __future__ import annotations

import json

from PIL import Image

from darkroom.imaging.painter import abstract, grading, patterns, scenes, space
from darkroom.imaging.painter.stage import Dice
from darkroom.imaging.painter.styles import finish
from darkroom.imaging.painter.words import Reading, read

LEAST_SIDE, LARGEST_SIDE = 64, 2048
_EDITION = 1
"""Of the painter: another one paints other pictures from the same words."""


def paint(
    prompt: str,
    *,
    seed: int,
    size: tuple[int, int],
    negative_prompt: str = "",
    style: str = "",
) -> Image.Image:
    """A picture of the prompt, RGB, exactly as large as `size` (64..2048 pixels a side).

    The same arguments give the same pixels in every process, another seed another picture of the
    same subject. What the negative prompt names is left out, and the rest stays where it is; a
    style is laid over the same composition. Raises a ValueError where the size is out of range.
    """
    if not all(LEAST_SIDE <= side <= LARGEST_SIDE for side in size):
        raise ValueError(f"A side has {LEAST_SIDE} to {LARGEST_SIDE} pixels.")
    reading = read(prompt, negative_prompt, style)
    # The prompt and the seed alone: so leaving clouds out does not move the mountains.
    dice = Dice(json.dumps([_EDITION, prompt, seed]).encode())
    picture, share = _compose(reading, dice, size)
    if reading.colors:
        picture = Image.blend(picture, grading.named(picture, reading.colors), share)
    elif share:
        picture = grading.mood(picture, reading)
    is_flat = not reading.subjects.isdisjoint(patterns.SUBJECTS)
    return finish(picture, reading.style, dice.of("finish"), flat=is_flat)


def _compose(reading: Reading, dice: Dice, size: tuple[int, int]) -> tuple[Image.Image, float]:
    """The picture, and how far (0..1) its colours are still nature's, not those of the prompt."""
    if not reading.subjects.isdisjoint(patterns.SUBJECTS):
        return patterns.paint_pattern(reading, dice, size), 0.0
    if not reading.subjects.isdisjoint(abstract.SUBJECTS):
        return abstract.paint_abstract(reading, dice, size), _glow(reading)
    if not reading.subjects.isdisjoint(space.SUBJECTS) and not reading.has(*_GROUNDED):
        return space.paint_space(reading, dice, size), _BY_HALVES if reading.colors else 1.0
    if not reading.subjects.isdisjoint(scenes.SUBJECTS):
        return scenes.paint_scene(reading, dice, size), 1.0
    return abstract.paint_abstract(reading, dice, size), 0.0


def _glow(reading: Reading) -> float:
    """Lights add up to other colours than they have: those are brought back half of the way."""
    return _BY_HALVES if reading.colors and reading.has("smoke", "bokeh") else 0.0


_BY_HALVES = 0.6
_GROUNDED = ("sea", "beach", "lake", "river", "mountains", "hills", "desert", "forest", "flowers",
             "city", "street")  # fmt: skip
