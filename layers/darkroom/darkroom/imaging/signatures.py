"""What a file is, by how it begins: the types that are developed, and those worth a name."""

from __future__ import annotations

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """`content_type` is None for what cannot be developed; `name` is for people."""

    name: str
    content_type: str | None = None


PNG = Kind("a PNG image", "image/png")
JPEG = Kind("a JPEG image", "image/jpeg")
WEBP = Kind("a WebP image", "image/webp")
GIF = Kind("a GIF image", "image/gif")
AVIF = Kind("an AVIF image", "image/avif")

_HEAD_SIZE = 1024

_ISO_BRANDS = (
    (AVIF, {b"avif", b"avis"}),
    (Kind("a HEIC image"), {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}),
    (Kind("a JPEG 2000 image"), {b"jp2 ", b"jpx "}),
    (Kind("a video"), {b"isom", b"iso2", b"mp41", b"mp42", b"qt  ", b"M4V ", b"3gp4", b"3gp5"}),
)
_STARTS = (
    (PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (JPEG, re.compile(rb"\xff\xd8\xff")),
    (WEBP, re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    (GIF, re.compile(rb"GIF8[79]a")),
    (Kind("a TIFF image"), re.compile(rb"II[*+]\0|MM\0[*+]")),
    (Kind("a BMP image"), re.compile(rb"BM.{12}[\x0c(4@l|]\0\0\0", re.DOTALL)),
    (Kind("a JPEG 2000 image"), re.compile(rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51")),
    (Kind("a JPEG XL image"), re.compile(rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n")),
    (Kind("a Photoshop document"), re.compile(rb"8BPS")),
    (Kind("an icon"), re.compile(rb"\0\0[\1\2]\0[^\0]\0|icns")),
    (Kind("a PDF document"), re.compile(rb"%PDF-")),
    (Kind("an SVG drawing"), re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:svg|\?xml[^>]*>.{0,500}<svg)",
                                        re.DOTALL)),
)  # fmt: skip


def identify(data: bytes) -> Kind | None:
    """What the file is by its first bytes; None when it is nothing we have a name for."""
    data = data[:_HEAD_SIZE]
    for kind, start in _STARTS:
        if start.match(data):
            return kind
    if data[4:8] == b"ftyp":
        return _by_brand(data)
    return None


def _by_brand(data: bytes) -> Kind | None:
    """ISO base media: the major brand decides, then the compatible ones (`mif1` alone does not
    tell AVIF from HEIC)."""
    end = min(int.from_bytes(data[:4]), len(data))
    for brand in [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]:
        for kind, brands in _ISO_BRANDS:
            if brand in brands:
                return kind
    return None
