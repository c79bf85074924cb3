"""Whole files made to hurt, and the largest that are legal: every pixel they promise is there.

hostile.py has those that are headers only.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from darkroom.domain.limits import MIB
from tests.imaging import hostile
from tests.imaging import large_pictures as large
from tests.imaging.av1_units import sequence
from tests.imaging.avif_boxes import coded_tile, grid, still
from tests.imaging.hostile import gif, png_chunk
from tests.imaging.jpeg_rows import tall
from tests.imaging.samples import plain

READY = "ready"
PROMISED = 512 * MIB
"""What a hostile file may take at most, all of the process included."""


@dataclass(frozen=True, slots=True)
class Trap:
    """`make` gives the file. `verdict` is a code or READY; `opens`, whether the decoder may be
    opened on the way to it; `peak`, the most memory it may take, in bytes."""

    make: Callable[[], bytes]
    content_type: str
    verdict: str
    opens: bool = False
    peak: int = PROMISED


def nested_jpeg(depth: int) -> bytes:
    """A picture with a preview, which has a preview, and so on."""
    whole = plain("JPEG", (16, 16))
    inner = b""
    for _ in range(depth):
        inner = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(inner) + 8) + b"Exif\0\0" + inner
    return whole[:2] + inner[2:] + whole[2:]


def nested_boxes(depth: int) -> bytes:
    """Boxes around one another, behind a picture."""
    headers = [struct.pack(">I", 12 * (depth - at)) + b"meta\0\0\0\0" for at in range(depth)]
    return plain("AVIF") + b"".join(headers)


def jpeg_of_profiles(segments: int) -> bytes:
    """As much ICC profile as segments can be numbered."""
    whole = plain("JPEG")
    profile = [
        b"\xff\xe2\xff\xffICC_PROFILE\0" + bytes([number, segments]) + bytes(65_519)
        for number in range(1, segments + 1)
    ]
    return whole[:2] + b"".join(profile) + whole[2:]


def gif_of(side: int, frames: int = 1, *, canvas: int = 100, interlaced: bool = False) -> bytes:
    frame = large.gif_frame(side, side, interlaced=interlaced)
    return gif((canvas, canvas), *[frame] * frames)


def gif_of_dots(frames: int) -> bytes:
    return gif((1, 1), large.gif_frame(1, 1) * frames)


def gif_outside() -> bytes:
    """Pixels enough for a while, of a frame of 4 Gpx."""
    frame = hostile.gif_frame(65_535, 65_535)[:10] + large.gif_frame(1000, 1000)[10:]
    return gif((100, 100), frame)


def png_of_text() -> bytes:
    text = b"Comment\0\0" + large.zeros(200 * MIB)
    return large.png(8, 8, png_chunk(b"zTXt", text))


def png_of_profile() -> bytes:
    return large.png(8, 8, png_chunk(b"iCCP", b"profile\0\0" + large.zeros(200 * MIB)))


PNG, JPEG, WEBP, GIF, AVIF = (f"image/{name}" for name in ("png", "jpeg", "webp", "gif", "avif"))
DIMENSIONS, PIXELS, FRAMES = "dimensions_out_of_range", "too_many_pixels", "too_many_frames"
BROKEN = "broken_image"

REFUSED = {
    "a WebP of 100 frames of 16 Mpx": Trap(
        lambda: large.webp_frames(4000, 100, said=4000, real=4000), WEBP, PIXELS
    ),
    "a WebP of 268 Mpx in 42 bytes": Trap(lambda: large.webp(16_384, 16_384), WEBP, DIMENSIONS),
    "a WebP of 144 Mpx in 42 bytes": Trap(lambda: large.webp(12_000, 12_000), WEBP, PIXELS),
    "a WebP frame larger than its canvas": Trap(
        lambda: large.webp_frames(100, 1, said=12_000, real=12_000), WEBP, BROKEN, opens=True
    ),
    "a WebP frame larger than it says": Trap(
        lambda: large.webp_frames(100, 1, said=100, real=12_000), WEBP, BROKEN, opens=True
    ),
    "a GIF of 100,000 frames": Trap(lambda: gif_of_dots(100_000), GIF, FRAMES),
    "a GIF frame of 4 Gpx": Trap(gif_outside, GIF, DIMENSIONS),
    "a GIF frame of 100 Mpx": Trap(lambda: gif_of(10_000), GIF, PIXELS),
    "a GIF of 100 frames of 1 Mpx": Trap(lambda: gif_of(1000, 100), GIF, PIXELS),
    "an RGBA PNG of 178 Mpx": Trap(lambda: large.png(13_375, 13_375), PNG, DIMENSIONS),
    "an RGBA PNG of 144 Mpx": Trap(lambda: large.png(12_000, 12_000), PNG, PIXELS),
    "an animated PNG of 17 frames of 4 Mpx": Trap(lambda: large.apng(2000, 2000, 17), PNG, PIXELS),
    "an animated PNG of 101 frames": Trap(lambda: large.apng(16, 16, 101), PNG, FRAMES),
    "a PNG with 200 MiB of text": Trap(png_of_text, PNG, BROKEN, opens=True),
    "a PNG with 200 MiB of profile": Trap(png_of_profile, PNG, BROKEN, opens=True),
    "a JPEG of 100 Mpx": Trap(lambda: tall("RGB", 10_000, 10_000), JPEG, PIXELS),
    "a progressive JPEG of 100 Mpx": Trap(
        lambda: tall("RGB", 10_000, 10_000, progressive=True), JPEG, PIXELS
    ),
    "a JPEG of 64 Mpx and 90 scans": Trap(
        lambda: tall("L", 8000, 8000, scans=84, progressive=True), JPEG, BROKEN
    ),
    "an AVIF of 100 Mpx in tiles": Trap(lambda: grid(10, 10), AVIF, PIXELS),
    "an AVIF of 100 Mpx that says it has 1": Trap(
        lambda: grid(10, 10, shown=(1000, 1000)), AVIF, PIXELS
    ),
    "an AVIF of 40,000 tiles": Trap(lambda: grid(200, 200, side=64), AVIF, BROKEN),
    "an AVIF whose coded picture is larger than it says": Trap(
        lambda: still(sequence(16_384, 16_384) + coded_tile(), shown=(64, 64)), AVIF, DIMENSIONS
    ),
}

ODD = {
    "10,000 boxes inside one another": Trap(lambda: nested_boxes(10_000), AVIF, READY, opens=True),
    "previews inside one another": Trap(lambda: nested_jpeg(5000), JPEG, READY, opens=True),
    "16 MiB of profile": Trap(lambda: jpeg_of_profiles(255), JPEG, READY, opens=True),
    "20 Mpx in 90 scans": Trap(
        lambda: tall("RGB", 5000, 4000, scans=79, progressive=True), JPEG, READY, opens=True
    ),
    "an animated GIF of all the pixels": Trap(
        lambda: gif_of(800, 100, canvas=800), GIF, READY, opens=True
    ),
    "an animated PNG of all the pixels": Trap(
        lambda: large.apng(800, 800, 100), PNG, READY, opens=True
    ),
    "an animated WebP of all the pixels": Trap(
        lambda: large.webp_frames(800, 100, said=800, real=800), WEBP, READY, opens=True
    ),
}
"""Legal, and to be developed."""

LARGEST = {
    "JPEG": Trap(lambda: tall("RGB", 8000, 8000, subsampling=0), JPEG, READY, opens=True),
    "progressive JPEG": Trap(
        lambda: tall("RGB", 8000, 8000, subsampling=0, progressive=True), JPEG, READY, opens=True
    ),
    "CMYK progressive JPEG": Trap(
        lambda: tall("CMYK", 8000, 8000, progressive=True), JPEG, READY, opens=True,
        peak=600 * MIB,
    ),
    "RGBA PNG": Trap(lambda: large.png(8000, 8000), PNG, READY, opens=True),
    "16 bit interlaced PNG": Trap(
        lambda: large.png(8000, 8000, depth=16, interlaced=True), PNG, READY, opens=True
    ),
    "as wide as may be": Trap(lambda: large.png(12_000, 5333), PNG, READY, opens=True),
    "palette PNG": Trap(lambda: large.png(8000, 8000, color_type=3), PNG, READY, opens=True),
    "interlaced GIF": Trap(
        lambda: gif_of(8000, canvas=8000, interlaced=True), GIF, READY, opens=True
    ),
    "WebP": Trap(lambda: large.webp(8000, 8000), WEBP, READY, opens=True, peak=850 * MIB),
    "AVIF": Trap(lambda: grid(8, 8), AVIF, READY, opens=True, peak=600 * MIB),
}  # fmt: skip
"""64 Mpx each. What some take above PROMISED, their libraries take: coefficients of four channels,
three canvases of WebP, planes and two copies of AVIF. It is half of what the function has."""
