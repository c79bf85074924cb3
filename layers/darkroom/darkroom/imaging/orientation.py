"""Which way up: the orientation tag, read without a general EXIF parser.

EXIF is a TIFF file inside a file: eight bytes of header, then a directory of 12-byte entries. Of
those one is wanted; the rest is somebody's camera, place and time, and is not even looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from PIL import Image

UPRIGHT = 1
_TAG = 0x0112
_SHORT = 3
_TO_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_EXIF_PREFIX = b"Exif\0\0"
_TEXT_PROFILE = "Raw profile type exif"
_IN_XMP = re.compile(rb"tiff:Orientation(?:=[\"']|>)([1-8])")


def read_orientation(info: Mapping[Any, Any]) -> int:
    """1..8 as EXIF numbers them, from what a decoder collected; 1 when nothing legible says more.

    EXIF goes before XMP, as in every viewer that reads both.
    """
    exif = info.get("exif") or _from_text(info.get(_TEXT_PROFILE))
    stated = _in_exif(exif) if isinstance(exif, bytes) else None
    if stated is None and isinstance(xmp := info.get("xmp"), bytes):
        found = _IN_XMP.search(xmp)
        stated = int(found[1]) if found else None
    return stated if stated in _TO_UPRIGHT else UPRIGHT


def lies_on_its_side(orientation: int) -> bool:
    """Whether the stored width is the upright height."""
    return orientation >= 5


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The image as it is meant to be seen."""
    turn = _TO_UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def _in_exif(exif: bytes) -> int | None:
    """The tag's value, whatever it is; None where there is no such tag or no directory."""
    while exif.startswith(_EXIF_PREFIX):  # some writers say it twice
        exif = exif[len(_EXIF_PREFIX) :]
    order: Literal["little", "big"] = "little" if exif[:2] == b"II" else "big"

    def number(position: int, size: int) -> int:
        return int.from_bytes(exif[position : position + size], order)

    if exif[:2] not in {b"II", b"MM"} or number(2, 2) != 42:
        return None
    directory = number(4, 4)
    for entry in range(directory + 2, directory + 2 + 12 * number(directory, 2), 12):
        if number(entry, 2) == _TAG and number(entry + 2, 2) == _SHORT:
            return number(entry + 8, 2)
    return None


def _from_text(profile: object) -> bytes | None:
    """EXIF as ImageMagick writes it into PNG text: three lines, then hexadecimal digits."""
    if not isinstance(profile, str):
        return None
    try:
        return bytes.fromhex("".join(profile.split("\n")[3:]))
    except ValueError:
        return None
