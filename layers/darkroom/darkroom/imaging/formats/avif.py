"""AVIF (AOM AV1 Image File Format over ISO/IEC 14496-12 boxes)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from PIL import AvifImagePlugin

from darkroom.domain.errors import BrokenImage
from darkroom.imaging.formats.av1 import Size, frame_sizes
from darkroom.imaging.formats.base import Extent, Parts
from darkroom.imaging.formats.items import MAX_ITEMS, boxes, items

_LAYERS = 4
"""How often a picture may be coded: colours, alpha, a gain map, and one that is still to come."""
_SPARE_PIXELS = 2**24
"""By how much its tiles may be larger than a picture, and a thumbnail."""
_MAX_TRACKS = 20

# Whole boxes or their fixed parts, long enough not to be met by chance in coded data.
_SPATIAL_EXTENTS = re.compile(rb"\0\0\0\x14ispe\0{4}(.{4})(.{4})", re.DOTALL)
_EXIF_ITEM = re.compile(rb"(infe(?:\x02.{7}|\x03.{9}))Exif", re.DOTALL)


class _Avif(AvifImagePlugin.AvifImageFile):
    """Pillow's, but it lets go of the decoder and the coded planes as soon as the first frame is
    out, before it copies that frame."""

    def load_prepare(self) -> None:
        self._decoder = None
        super().load_prepare()


def measure(data: bytes) -> Extent:
    """The largest picture that a box names or that is coded, and as many frames as the longest
    track has samples. The boxes alone are not to be believed: the decoder allocates what the coded
    pictures say of themselves, and what a grid says its tiles make."""
    sizes = [(_u32(wide), _u32(tall)) for wide, tall in _SPATIAL_EXTENTS.findall(data)]
    samples = [_u32(body[8:12]) for body in boxes(data, b"stsz")]
    if not sizes:
        raise BrokenImage("The image does not say how large it is.")
    units, coded = Parts(), 0
    for kinds, body in items(data):
        if b"grid" in kinds:
            sizes.append(_grid_size(body))
        if b"av01" in kinds:
            frames = frame_sizes(body, units)
            coded += max([0, *(width * height for width, height in frames)])
            sizes += frames
    for sample in _first_samples(memoryview(data)):
        sizes += frame_sizes(sample, units)
    width, height = (max(sides) for sides in zip(*sizes, strict=True))
    if coded > _LAYERS * width * height + _SPARE_PIXELS:
        raise BrokenImage("The image is made of much more than it shows. Save it anew.")
    return Extent(width, height, max([1, *samples]))


def _grid_size(body: memoryview) -> Size:
    """ISO/IEC 23008-12, 6.6.2.3.2."""
    wide = 4 if _u32(body[1:2]) & 1 else 2
    return _u32(body[4 : 4 + wide]), _u32(body[4 + wide : 4 + 2 * wide])


def _first_samples(data: memoryview) -> Iterator[memoryview]:
    """The first frame of every track, which is the one that is decoded."""
    tables, parts = Parts(_MAX_TRACKS), Parts(MAX_ITEMS)
    for table in boxes(data, b"stbl"):
        tables.count()
        places = [_u32(body[8:12]) for body in boxes(table, b"stco")]
        places += [_u32(body[8:16]) for body in boxes(table, b"co64")]
        for sizes in boxes(table, b"stsz"):
            length = _u32(sizes[4:8]) or _u32(sizes[12:16])
            for at in places:
                parts.count()
                yield data[at : at + length]


def _u32(field: bytes | memoryview) -> int:
    return int.from_bytes(field)


def open_image(data: bytes) -> _Avif:
    """Without its EXIF and XMP: by the standard the boxes `irot` and `imir` alone turn the
    picture, and damaged EXIF would make Pillow warn on a process-wide channel, or give up."""
    if _EXIF_ITEM.search(data):
        data = _EXIF_ITEM.sub(rb"\1free", data)
    image = _Avif(BytesIO(data))
    image.info.pop("xmp", None)
    return image
