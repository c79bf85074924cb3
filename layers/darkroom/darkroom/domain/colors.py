"""Colours and palettes."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from enum import StrEnum
from math import floor

from darkroom.domain.color_names import nearest_name
from darkroom.domain.oklab import Rgb, linear_levels

PALETTE_COLORS = 5
"""Of an asset. Behind as many, and only then, its row has room for accents."""
BLACK, WHITE = "#000000", "#ffffff"

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_ROUNDING = 1e-9
"""What a computed contrast may be wrong by, so that 21 is not cut to 20.99."""


class PaletteType(StrEnum):
    """What a palette shows of an image: most of it, its vivid colours, or its quiet ones."""

    DOMINANT = "dominant"
    VIBRANT = "vibrant"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Color:
    """An sRGB colour, 0..255 a channel, and the share (0..1) of the image it stands for."""

    red: int
    green: int
    blue: int
    proportion: float

    @property
    def hex(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @classmethod
    def from_hex(cls, text: str, proportion: float) -> Color:
        """The colour `#rrggbb` names. Raises ValueError for anything else."""
        if not _HEX.fullmatch(text):
            raise ValueError("a colour is written #rrggbb")
        red, green, blue = bytes.fromhex(text[1:])
        return cls(red, green, blue, proportion)

    @property
    def rgb(self) -> Rgb:
        return self.red, self.green, self.blue

    @property
    def hsv(self) -> tuple[float, float, float]:
        """Hue in degrees, 0 to less than 360, to a tenth; saturation and value 0..1, to four
        digits. The hue of a grey is 0."""
        hue, saturation, value = colorsys.rgb_to_hsv(
            self.red / 255, self.green / 255, self.blue / 255
        )
        return round(hue * 360, 1) % 360, round(saturation, 4), round(value, 4)

    @property
    def name(self) -> str:
        """The nearest of the named colours of CSS."""
        return nearest_name(self.rgb)

    @property
    def text_color(self) -> str:
        """Black or white, whichever reads better on this colour."""
        return WHITE if self._contrast_of_white > self._contrast_of_black else BLACK

    @property
    def contrast(self) -> float:
        """The contrast ratio of the text colour on this one, 1..21, rounded down to two digits: a
        figure that says 4.5 is enough for 4.5 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
        """
        ratio = max(self._contrast_of_white, self._contrast_of_black)
        return floor(ratio * 100 + _ROUNDING) / 100

    @property
    def luminance(self) -> float:
        """Relative luminance, 0..1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
        light = linear_levels()
        red, green, blue = light[self.red], light[self.green], light[self.blue]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    @property
    def _contrast_of_white(self) -> float:
        return (1 + 0.05) / (self.luminance + 0.05)

    @property
    def _contrast_of_black(self) -> float:
        return (self.luminance + 0.05) / 0.05


Palette = tuple[Color, ...]
"""Colours in order of proportion, largest first, or as their palette type says."""
