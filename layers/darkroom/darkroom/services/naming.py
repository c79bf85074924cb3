"""What results are called."""

from __future__ import annotations

import unicodedata

from darkroom.domain.asset import Asset
from darkroom.domain.limits import MAX_FILENAME_BYTES
from darkroom.domain.prompts import can_be_seen

_MOST_WORDS = 8
_MOST_CHARACTERS = 60
_LONGEST_EXTENSION = 4
"""As in `jpeg`, `webp` and `avif`."""


def draft_name(words: str, source: Asset | None) -> str:
    """The source's name, or else the first words of the prompt; as PNG until it is known."""
    if source is not None:
        return renamed(source.filename, "png")
    name = "-".join(_letters(words).split()[:_MOST_WORDS])[:_MOST_CHARACTERS]
    return f"{name.rstrip('-') or 'image'}.png"


def renamed(filename: str, ext: str) -> str:
    """The name with another extension, shortened where it would be too long."""
    kept = _stem(filename).encode()[: MAX_FILENAME_BYTES - len(ext) - 1]
    return f"{kept.decode(errors='ignore')}.{ext}"


def _stem(filename: str) -> str:
    """The name without its extension: the dot of `v1.2 beach` begins none."""
    stem, _, last = filename.rpartition(".")
    is_word = last.isascii() and last.isalnum() and not last.isdigit()
    is_extension = not last or (is_word and len(last) <= _LONGEST_EXTENSION)
    return stem if stem and is_extension else filename


def _letters(text: str) -> str:
    """Letters and digits, with marks only where they are over one, and spaces for all else."""
    kept = " "
    for char in text:
        kind = unicodedata.category(char)[0]
        is_letter = kind in "LN" and can_be_seen(char)
        kept += char if is_letter or (kind == "M" and not kept.endswith(" ")) else " "
    return kept
