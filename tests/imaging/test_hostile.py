"""Bombs and traps: refused from the header, or developed without harm."""

from __future__ import annotations

import pytest

from darkroom.domain import errors
from darkroom.imaging import probe as probing
from darkroom.imaging.formats import jpeg
from darkroom.imaging.formats.base import MAX_PARTS
from darkroom.imaging.formats.gif import MAX_BLOCKS
from darkroom.imaging.probe import probe
from tests.imaging import hostile, jpeg_rows
from tests.imaging.conftest import Decodes
from tests.imaging.leaks import leaks
from tests.imaging.samples import LIMITS, TYPES, animated, developed, encoded, opened, plain

BOMBS: dict[str, tuple[bytes, str, type[errors.ImageRejected]]] = {
    "a WebP of 100 frames of 16 Mpx": (
        hostile.webp_bomb(),
        "image/webp",
        errors.TooManyPixels,
    ),
    "a WebP canvas of 281 Tpx": (
        hostile.webp_canvas(2**24, 2**24),
        "image/webp",
        errors.DimensionsOutOfRange,
    ),
    "a WebP canvas of 144 Mpx": (
        hostile.webp_canvas(12_000, 12_000),
        "image/webp",
        errors.TooManyPixels,
    ),
    "a GIF frame far outside its canvas": (
        hostile.gif((100, 100), hostile.gif_frame(65_535, 65_535)),
        "image/gif",
        errors.DimensionsOutOfRange,
    ),
    "a second GIF frame far outside its canvas": (
        hostile.gif((100, 100), hostile.gif_frame(100, 100), hostile.gif_frame(9_000, 9_000)),
        "image/gif",
        errors.TooManyPixels,
    ),
    "a GIF frame that begins far outside its canvas": (
        hostile.gif((100, 100), hostile.gif_frame(10, 10, left=60_000)),
        "image/gif",
        errors.DimensionsOutOfRange,
    ),
    "a GIF of 100,000 frames": (
        hostile.gif((1, 1), *[hostile.gif_frame(1, 1)] * 100_000),
        "image/gif",
        errors.TooManyFrames,
    ),
    "an RGBA PNG of 178 Mpx": (
        hostile.png(13_375, 13_375),
        "image/png",
        errors.DimensionsOutOfRange,
    ),
    "an RGBA PNG of 144 Mpx": (hostile.png(12_000, 12_000), "image/png", errors.TooManyPixels),
    "an animated PNG of 60 frames of 4 Mpx": (
        hostile.apng(2_000, 2_000, 60),
        "image/png",
        errors.TooManyPixels,
    ),
    "an animated PNG of two billion frames": (
        hostile.apng(8, 8, 2**31 - 1),
        "image/png",
        errors.TooManyFrames,
    ),
    "an animated PNG that declares one frame and has 200": (
        hostile.apng_with_more_frames_than_it_declares(200),
        "image/png",
        errors.TooManyFrames,
    ),
    "a JPEG of 100 Mpx": (
        hostile.jpeg_that_claims(10_000, 10_000),
        "image/jpeg",
        errors.TooManyPixels,
    ),
    "a JPEG of 4 Gpx": (
        hostile.jpeg_that_claims(65_500, 65_500),
        "image/jpeg",
        errors.DimensionsOutOfRange,
    ),
    "a JPEG of 101 scans": (
        hostile.jpeg_with_scans(jpeg.MAX_SCANS),
        "image/jpeg",
        errors.BrokenImage,
    ),
    "a JPEG of 64 Mpx and 60 scans": (
        jpeg_rows.tall("L", 8_000, 8_000, scans=60, progressive=True),
        "image/jpeg",
        errors.BrokenImage,
    ),
    "an AVIF of 100 Mpx": (
        hostile.avif_that_claims(10_000, 10_000),
        "image/avif",
        errors.TooManyPixels,
    ),
    "an AVIF sequence of 2.5 million frames": (
        hostile.avif_with_samples(2_500_000),
        "image/avif",
        errors.TooManyFrames,
    ),
    "a PNG in more pieces than anybody writes": (
        hostile.png_in_pieces(MAX_PARTS),
        "image/png",
        errors.BrokenImage,
    ),
    "a GIF in more pieces than anybody writes": (
        hostile.gif_in_pieces(MAX_BLOCKS),
        "image/gif",
        errors.BrokenImage,
    ),
    "a JPEG in more pieces than anybody writes": (
        hostile.jpeg_in_pieces(MAX_PARTS),
        "image/jpeg",
        errors.BrokenImage,
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_its_decoder_is_even_opened(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, content_type, verdict = BOMBS[name]

    def open_image(data: bytes, content_type: str) -> None:
        pytest.fail("the decoder was opened")

    monkeypatch.setattr(probing, "open_image", open_image)
    with pytest.raises(verdict) as caught:
        probe(data, content_type, LIMITS)
    assert type(caught.value) is verdict


@pytest.mark.parametrize(
    "data",
    [hostile.png_with_text_bomb(100), hostile.png_with_profile_bomb()],
    ids=["100 MiB of text", "200 MiB of profile"],
)
def test_packed_metadata_is_not_unpacked_without_end(data: bytes, decodes: Decodes) -> None:
    with pytest.raises(errors.BrokenImage):
        probe(data, "image/png", LIMITS)
    assert decodes == []


def test_what_the_decoder_finds_is_measured_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a walk and its decoder ever disagree, the larger answer counts."""
    data = hostile.jpeg_that_claims(9_000, 9_000)
    blind = hostile.jpeg_that_claims(9, 9)
    measure = jpeg.measure
    monkeypatch.setattr(jpeg, "measure", lambda _: measure(blind))
    with pytest.raises(errors.TooManyPixels):
        probe(data, "image/jpeg", LIMITS)


def test_a_progressive_photo_of_ordinary_scans_is_accepted() -> None:
    assert probe(plain("JPEG", progressive=True), "image/jpeg", LIMITS).width == 40


@pytest.mark.parametrize("file_format", list(TYPES))
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_truncated_file_is_rejected(file_format: str, share: float) -> None:
    from infra.local.photos import photo

    whole = photo(2, size=(160, 120), file_format=file_format)
    with pytest.raises(errors.ImageRejected) as caught:
        developed(whole[: int(len(whole) * share)], TYPES[file_format])
    assert caught.value.code in {"broken_image", "not_an_image"}


@pytest.mark.parametrize("file_format", list(TYPES))
def test_no_prefix_of_a_file_crashes(file_format: str) -> None:
    whole = plain(file_format)
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        try:
            developed(whole[:end], TYPES[file_format], "whole=16.png")
        except errors.ImageRejected:
            continue


@pytest.mark.parametrize("file_format", list(TYPES))
def test_what_is_hidden_behind_or_inside_an_image_reaches_no_variant(file_format: str) -> None:
    secret = b"PK\3\4<script>alert(1)</script>"
    data = plain(file_format) + secret
    result = developed(data, TYPES[file_format], "a=32.webp,b=32.png,c=32.jpg,d=32.avif")
    for output in result.outputs:
        assert secret not in output.body
        assert leaks(output.body, output.variant.ext) == []


def test_a_script_in_png_text_reaches_no_variant() -> None:
    data = hostile.png_chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")
    whole = plain("PNG")
    result = developed(whole[:33] + data + whole[33:])
    assert b"script" not in result.outputs[0].body


def test_a_gif_frame_slightly_outside_its_canvas_is_shown_whole() -> None:
    from PIL import Image

    whole = encoded(Image.new("RGB", (40, 30), (10, 200, 30)), "GIF")
    small_canvas = whole[:6] + b"\x10\0\x10\0" + whole[10:]
    result = developed(small_canvas, "image/gif")
    assert (result.facts.width, result.facts.height) == (40, 30)
    assert opened(result.outputs[0]).getpixel((35, 25)) == (10, 200, 30)


def test_only_the_first_of_many_frames_is_decoded(decodes: Decodes) -> None:
    colors = [(at * 5, 255 - at * 5, 90) for at in range(50)]
    developed(animated("GIF", colors), "image/gif")
    assert len(decodes) == 1
