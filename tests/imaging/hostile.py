"""Files made to hurt: small, legal enough to be begun, ruinous to whoever decodes first."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from PIL import Image

from tests.imaging.samples import encoded, plain


def png_chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *before: bytes, color_type: int = 6, rest: bytes = b"") -> bytes:
    """A PNG that has a header and `before`; `rest` instead of pixels that were never stored."""
    header = struct.pack(">2I5B", width, height, 8, color_type, 0, 0, 0)
    pixels = rest or png_chunk(b"IDAT", zlib.compress(b"\0" * 64))
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", png_chunk(b"IHDR", header), *before, pixels, png_chunk(b"IEND")]
    )


def apng(width: int, height: int, frames: int) -> bytes:
    return png(width, height, png_chunk(b"acTL", struct.pack(">2I", frames, 0)))


def apng_with_more_frames_than_it_declares(frames: int) -> bytes:
    control = struct.pack(">5I2H2B", 0, 8, 8, 0, 0, 1, 10, 0, 0)
    return png(
        8, 8, png_chunk(b"acTL", struct.pack(">2I", 1, 0)), *[png_chunk(b"fcTL", control)] * frames
    )


def png_with_text_bomb(chunks: int) -> bytes:
    """Each chunk is 1 KiB that unpacks to just under the 1 MiB that Pillow allows one text."""
    text = b"Comment\0\0" + zlib.compress(b"a" * (2**20 - 1), 9)
    return _small_png_with(*[png_chunk(b"zTXt", text)] * chunks)


def png_with_profile_bomb() -> bytes:
    """200 MiB of profile in 200 KiB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _ in range(200)) + packer.flush()
    return _small_png_with(png_chunk(b"iCCP", b"profile\0\0" + packed))


def png_in_pieces(pieces: int) -> bytes:
    return _small_png_with(png_chunk(b"teSt") * pieces)


def _small_png_with(*chunks: bytes) -> bytes:
    whole = plain("PNG")
    return whole[:33] + b"".join(chunks) + whole[33:]


def gif(canvas: tuple[int, int], *frames: bytes) -> bytes:
    return b"GIF89a" + struct.pack("<2H3B", *canvas, 0, 0, 0) + b"".join(frames) + b";"


def gif_frame(width: int, height: int, left: int = 0, top: int = 0) -> bytes:
    return b"," + struct.pack("<4HB", left, top, width, height, 0) + b"\x02\x02\x44\x01\x00"


def gif_in_pieces(pieces: int) -> bytes:
    return gif((8, 8), b"!\xfe" + b"\x01a" * pieces + b"\0", gif_frame(8, 8))


@cache
def webp_bomb(frames: int = 100, side: int = 4000) -> bytes:
    """`frames` pictures of `side` x `side`: one of a single colour, repeated."""
    still = encoded(Image.new("RGB", (side, side), (9, 99, 199)), "WEBP", lossless=True, method=0)
    picture = still[12:]
    area = struct.pack("<I", side - 1)[:3] * 2
    frame = riff_chunk(b"ANMF", b"\0" * 6 + area + b"\x64\0\0\0" + picture)
    return riff(
        riff_chunk(b"VP8X", b"\x02\0\0\0" + area),
        riff_chunk(b"ANIM", b"\0" * 6),
        *[frame] * frames,
    )


def webp_canvas(width: int, height: int) -> bytes:
    """A canvas of this size around a small picture."""
    area = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff(riff_chunk(b"VP8X", b"\0\0\0\0" + area), plain("WEBP")[12:])


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def riff_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def jpeg_that_claims(width: int, height: int) -> bytes:
    """A small JPEG whose frame header says it is a large one."""
    small = plain("JPEG", (64, 64))
    claimed = struct.pack(">2H", height, width)
    return small.replace(struct.pack(">2H", 64, 64), claimed, 1)


def jpeg_with_scans(scans: int) -> bytes:
    """A progressive JPEG with its last scan repeated."""
    whole = plain("JPEG", progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * scans + whole[-2:]


def jpeg_in_pieces(pieces: int) -> bytes:
    whole = plain("JPEG")
    return whole[:2] + b"\xff\xe5\0\2" * pieces + whole[2:]


def avif_that_claims(width: int, height: int) -> bytes:
    small = plain("AVIF", (64, 64))
    box = b"ispe\0\0\0\0"
    return small.replace(
        box + struct.pack(">2I", 64, 64), box + struct.pack(">2I", width, height), 1
    )


def avif_with_samples(samples: int) -> bytes:
    """An image sequence whose tables promise this many frames, all of one byte."""
    red, blue = Image.new("RGB", (16, 16), "red"), Image.new("RGB", (16, 16), "blue")
    whole = encoded(red, "AVIF", save_all=True, append_images=[blue])
    at = whole.index(b"stsz") + 8
    return whole[:at] + struct.pack(">2I", 1, samples) + whole[at + 8 :]
