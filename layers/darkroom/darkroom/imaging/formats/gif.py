"""GIF87a and GIF89a (CompuServe, 1989)."""

from __future__ import annotations

from io import BytesIO

from PIL import GifImagePlugin

from darkroom.domain.limits import MAX_FRAMES
from darkroom.imaging.formats.base import Extent, Parts

MAX_BLOCKS = 400_000
"""A sub-block has at most 255 bytes: in 50 MiB there are 206,000 full ones."""

_EXTENSION, _IMAGE = b"!", b","
_HAS_COLORS = 0x80


def measure(data: bytes) -> Extent:
    """The canvas grows to hold every frame, as it does in the decoder: a canvas of 100 x 100 may
    carry a frame of 65535 x 65535. Stops at one frame more than is accepted."""
    width, height = _u16(data, 6), _u16(data, 8)
    position = 13 + _colors_size(data[10:11])
    parts, frames = Parts(MAX_BLOCKS), 0
    while frames <= MAX_FRAMES:
        parts.count()
        introducer = data[position : position + 1]
        if introducer == _IMAGE:
            frames += 1
            left, top = _u16(data, position + 1), _u16(data, position + 3)
            width = max(width, left + _u16(data, position + 5))
            height = max(height, top + _u16(data, position + 7))
            position += 10 + _colors_size(data[position + 9 : position + 10])
            position = _after_blocks(data, position + 1, parts)
        elif introducer == _EXTENSION:
            position = _after_blocks(data, position + 2, parts)
        elif introducer in {b"", b";"}:
            break
        else:  # the decoder skips what it does not know, too
            position += 1
    return Extent(width, height, max(1, frames))


def _after_blocks(data: bytes, position: int, parts: Parts) -> int:
    """Where the sub-blocks that begin here end."""
    while length := data[position : position + 1]:
        parts.count()
        position += 1 + length[0]
        if not length[0]:
            break
    return position


def _colors_size(flags: bytes) -> int:
    """The bytes of the colour table these flags announce."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & _HAS_COLORS else 0


def _u16(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 2], "little")


def open_image(data: bytes) -> GifImagePlugin.GifImageFile:
    return GifImagePlugin.GifImageFile(BytesIO(data))
