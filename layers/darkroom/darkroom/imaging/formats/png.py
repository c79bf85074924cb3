"""PNG and APNG (W3C Portable Network Graphics, third edition)."""

from __future__ import annotations

from io import BytesIO

from PIL import PngImagePlugin

from darkroom.domain.errors import BrokenImage
from darkroom.imaging.formats.base import Extent, Parts

_SIGNATURE_SIZE = 8
_BIT_DEPTH_AT = 24
_MAX_DECLARED_FRAMES = 2**31 - 1


def measure(data: bytes) -> Extent:
    """An animation has as many frames as it declares or as it has, whichever is more."""
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if data[12:16] != b"IHDR":
        raise BrokenImage("The image does not say how large it is.")
    declared = controls = 0
    parts, position = Parts(), _SIGNATURE_SIZE
    while len(head := data[position : position + 8]) == 8 and head[4:] != b"IEND":
        parts.count()
        if head[4:] == b"acTL":
            declared = _declared_frames(data[position + 8 : position + 16], declared)
        controls += head[4:] == b"fcTL"
        position += 12 + int.from_bytes(head[:4])
    return Extent(width, height, max(declared, controls) if declared else 1)


def _declared_frames(control: bytes, before: int) -> int:
    frames = int.from_bytes(control[:4])
    if before or len(control) < 8 or not 1 <= frames <= _MAX_DECLARED_FRAMES:
        raise BrokenImage("The animation does not say how many frames it has.")
    return frames


def open_image(data: bytes) -> PngImagePlugin.PngImageFile:
    image = PngImagePlugin.PngImageFile(BytesIO(data))
    key = image.info.get("transparency")
    if image.mode == "L" and isinstance(key, int) and data[_BIT_DEPTH_AT] in {2, 4}:
        # Pillow scales 2 and 4 bit grey levels to 0..255, but not the one that is transparent.
        image.info["transparency"] = key * 255 // (2 ** data[_BIT_DEPTH_AT] - 1)
    return image
