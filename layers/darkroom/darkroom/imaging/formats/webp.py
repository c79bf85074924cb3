"""WebP (RFC 9649)."""

from __future__ import annotations

from io import BytesIO

from PIL import WebPImagePlugin

from darkroom.domain.errors import BrokenImage
from darkroom.imaging.formats.base import Extent, Parts

_RIFF_HEADER_SIZE = 12


class _WebP(WebPImagePlugin.WebPImageFile):
    """Pillow's, but it lets go of the decoder and its two canvases as soon as the first frame is
    out, before it copies that frame: three quarters of the peak."""

    def _get_next(self) -> tuple[bytes, int, int]:
        frame = super()._get_next()
        self._decoder = None
        return frame


def measure(data: bytes) -> Extent:
    """The canvas, or the picture where there is none. Read here because the decoder allocates the
    canvas twice when it is opened."""
    width = height = frames = 0
    parts, position = Parts(), _RIFF_HEADER_SIZE
    while len(head := data[position : position + 8]) == 8:
        parts.count()
        body = data[position + 8 : position + 18]
        wide, tall = _size(head[:4], body)
        width, height = max(width, wide), max(height, tall)
        frames += head[:4] == b"ANMF"
        length = int.from_bytes(head[4:], "little")
        position += 8 + length + length % 2
    if not width or not height:
        raise BrokenImage("The image does not say how large it is.")
    return Extent(width, height, max(1, frames))


def _size(chunk: bytes, body: bytes) -> tuple[int, int]:
    """What a chunk says of the size of the picture; (0, 0) where it says nothing."""
    if chunk == b"VP8X":
        return _u24(body[4:]) + 1, _u24(body[7:]) + 1
    if chunk == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return _u14(body[6:8]), _u14(body[8:10])
    if chunk == b"VP8L" and body[:1] == b"\x2f":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0


def _u14(field: bytes) -> int:
    return int.from_bytes(field, "little") & 0x3FFF


def _u24(field: bytes) -> int:
    return int.from_bytes(field[:3], "little")


def open_image(data: bytes) -> WebPImagePlugin.WebPImageFile:
    return _WebP(BytesIO(data))
