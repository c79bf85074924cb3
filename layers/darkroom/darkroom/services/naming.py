"""What results are called."""

from __future__ import annotations

import unicodedata

from darkroom.domain.asset import Asset
from darkroom.domain.limits import MAX_FILENAME_BYTES

_MOST_WORDS = 8
_MOST_CHARACTERS = 60


def draft_name(words: str, source: Asset | None) -> str:
    """The source's name, or else the first words of the prompt; as PNG until it is known."""
    if source is not None:
        return renamed(source.filename, "png")
    letters = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in words)
    return f"{'-'.join(letters.split()[:_MOST_WORDS])[:_MOST_CHARACTERS] or 'image'}.png"


def renamed(filename: str, ext: str) -> str:
    """The name with another extension, shortened where it would be too long."""
    stem, dot, _ = filename.rpartition(".")
    kept = (stem if dot and stem else filename).encode()[: MAX_FILENAME_BYTES - len(ext) - 1]
    return f"{kept.decode(errors='ignore')}.{ext}"
