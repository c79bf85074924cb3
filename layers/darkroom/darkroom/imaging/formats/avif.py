"""AVIF (AOM AV1 Image File Format over ISO/IEC 14496-12 boxes)."""

from __future__ import annotations

import re
from io import BytesIO

from PIL import AvifImagePlugin

from darkroom.domain.errors import BrokenImage
from darkroom.imaging.formats.base import Extent

# Whole boxes or their fixed parts, long enough not to be met by chance in coded data.
_SPATIAL_EXTENTS = re.compile(rb"\0\0\0\x14ispe\0{4}(.{4})(.{4})", re.DOTALL)
_SAMPLE_SIZES = re.compile(rb"stsz\0{4}.{4}(.{4})", re.DOTALL)
_EXIF_ITEM = re.compile(rb"(infe(?:\x02.{7}|\x03.{9}))Exif", re.DOTALL)


def measure(data: bytes) -> Extent:
    """The largest item, and as many frames as the longest track has samples."""
    sizes = [(_u32(wide), _u32(tall)) for wide, tall in _SPATIAL_EXTENTS.findall(data)]
    samples = [_u32(count) for count in _SAMPLE_SIZES.findall(data)]
    if not sizes:
        raise BrokenImage("The image does not say how large it is.")
    width, height = (max(sides) for sides in zip(*sizes, strict=True))
    return Extent(width, height, max([1, *samples]))


def _u32(field: bytes) -> int:
    return int.from_bytes(field)


def open_image(data: bytes) -> AvifImagePlugin.AvifImageFile:
    """Without its EXIF and XMP: by the standard the boxes `irot` and `imir` alone turn the
    picture, and damaged EXIF would make Pillow warn on a process-wide channel, or give up."""
    if _EXIF_ITEM.search(data):
        data = _EXIF_ITEM.sub(rb"\1free", data)
    image = AvifImagePlugin.AvifImageFile(BytesIO(data))
    image.info.pop("xmp", None)
    return image
