"""What the layers of a scene are painted on, with all they have to agree on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from hashlib import sha256

from PIL import Image

from darkroom.imaging.painter.inks import Rgb, lit, mix
from darkroom.imaging.painter.lights import Ground, Light
from darkroom.imaging.painter.words import Reading


@dataclass(frozen=True, slots=True)
class Dice:
    """Chance, apart for every layer: what one layer throws never moves another."""

    key: bytes

    def of(self, layer: str) -> random.Random:
        """The same for the same key and layer, in every process."""
        digest = sha256(self.key + layer.encode()).digest()
        return random.Random(int.from_bytes(digest))  # noqa: S311 - pictures, not secrets


@dataclass(slots=True)
class Stage:
    """An RGB picture in the making. `horizon` is the row where the ground begins."""

    picture: Image.Image
    reading: Reading
    dice: Dice
    light: Light
    ground: Ground
    horizon: int
    sun: tuple[float, float]

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.picture.width

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.picture.height

    @property
    def unit(self) -> float:
        """The measure of things, in pixels: the shorter side, or what fits into the longer."""
        short, long = sorted(self.picture.size)
        return min(long * 0.75, short * 1.25)

    def seen(self, color: Rgb, nearness: float) -> Rgb:
        """A colour in the scene's light: all haze at 0, all itself at 1."""
        return mix(self.light.haze, lit(color, self.light.ambient), nearness)

    def glaze(self, color: Rgb, mask: Image.Image) -> None:
        """One colour over the picture, where the mask (L, as large) is bright."""
        self.picture.paste(color, (0, 0), mask)
