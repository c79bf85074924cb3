"""Small good files of every kind that is developed, to be damaged."""

from __future__ import annotations

from functools import cache

from PIL import Image, PngImagePlugin

from tests.imaging.avif_boxes import grid
from tests.imaging.large_pictures import apng, png
from tests.imaging.profiles import rgb_profile
from tests.imaging.samples import TYPES, encoded

SIZE = (56, 42)


def picture(mode: str = "RGB") -> Image.Image:
    """Slopes both ways, and rings."""
    rings, slope = Image.radial_gradient("L"), Image.linear_gradient("L")
    seen = Image.merge("RGB", (rings, slope, slope.rotate(90))).resize(SIZE)
    if mode == "RGBA":
        seen.putalpha(rings.resize(SIZE))
    return seen.convert(mode)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def _text() -> PngImagePlugin.PngInfo:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "seen from the hill")
    text.add_text("Title", "the lake at dawn " * 9, zip=True)
    text.add_itxt("XML:com.adobe.xmp", '<x tiff:Orientation="3"/>')
    return text


def _frames(mode: str) -> list[Image.Image]:
    return [picture(mode).rotate(90 * turn) for turn in (1, 2)]


@cache
def specimens() -> dict[str, tuple[bytes, str]]:
    """The files by what is special about them, with their types."""
    rgb, rgba, few = picture(), picture("RGBA"), picture().quantize(16)
    made = {
        "JPEG": encoded(rgb, "JPEG"),
        "JPEG in grey": encoded(picture("L"), "JPEG", optimize=True),
        "JPEG, progressive": encoded(rgb, "JPEG", progressive=True, subsampling=0),
        "JPEG of CMYK": encoded(picture("CMYK"), "JPEG", quality=60),
        "JPEG with EXIF and profile": encoded(rgb, "JPEG", exif=_exif(), icc_profile=rgb_profile()),
        "JPEG with restarts": encoded(rgb, "JPEG", restart_marker_rows=1),
        "PNG": encoded(rgb, "PNG"),
        "PNG of RGBA": encoded(rgba, "PNG", icc_profile=rgb_profile()),
        "PNG with a palette": encoded(few, "PNG", transparency=3, bits=4),
        "PNG of 16 bits": encoded(picture("L").convert("I;16"), "PNG", transparency=700),
        "PNG, interlaced": png(*SIZE, depth=16, interlaced=True),
        "PNG with text": encoded(rgb, "PNG", pnginfo=_text(), exif=_exif()),
        "PNG, animated": encoded(rgba, "PNG", save_all=True, append_images=_frames("RGBA")),
        "PNG, animated by rule": apng(24, 18, 5),
        "WEBP": encoded(rgb, "WEBP", exif=_exif()),
        "WEBP with alpha": encoded(rgba, "WEBP", quality=40, icc_profile=rgb_profile()),
        "WEBP, lossless": encoded(rgba, "WEBP", lossless=True),
        "WEBP, animated": encoded(rgb, "WEBP", save_all=True, append_images=_frames("RGB")),
        "GIF": encoded(few, "GIF", interlace=0),
        "GIF, interlaced": encoded(few, "GIF", interlace=1, comment=b"seen from the hill"),
        "GIF with transparency": encoded(few, "GIF", transparency=2),
        "GIF, animated": encoded(rgb, "GIF", save_all=True, append_images=_frames("RGB")),
        "AVIF": encoded(rgb, "AVIF", exif=_exif(), speed=10),
        "AVIF with alpha": encoded(rgba, "AVIF", icc_profile=rgb_profile(), speed=10),
        "AVIF in tiles": grid(2, 2, side=64),
        "AVIF, animated": encoded(
            rgb, "AVIF", save_all=True, append_images=_frames("RGB"), speed=10
        ),
    }
    return {name: (data, TYPES[name.split()[0].rstrip(",")]) for name, data in made.items()}
