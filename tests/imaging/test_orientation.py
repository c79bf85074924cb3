"""Which way up: every variant is as the photographer saw it."""

from __future__ import annotations

import struct

import pytest
from PIL import Image, ImageChops, ImageStat

from darkroom.imaging.orientation import read_orientation
from infra.local.photos import photo, scene
from tests.imaging import hostile
from tests.imaging.samples import BLUE, RED, TYPES, encoded, picture


def distance(a: Image.Image, b: Image.Image) -> float:
    """Mean difference in levels."""
    return max(ImageStat.Stat(ImageChops.difference(a.convert("RGB"), b.convert("RGB"))).mean)


def exif(value: int, order: str = "<", kind: int = 3, tag: int = 0x0112) -> bytes:
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(f"{order}HIHHHIHHI", 42, 8, 1, tag, kind, 1, value, 0, 0)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_orientation_comes_out_upright(file_format: str, orientation: int) -> None:
    data = photo(4, size=(160, 96), file_format=file_format, orientation=orientation)
    made = picture(data, TYPES[file_format])
    assert made.size == (160, 96)
    assert distance(made, scene(4, (160, 96))) < 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_crop_is_as_wide_as_asked_after_turning(orientation: int) -> None:
    data = photo(4, size=(160, 96), orientation=orientation)
    assert picture(data, "image/jpeg", "banner=80x20.png").size == (80, 20)


def test_a_tag_behind_the_pixels_of_a_png_counts() -> None:
    image = Image.new("RGB", (30, 20), RED)
    image.paste(BLUE, (0, 0, 30, 10))
    whole = encoded(image, "PNG")
    late = whole[:-12] + hostile.png_chunk(b"eXIf", exif(6)) + whole[-12:]
    made = picture(late)
    assert made.size == (20, 30)
    assert made.getpixel((18, 15)) == BLUE


@pytest.mark.parametrize("order", ["<", ">"])
def test_reads_both_byte_orders(order: str) -> None:
    assert read_orientation({"exif": exif(8, order)}) == 8


@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0", b"Exif\0\0" * 2])
def test_reads_exif_with_and_without_its_prefix(prefix: bytes) -> None:
    assert read_orientation({"exif": prefix + exif(3)}) == 3


@pytest.mark.parametrize("value", [0, 9, 6 << 8, 65_535])
def test_a_value_that_means_nothing_is_upright(value: int) -> None:
    assert read_orientation({"exif": exif(value)}) == 1


@pytest.mark.parametrize(
    "block",
    [b"", b"II", b"Exif\0\0", b"II*\0\xff\xff\xff\xff", exif(6)[:-12], exif(6, kind=4),
     exif(6, tag=0x0113), b"junk" * 20, b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 40],
)  # fmt: skip
def test_damaged_exif_is_upright(block: bytes) -> None:
    assert read_orientation({"exif": block}) == 1


@pytest.mark.parametrize(
    "xmp", [b'<rdf tiff:Orientation="6"/>', b"<tiff:Orientation>6</tiff:Orientation>"]
)
def test_xmp_is_read_where_exif_says_nothing(xmp: bytes) -> None:
    assert read_orientation({"xmp": xmp}) == 6
    assert read_orientation({"xmp": xmp, "exif": exif(6, tag=0x0113)}) == 6


def test_exif_goes_before_xmp() -> None:
    both = {"exif": exif(1), "xmp": b'<rdf tiff:Orientation="6"/>'}
    assert read_orientation(both) == 1


def test_exif_written_as_text_is_read() -> None:
    text = f"\nexif\n{len(exif(5))}\n" + exif(5).hex() + "\n"
    assert read_orientation({"Raw profile type exif": text}) == 5
    assert read_orientation({"Raw profile type exif": "\n\n\nnot hexadecimal"}) == 1


def test_only_the_boxes_turn_an_avif() -> None:
    """By the standard; a tag left in XMP by a converter that turned the pixels must not turn
    them again."""
    data = encoded(Image.new("RGB", (40, 20)), "AVIF", xmp=b'<rdf tiff:Orientation="6"/>')
    assert picture(data, "image/avif").size == (40, 20)


def test_an_avif_with_damaged_exif_is_developed() -> None:
    whole = photo(1, size=(40, 20), file_format="AVIF", orientation=6)
    at = whole.index(b"MM\0*", whole.index(b"mdat"))
    broken = whole[: at + 8] + b"\xff\xff" + whole[at + 10 :]
    assert picture(broken, "image/avif").size == (40, 20)
