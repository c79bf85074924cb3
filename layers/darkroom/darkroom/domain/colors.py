"""Colours and palettes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


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


Palette = tuple[Color, ...]
"""Colours in order of proportion, largest first."""
