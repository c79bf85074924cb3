"""What is it, is it safe: verdicts before a pixel is decoded."""

from __future__ import annotations

import struct

import pytest
from PIL import Image

from darkroom.domain import errors
from darkroom.domain.limits import EXTENSIONS, Limits
from darkroom.imaging.formats import png as png_format
from darkroom.imaging.probe import DECODER_FAILURES, Header, probe
from infra.local.photos import photo
from tests.imaging.conftest import Decodes
from tests.imaging.hostile import gif, gif_frame, png, png_chunk
from tests.imaging.samples import LIMITS, TYPES, animated, encoded, plain

FORMATS = list(TYPES)
FOREIGN = {
    "TIFF": b"II*\0" + b"\0" * 40,
    "BMP": b"BM" + b"\0" * 12 + b"(\0\0\0" + b"\0" * 40,
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 20,
    "JPEG XL": b"\xff\x0a" + b"\0" * 20,
    "Photoshop": b"8BPS\0\1" + b"\0" * 20,
    "icon": b"\0\0\1\0\1\0\x10\x10" + b"\0" * 20,
    "PDF": b"%PDF-1.7\n",
    "SVG": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="..."/>',
    "video": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42",
}


@pytest.mark.parametrize("file_format", FORMATS)
def test_reads_type_and_size_from_the_header(file_format: str, decodes: Decodes) -> None:
    content_type = TYPES[file_format]
    header = probe(plain(file_format, (40, 30)), content_type, LIMITS)
    assert header == Header(content_type, 40, 30, 1)
    assert decodes == []


def test_knows_every_type_a_ticket_may_declare() -> None:
    assert set(TYPES.values()) == set(EXTENSIONS)


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "GIF", "AVIF"])
def test_counts_the_frames_of_an_animation(file_format: str, decodes: Decodes) -> None:
    data = animated(file_format, [(255, 0, 0), (0, 255, 0), (0, 0, 255)])
    assert probe(data, TYPES[file_format], LIMITS).frames == 3
    assert decodes == []


def test_gives_the_size_as_stored_not_as_seen() -> None:
    header = probe(photo(1, size=(60, 80), orientation=6), "image/jpeg", LIMITS)
    assert (header.width, header.height) == (80, 60)


def test_a_photo_with_an_embedded_preview_is_one_image() -> None:
    picture, preview = Image.new("RGB", (64, 48)), Image.new("RGB", (32, 24))
    data = encoded(picture, "MPO", save_all=True, append_images=[preview])
    assert probe(data, "image/jpeg", LIMITS) == Header("image/jpeg", 64, 48, 1)


@pytest.mark.parametrize("name", FOREIGN)
def test_names_what_it_cannot_develop_and_says_what_it_can(name: str) -> None:
    with pytest.raises(errors.TypeMismatch, match=f"{name}.*Convert it to one of image/png"):
        probe(FOREIGN[name], "image/png", LIMITS)


def test_tells_heic_from_avif_where_the_major_brand_does_not() -> None:
    with pytest.raises(errors.TypeMismatch, match="HEIC"):
        probe(b"\0\0\0\x18ftypmif1\0\0\0\0miafheic", "image/avif", LIMITS)
    with pytest.raises(errors.BrokenImage):
        probe(b"\0\0\0\x18ftypmif1\0\0\0\0miafavif", "image/avif", LIMITS)


def test_names_the_type_to_declare_instead() -> None:
    with pytest.raises(errors.TypeMismatch, match=r"PNG image.*Declare it as image/png"):
        probe(plain("PNG"), "image/jpeg", LIMITS)


def test_a_wrong_type_is_told_before_a_damage() -> None:
    with pytest.raises(errors.TypeMismatch):
        probe(plain("PNG")[:20], "image/jpeg", LIMITS)


@pytest.mark.parametrize("data", [b"", b"\0", b"hello", b"<html><body>", b"RIFF\0\0\0\0WAVE"])
def test_says_which_types_are_accepted_when_it_is_no_image(data: bytes) -> None:
    limits = Limits(allowed_types=("image/png", "image/webp"))
    with pytest.raises(errors.NotAnImage, match=r"accepted: image/png, image/webp\."):
        probe(data, "image/png", limits)


def test_a_page_in_front_of_an_image_is_no_image() -> None:
    with pytest.raises(errors.NotAnImage):
        probe(b"<html>" + plain("PNG"), "image/png", LIMITS)


@pytest.mark.parametrize("size", [(0, 10), (10, 0)])
def test_an_image_without_area_has_dimensions_out_of_range(size: tuple[int, int]) -> None:
    with pytest.raises(errors.DimensionsOutOfRange):
        probe(png(*size), "image/png", LIMITS)


def test_the_longest_sides_are_accepted() -> None:
    assert probe(png(12_000, 5), "image/png", LIMITS).width == 12_000
    assert probe(png(5, 12_000), "image/png", LIMITS).height == 12_000


def test_one_pixel_more_than_the_longest_side_is_refused() -> None:
    with pytest.raises(errors.DimensionsOutOfRange, match="12001 x 5"):
        probe(png(12_001, 5), "image/png", LIMITS)


def test_exactly_the_pixel_limit_is_accepted_and_one_more_is_not() -> None:
    limits = Limits(max_pixels=1200)
    assert probe(plain("PNG", (40, 30)), "image/png", limits).width == 40
    with pytest.raises(errors.TooManyPixels):
        probe(plain("PNG", (1201, 1)), "image/png", limits)


def test_pixels_are_counted_over_all_frames() -> None:
    data = animated("GIF", [(255, 0, 0), (0, 255, 0), (0, 0, 255)])
    with pytest.raises(errors.TooManyPixels, match=f"{24 * 16 * 3} pixels over all frames"):
        probe(data, "image/gif", Limits(max_pixels=24 * 16 * 3 - 1))


def test_a_hundred_frames_are_accepted_and_one_more_is_not() -> None:
    assert probe(gif((8, 8), *[gif_frame(8, 8)] * 100), "image/gif", LIMITS).frames == 100
    with pytest.raises(errors.TooManyFrames):
        probe(gif((8, 8), *[gif_frame(8, 8)] * 101), "image/gif", LIMITS)


def test_an_animation_that_declares_its_frames_twice_is_broken() -> None:
    control = png_chunk(b"acTL", struct.pack(">2I", 1, 0))
    with pytest.raises(errors.BrokenImage, match="how many frames"):
        probe(png(8, 8, control, control), "image/png", LIMITS)


@pytest.mark.parametrize("frames", [0, 2**31, 2**32 - 1])
def test_an_animation_of_an_impossible_number_of_frames_is_broken(frames: int) -> None:
    with pytest.raises(errors.BrokenImage, match="how many frames"):
        probe(png(8, 8, png_chunk(b"acTL", struct.pack(">2I", frames, 0))), "image/png", LIMITS)


@pytest.mark.parametrize("failure", DECODER_FAILURES)
def test_whatever_a_decoder_raises_is_a_verdict(
    failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes) -> None:
        raise failure("no")

    monkeypatch.setattr(png_format, "open_image", fail)
    with pytest.raises(errors.BrokenImage, match="damaged or cut off") as caught:
        probe(plain("PNG"), "image/png", LIMITS)
    assert isinstance(caught.value.__cause__, failure)


def test_a_verdict_says_nothing_of_the_decoder() -> None:
    with pytest.raises(errors.BrokenImage) as caught:
        probe(plain("WEBP")[:30], "image/webp", LIMITS)
    assert caught.value.detail == "The image is damaged or cut off. Export it anew and upload that."
