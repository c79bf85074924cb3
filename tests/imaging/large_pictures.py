"""Real pictures of any size in next to no bytes, next to no time: of one colour, written by rule.

JPEG: jpeg_rows.py. AVIF: avif_boxes.py.
"""

from __future__ import annotations

import struct
import zlib

from tests.imaging.hostile import png_chunk, riff, riff_chunk

_BLOCK = 2**20
_ADLER_BASE = 65_521
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2))  # fmt: skip
_CLEAR, _END, _MOST_CODES = 4, 5, 4096


def zeros(count: int) -> bytes:
    """A zlib stream of that many zeros: one block of them, over and over."""
    block = _deflated(_BLOCK, zlib.Z_FULL_FLUSH) * (count // _BLOCK)
    checksum = (count % _ADLER_BASE) << 16 | 1
    return b"\x78\xda" + block + _deflated(count % _BLOCK) + checksum.to_bytes(4)


def _deflated(count: int, ending: int = zlib.Z_FINISH) -> bytes:
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return packer.compress(b"\0" * count) + packer.flush(ending)


def png(
    width: int,
    height: int,
    *before: bytes,
    color_type: int = 6,
    depth: int = 8,
    interlaced: bool = False,
    after: bytes = b"",
) -> bytes:
    """All of its pixels are there, and are zero."""
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    bits = _CHANNELS[color_type] * depth
    count = sum(
        -(-(height - top) // down) * (1 + (-(-(width - left) // across) * bits + 7) // 8)
        for left, top, across, down in passes
    )
    header = struct.pack(">2I5B", width, height, depth, color_type, 0, 0, interlaced)
    palette = png_chunk(b"PLTE", bytes(768)) if color_type == 3 else b""
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", png_chunk(b"IHDR", header), *before, palette,
         png_chunk(b"IDAT", zeros(count)), after, png_chunk(b"IEND")]
    )  # fmt: skip


def apng(width: int, height: int, frames: int) -> bytes:
    """Every frame is there, and of full size."""
    pixels = zeros(height * (1 + 4 * width))
    chunks = []
    for frame in range(1, frames):
        control = struct.pack(">5I2H2B", 2 * frame - 1, width, height, 0, 0, 1, 10, 0, 0)
        chunks += [png_chunk(b"fcTL", control), png_chunk(b"fdAT", _u32(2 * frame) + pixels)]
    first = png_chunk(b"fcTL", struct.pack(">5I2H2B", 0, width, height, 0, 0, 1, 10, 0, 0))
    count = png_chunk(b"acTL", struct.pack(">2I", frames, 0))
    return png(width, height, count, first, after=b"".join(chunks))


def _u32(number: int) -> bytes:
    return number.to_bytes(4)


def gif_frame(width: int, height: int, *, interlaced: bool = False) -> bytes:
    """A frame of zeros."""
    packed = _lzw(width * height)
    blocks = [packed[at : at + 255] for at in range(0, len(packed), 255)]
    flags = 0x40 if interlaced else 0
    return b"".join(
        [b",", struct.pack("<4HB", 0, 0, width, height, flags), b"\x02",
         *[bytes([len(block)]) + block for block in blocks], b"\0"]
    )  # fmt: skip


def _lzw(pixels: int) -> bytes:
    """Codes of 3 bits and more: each stands for one pixel more than the one before, until there
    are no more codes and it begins anew."""
    codes, width = [], 3
    while pixels:
        codes += [(_CLEAR, width), (0, 3)]
        pixels, run, fresh = pixels - 1, 2, _END + 1
        while pixels and fresh < _MOST_CODES:
            taken = min(run, pixels)
            codes.append((taken + _END - 1 if taken > 1 else 0, fresh.bit_length()))
            pixels, run, fresh = pixels - taken, run + 1, fresh + 1
        width = min(12, fresh.bit_length())
    codes.append((_END, width))
    text = "".join(f"{code:0{width}b}" for code, width in reversed(codes))
    return int(text, 2).to_bytes(-(-len(text) // 8), "little")


def webp_picture(width: int, height: int) -> bytes:
    """A VP8L chunk of one colour: every code has one symbol, so no pixel takes a bit."""
    fields = [(width - 1, 14), (height - 1, 14), (0, 1 + 3), (0, 3)]
    for symbol in (99, 9, 199, 255, 0):
        fields += [(1, 1), (0, 1), (1, 1), (symbol, 8)]
    value = length = 0
    for number, bits in fields:
        value, length = value | number << length, length + bits
    return riff_chunk(b"VP8L", b"\x2f" + value.to_bytes(-(-length // 8) + 8, "little"))


def webp(width: int, height: int) -> bytes:
    return riff(webp_picture(width, height))


def webp_frames(canvas: int, count: int, *, said: int, real: int) -> bytes:
    """An animation of frames that are `real` squared, in a chunk that says they are `said`."""

    def side(length: int) -> bytes:
        return (length - 1).to_bytes(3, "little")

    body = b"\0" * 6 + side(said) * 2 + b"\x64\0\0\0" + webp_picture(real, real)
    frame = riff_chunk(b"ANMF", body)
    return riff(
        riff_chunk(b"VP8X", b"\2\0\0\0" + side(canvas) * 2),
        riff_chunk(b"ANIM", b"\0" * 6),
        *[frame] * count,
    )
