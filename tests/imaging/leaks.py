"""Looks for anything but pixels in a file, byte by byte, without asking an image library."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_PNG_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_WEBP_PIXELS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
_WEBP_ALPHA_FLAG = 0x10
# Frame, tables, scan and the JFIF header; any other APPn and COM is a leak.
_JPEG_PIXELS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
_AVIF_LEAKS = (b"Exif", b"mime", b"colrprof", b"colrrICC", b"uri ")


def leaks(body: bytes, ext: str) -> list[str]:
    """The names of what should not be there."""
    walk: dict[str, Callable[[bytes], Iterator[str]]] = {
        "png": _in_png,
        "webp": _in_webp,
        "jpg": _in_jpeg,
        "avif": _in_avif,
    }
    return list(walk[ext](body))


def _in_png(body: bytes) -> Iterator[str]:
    position, name = 8, b""
    while name != b"IEND":
        name = body[position + 4 : position + 8]
        if name not in _PNG_PIXELS:
            yield repr(name)
        position += 12 + int.from_bytes(body[position : position + 4])
    if body[position:]:
        yield "bytes after the end"


def _in_webp(body: bytes) -> Iterator[str]:
    end = 8 + int.from_bytes(body[4:8], "little")
    position = 12
    while position < end:
        name = body[position : position + 4]
        length = int.from_bytes(body[position + 4 : position + 8], "little")
        if name not in _WEBP_PIXELS:
            yield repr(name)
        if name == b"VP8X" and body[position + 8] & ~_WEBP_ALPHA_FLAG:
            yield "a feature flag besides alpha"
        position += 8 + length + length % 2
    if body[end:]:
        yield "bytes after the end"


def _in_jpeg(body: bytes) -> Iterator[str]:
    position = 2
    while (marker := body[position + 1]) != 0xD9:
        length = int.from_bytes(body[position + 2 : position + 4])
        if marker not in _JPEG_PIXELS:
            yield hex(marker)
        if marker == 0xE0 and (length != 16 or body[position + 4 : position + 9] != b"JFIF\0"):
            yield "an APP0 that is more than JFIF"
        position += 2 + length
        if marker == 0xDA:
            position = _after_scan(body, position)
    if body[position + 2 :]:
        yield "bytes after the end"


def _after_scan(body: bytes, position: int) -> int:
    while body[position] != 0xFF or body[position + 1] in {0x00, *range(0xD0, 0xD8)}:
        position += 1
    return position


def _in_avif(body: bytes) -> Iterator[str]:
    head = body[: body.index(b"mdat")]
    yield from (repr(name) for name in _AVIF_LEAKS if name in head)
