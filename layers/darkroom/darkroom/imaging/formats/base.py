"""What the format modules share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PIL import ImageFile

from darkroom.domain.errors import BrokenImage

MAX_PARTS = 400_000
"""Chunks, segments or sub-blocks in one file. A 50 MiB GIF in full sub-blocks has 206,000; walking
this many takes about 0.1 s."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The largest picture in a file, in pixels as stored, and how many there are."""

    width: int
    height: int
    frames: int = 1


class Format(Protocol):
    """A module of this package."""

    def measure(self, data: bytes) -> Extent:
        """What the structure says. Raises BrokenImage."""

    def open_image(self, data: bytes) -> ImageFile.ImageFile:
        """The file, opened at its first frame, nothing decoded. Raises what Pillow raises."""


class Parts:
    """Counts the parts of a file, so that no walk is longer than MAX_PARTS."""

    def __init__(self) -> None:
        self._left = MAX_PARTS

    def count(self) -> None:
        """Raises BrokenImage when there are more than any encoder writes."""
        self._left -= 1
        if self._left < 0:
            raise BrokenImage("The file is cut into more pieces than an image needs. Save it anew.")
