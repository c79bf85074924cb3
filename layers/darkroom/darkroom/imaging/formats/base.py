"""What the format modules share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PIL import ImageFile

from darkroom.domain.errors import BrokenImage

MAX_PARTS = 100_000
"""Chunks or segments in one file: Pillow takes 1 s for as many. A PNG of 50 MiB in the 8 KiB chunks
that libpng writes has 6,400."""


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
    """Counts the parts of a file, so that no walk goes on for ever."""

    def __init__(self, limit: int = MAX_PARTS) -> None:
        self._left = limit

    def count(self) -> None:
        """Raises BrokenImage when there are more than any encoder writes."""
        self._left -= 1
        if self._left < 0:
            raise BrokenImage("The file is cut into more pieces than an image needs. Save it anew.")
