"""What is it, is it safe: real type and limits, before a pixel is decoded."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageFile

from darkroom.domain.errors import BrokenImage, NotAnImage, TypeMismatch
from darkroom.domain.limits import Limits
from darkroom.imaging import signatures
from darkroom.imaging.formats import avif, gif, jpeg, png, webp
from darkroom.imaging.formats.base import Format

FORMATS: Mapping[str, Format] = {
    "image/png": png,
    "image/jpeg": jpeg,
    "image/webp": webp,
    "image/gif": gif,
    "image/avif": avif,
}

DECODER_FAILURES = (
    OSError,  # truncated data, unknown format, most complaints of the codecs
    SyntaxError,  # Pillow's word for a malformed header
    RuntimeError,  # libavif's complaints
    ValueError,  # among them "text chunk too large"
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,  # raised, not shown, where warnings are errors
)
"""What Pillow's decoders are known to raise for a malformed file. See decoding()."""


@dataclass(frozen=True, slots=True)
class Header:
    """What an image says of itself. Width and height in pixels, as stored: maybe not upright."""

    content_type: str
    width: int
    height: int
    frames: int


@contextmanager
def decoding() -> Iterator[None]:
    """Around a call into a decoder: whatever a file makes it raise is a verdict on the file."""
    try:
        yield
    except DECODER_FAILURES as exc:
        raise BrokenImage(
            "The image is damaged or cut off. Export it anew and upload that."
        ) from exc


def probe(data: bytes, declared_type: str, limits: Limits) -> Header:
    """What the file is, having made sure that it may be decoded.

    Raises NotAnImage, TypeMismatch, DimensionsOutOfRange, TooManyFrames, TooManyPixels or
    BrokenImage. Decodes nothing: memory and time do not grow with the picture.
    """
    content_type = _real_type(data, declared_type, limits)
    extent = FORMATS[content_type].measure(data)
    limits.check_image(extent.width, extent.height, extent.frames)
    image = open_image(data, content_type)
    # The decoder has the last word: what it would allocate must pass as well.
    limits.check_image(image.width, image.height, extent.frames)
    return Header(content_type, image.width, image.height, extent.frames)


def open_image(data: bytes, content_type: str) -> ImageFile.ImageFile:
    """The file as its decoder sees it, nothing decoded. Raises BrokenImage."""
    with decoding():
        return FORMATS[content_type].open_image(data)


def _real_type(data: bytes, declared_type: str, limits: Limits) -> str:
    """The type the file has, if it is the declared one."""
    kind = signatures.identify(data)
    types = ", ".join(limits.allowed_types)
    if kind is None:
        raise NotAnImage(f"The file is not an image of a type that is accepted: {types}.")
    if kind.content_type is None:
        raise TypeMismatch(
            f"The file is {kind.name}, not the declared {declared_type}, and cannot be developed. "
            f"Convert it to one of {types}."
        )
    if kind.content_type != declared_type:
        raise TypeMismatch(
            f"The file is {kind.name}, not the declared {declared_type}. "
            f"Declare it as {kind.content_type}, or convert it."
        )
    return declared_type
