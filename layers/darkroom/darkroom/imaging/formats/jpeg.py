"""JPEG (ITU-T T.81)."""

from __future__ import annotations

import re
from io import BytesIO

from PIL import JpegImagePlugin

from darkroom.domain.errors import BrokenImage
from darkroom.imaging.formats.base import Extent, Parts

MAX_SCANS = 100
"""A progressive file of 64 scans is the most that optimisers try; each one costs the decoder a
pass over the whole picture, for as little as 200 bytes."""
ORDINARY_SCANS = 20
"""Encoders that optimise nothing write 10."""
MAX_SCANNED_PIXELS = 2_000_000_000
"""Over all of more scans than that: it takes the decoder 1.5 s. 64 Mpx may have 31."""

# A marker: not a stuffed byte, not fill, and not a restart, of which there may be one per block.
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN, _TEMPORARY = 0xD8, 0xD9, 0xDA, 0x01


class _Jpeg(JpegImagePlugin.JpegImageFile):
    """Pillow's, but it does not read the resolution out of EXIF: nobody asks for it, and with
    damaged EXIF, of which there is much, that warns on a process-wide channel."""

    def _read_dpi_from_exif(self) -> None:
        pass


def measure(data: bytes) -> Extent:
    width = height = scans = 0
    parts, position = Parts(), 2
    while found := _MARKER.search(data, position):
        parts.count()
        marker, position = found[1][0], found.end()
        if marker == _END_OF_IMAGE:  # what follows, such as a preview or a film, is not ours
            break
        if marker in {_START_OF_IMAGE, _TEMPORARY}:
            continue
        if marker in _FRAME_HEADERS:
            height = max(height, int.from_bytes(data[position + 3 : position + 5]))
            width = max(width, int.from_bytes(data[position + 5 : position + 7]))
        scans += marker == _START_OF_SCAN
        if scans > _most_scans(width * height):
            raise BrokenImage("The image has more scans than one of its size needs. Save it anew.")
        position += max(2, int.from_bytes(data[position : position + 2]))
    if not width or not height:
        raise BrokenImage("The image does not say how large it is.")
    return Extent(width, height)


def _most_scans(pixels: int) -> int:
    return min(MAX_SCANS, max(ORDINARY_SCANS, MAX_SCANNED_PIXELS // max(1, pixels)))


def open_image(data: bytes) -> JpegImagePlugin.JpegImageFile:
    return _Jpeg(BytesIO(data))
