"""Palettes as they are kept: taken from an asset, or given by a caller.

What is taken from an asset is named after how it was taken, so that asking twice keeps one, and
whoever has the id knows where it came from: `{asset}-vibrant-5`. A caller's own has a UUIDv7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from darkroom.domain.colors import Palette, PaletteType
from darkroom.domain.ids import is_id

MIN_COLORS, MAX_COLORS = 2, 16
DEFAULT_COLORS = 5
MOST_OF_ONE_ASSET = len(PaletteType) * (MAX_COLORS - MIN_COLORS + 1)

_ID_LENGTH = 36
_SUFFIX = re.compile(rf"-(?:{'|'.join(PaletteType)})-(?:[2-9]|1[0-6])")


@dataclass(frozen=True, slots=True)
class StoredPalette:
    """A palette with its name. One that was taken from an asset says from which, and how."""

    id: str
    owner: str
    name: str
    colors: Palette
    created_at: datetime
    asset_id: str | None = None
    palette_type: PaletteType | None = None
    num_colors: int | None = None


def palette_id(asset_id: str, palette_type: PaletteType, num_colors: int) -> str:
    """The id of what is taken from an asset."""
    return f"{asset_id}-{palette_type.value}-{num_colors}"


def is_palette_id(text: str) -> bool:
    """Whether this can be the id of a palette."""
    suffix = text[_ID_LENGTH:]
    return is_id(text[:_ID_LENGTH]) and (not suffix or _SUFFIX.fullmatch(suffix) is not None)
