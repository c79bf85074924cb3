"""Pictures that are something else as well: a payload in every place that can hold one."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from PIL import Image, PngImagePlugin

from tests.imaging.avif_boxes import box
from tests.imaging.hostile import png_chunk, riff, riff_chunk
from tests.imaging.samples import encoded, plain
from tests.imaging.specimens import picture

PAYLOADS = {
    "html": b"<html><body onload=alert(1)>",
    "php": b"<?php system($_GET['c']); ?>",
    "zip": b"PK\3\4\x14\0\0\0evil.class\xca\xfe\xba\xbe",
    "pdf": b"%PDF-1.7\n1 0 obj <</JS(app.alert)>>",
    "javascript": b"/*canary*/=1;alert(document.domain)//",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(2)'/>",
}
EVERYTHING = b"\n".join(PAYLOADS.values())
WORDS = [payload[:7] for payload in PAYLOADS.values()] + [
    b"onload", b"system(", b"evil.class", b"app.alert", b"document.domain", b"w3.org",
]  # fmt: skip
"""What no result may have in it, in any case of letters."""
SHELL = b"<?=`$_GET[0]`;exit?>"
"""Short enough for a few pixels."""


def spelled(body: bytes) -> list[bytes]:
    """The payload's words that are in a file."""
    return [word for word in WORDS if word.lower() in body.lower()]


def _text() -> str:
    return EVERYTHING.decode("latin-1").replace("\0", " ")


def _exif() -> Image.Exif:
    exif = Image.Exif()
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298):
        exif[tag] = _text()
    inner = exif.get_ifd(0x8769)
    inner[0x927C] = EVERYTHING
    inner[0x9286] = b"ASCII\0\0\0" + EVERYTHING
    exif.get_ifd(0x8825)[0x1D] = _text()
    return exif


def jpegs() -> Iterator[tuple[str, bytes]]:
    whole = encoded(
        picture(), "JPEG", exif=_exif(), xmp=EVERYTHING, icc_profile=EVERYTHING, comment=EVERYTHING
    )
    yield "EXIF, XMP, profile and comment", whole
    segments = b"".join(
        b"\xff%c%b" % (marker, (len(EVERYTHING) + 2).to_bytes(2) + EVERYTHING)
        for marker in (0xE3, 0xE5, 0xED, 0xEE, 0xEF, 0xFE)
    )
    bare = plain("JPEG")
    yield "other segments", bare[:2] + segments + bare[2:]
    yield "between segments", bare[:-2] + EVERYTHING + bare[-2:]


def pngs() -> Iterator[tuple[str, bytes]]:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", _text())
    text.add_text("Author", _text(), zip=True)
    text.add_itxt("Title", _text(), lang="en", tkey=_text())
    text.add_itxt("XML:com.adobe.xmp", _text(), zip=True)
    yield (
        "text, EXIF and profile",
        encoded(picture(), "PNG", pnginfo=text, exif=_exif(), icc_profile=EVERYTHING),
    )
    bare = encoded(picture(), "PNG")
    private = b"".join(png_chunk(name, EVERYTHING) for name in (b"teSt", b"caBX", b"hIST", b"sPLT"))
    yield "private chunks", bare[:33] + private + bare[33:]
    yield "chunks behind the pixels", bare[:-12] + private + bare[-12:]
    stored = zlib.compressobj(0)
    pixels = stored.compress(_rows()) + stored.flush()
    at = bare.index(b"IDAT") - 4
    yield "pixels, as they are stored", bare[:at] + png_chunk(b"IDAT", pixels) + bare[-12:]
    yield "a palette", encoded(_paletted(), "PNG")


def _rows() -> bytes:
    width, height = picture().size
    row = (b"\0" + EVERYTHING * 2)[: 1 + 3 * width].ljust(1 + 3 * width, b"\x7f")
    return row * height


def _paletted() -> Image.Image:
    """Every colour of the palette is used, in an order that keeps it."""
    seen = Image.frombytes("P", (64, 64), bytes(at // 8 % 64 for at in range(64 * 64)))
    seen.putpalette((EVERYTHING * 2)[:192])
    return seen


def gifs() -> Iterator[tuple[str, bytes]]:
    bare = encoded(picture().quantize(8), "GIF")
    head = 13 + 3 * 2 ** ((bare[10] & 7) + 1)
    blocks = b"".join(
        bytes([len(part)]) + part
        for part in (EVERYTHING[at : at + 255] for at in range(0, len(EVERYTHING), 255))
    )
    said = (
        b"!\xfe" + blocks + b"\0" + b"!\xff\x0bEVILCODE1.0" + blocks + b"\0!\x01" + blocks + b"\0"
    )
    yield "comment, application and plain text", bare[:head] + said + bare[head:]
    yield "a palette", encoded(_paletted(), "GIF", optimize=False)


def webps() -> Iterator[tuple[str, bytes]]:
    whole = encoded(picture(), "WEBP", exif=_exif(), xmp=EVERYTHING, icc_profile=EVERYTHING)
    yield "EXIF, XMP and profile", whole
    unknown = riff_chunk(b"EVIL", EVERYTHING)
    yield "unknown chunks", riff(whole[12:], unknown)
    yield "unknown chunk before the picture", riff(whole[12:30], unknown, whole[30:])


def avifs() -> Iterator[tuple[str, bytes]]:
    whole = encoded(
        picture(), "AVIF", exif=_exif().tobytes(), xmp=EVERYTHING, icc_profile=EVERYTHING
    )
    yield "EXIF, XMP and profile", whole
    bare = plain("AVIF")
    hidden = (
        box(b"free", EVERYTHING) + box(b"uuid", bytes(16), EVERYTHING) + box(b"mdat", EVERYTHING)
    )
    yield "boxes behind everything", bare + hidden


def trailing() -> Iterator[tuple[str, str, bytes]]:
    """Format, place and file."""
    for file_format in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
        yield file_format, "behind the end", encoded(picture(), file_format) + EVERYTHING


def polyglots() -> Iterator[tuple[str, str, bytes]]:
    """Format, place and file of each."""
    made = {"JPEG": jpegs, "PNG": pngs, "GIF": gifs, "WEBP": webps, "AVIF": avifs}
    for file_format, make in made.items():
        for place, data in make():
            yield file_format, place, data
    yield from trailing()


def noise_that_spells(mode: str, side: int, seed: int) -> Image.Image:
    """Noise, which no encoder makes smaller, so that it is stored as it is, with a shell in it."""
    channels = len(mode)
    pixels = bytearray(random.Random(seed).randbytes(side * side * channels))
    at = channels * (side * 20 + 5)
    pixels[at : at + len(SHELL)] = SHELL
    return Image.frombytes(mode, (side, side), bytes(pixels))
