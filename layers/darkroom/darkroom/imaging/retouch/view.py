"""Looking at a picture from elsewhere: nearer, from the side, mirrored; never beyond its edge."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import cos, radians, sin

from PIL import Image, ImageOps

from darkroom.imaging.framing import Size

_MIRRORED_FROM = 0.5
"""The strength from which a mirrored view is mirrored: it is all or nothing."""
_SIDES = ((-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5))


@dataclass(frozen=True, slots=True)
class View:
    """Where from, at full strength: `zoom` times as near, `focus` the side that is looked at (-1..1
    across and down), `tilt` in degrees, `slants` how far each corner is drawn in (0..1 of it)."""

    zoom: float
    focus: tuple[float, float]
    tilt: float
    slants: tuple[float, ...]
    mirrored: bool


def thrown_view(chance: random.Random) -> View:
    """Any view."""
    return View(
        zoom=chance.uniform(1.15, 1.5),
        focus=(chance.uniform(-1, 1), chance.uniform(-0.7, 0.7)),
        tilt=chance.uniform(-4, 4),
        slants=tuple(chance.uniform(0, 0.16) for _ in range(8)),
        mirrored=chance.random() < 0.4,
    )


def seen(picture: Image.Image, view: View, strength: float, size: Size) -> Image.Image:
    """The picture from that view at `size`, whose shape it has; at strength 0 from the front."""
    if view.mirrored and strength >= _MIRRORED_FROM:
        picture = ImageOps.mirror(picture)
    wide, tall = picture.size
    nearness = 1 / (1 + (view.zoom - 1) * strength)
    angle = radians(view.tilt * strength)
    corners = []
    for index, (u, v) in enumerate(_SIDES):
        x = u * wide * nearness * (1 - view.slants[2 * index] * strength)
        y = v * tall * nearness * (1 - view.slants[2 * index + 1] * strength)
        corners.append((x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)))
    reach = [max(abs(corner[axis]) for corner in corners) for axis in (0, 1)]
    fit = min(1.0, wide / 2 / reach[0], tall / 2 / reach[1])
    middle = [
        side / 2 + (side / 2 - far * fit) * towards * strength
        for side, far, towards in zip((wide, tall), reach, view.focus, strict=True)
    ]
    quad = tuple(middle[axis] + corner[axis] * fit for corner in corners for axis in (0, 1))
    return picture.transform(size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
