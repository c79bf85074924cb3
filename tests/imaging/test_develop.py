"""One decode → upright, sRGB, every variant, and the facts."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageFile

from darkroom.domain import errors
from darkroom.domain.limits import Limits
from darkroom.domain.variants import DEFAULT_VARIANTS, parse_variants
from darkroom.imaging import develop as developing
from darkroom.imaging.develop import develop
from darkroom.imaging.encode import encode
from infra.local.photos import photo
from tests.imaging.conftest import Decodes
from tests.imaging.leaks import leaks
from tests.imaging.profiles import rgb_profile
from tests.imaging.samples import (
    BLUE,
    GREEN,
    RED,
    TYPES,
    WHITE,
    animated,
    developed,
    encoded,
    opened,
    picture,
)


def test_makes_every_default_variant_at_its_size() -> None:
    result = developed(photo(1, size=(2000, 1500)), "image/jpeg", DEFAULT_VARIANTS)
    made = [(o.variant.name, o.variant.ext, opened(o).size) for o in result.outputs]
    assert made == [
        ("large", "webp", (1600, 1200)),
        ("medium", "webp", (640, 480)),
        ("small", "webp", (320, 240)),
        ("112x112", "png", (112, 112)),
        ("56x56", "png", (56, 56)),
    ]


def test_says_the_true_size_of_every_variant_in_pixels_and_bytes() -> None:
    result = developed(photo(1, size=(333, 222)), "image/jpeg", DEFAULT_VARIANTS)
    for output in result.outputs:
        assert (output.variant.width, output.variant.height) == opened(output).size
        assert output.variant.size == len(output.body)


def test_variants_come_in_the_order_they_were_asked_for() -> None:
    result = developed(photo(1, size=(90, 60)), "image/jpeg", "b=20.png,c=10x10.png,a=80.webp")
    assert [output.variant.name for output in result.outputs] == ["b", "c", "a"]


def test_never_makes_an_image_larger() -> None:
    result = developed(photo(1, size=(100, 60)), "image/jpeg", DEFAULT_VARIANTS)
    sizes = {output.variant.name: opened(output).size for output in result.outputs}
    assert sizes["large"] == sizes["medium"] == sizes["small"] == (100, 60)
    assert sizes["112x112"] == (60, 60)
    assert sizes["56x56"] == (56, 56)


def test_equal_variants_are_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def counted(image: Image.Image, ext: str) -> bytes:
        seen.append((image.size, ext))
        return encode(image, ext)

    monkeypatch.setattr(developing, "encode", counted)
    developed(photo(1, size=(100, 60)), "image/jpeg", DEFAULT_VARIANTS)
    assert seen == [((100, 60), "webp"), ((60, 60), "png"), ((56, 56), "png")]


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (3, 2), (700, 7)])
def test_develops_the_smallest_and_the_slimmest(size: tuple[int, int]) -> None:
    result = developed(encoded(Image.new("RGB", size, RED), "PNG"), variants=DEFAULT_VARIANTS)
    assert all(min(opened(output).size) >= 1 for output in result.outputs)


def test_a_crop_shows_the_middle() -> None:
    flag = Image.new("RGB", (300, 100), WHITE)
    flag.paste(RED, (0, 0, 100, 100))
    flag.paste(BLUE, (200, 0, 300, 100))
    crop = picture(encoded(flag, "PNG"), variants="face=50x50.png")
    assert crop.size == (50, 50)
    assert {crop.getpixel((x, y)) for x in (3, 25, 46) for y in (0, 25, 49)} == {WHITE}


def test_decodes_once_for_any_number_of_variants(decodes: Decodes) -> None:
    developed(photo(1, size=(400, 300)), "image/jpeg", DEFAULT_VARIANTS)
    assert len(decodes) == 1


@pytest.mark.parametrize(
    ("size", "orientation", "variants", "decoded"),
    [
        ((4000, 3000), 1, DEFAULT_VARIANTS, (2000, 1500)),
        ((3000, 4000), 6, DEFAULT_VARIANTS, (2000, 1500)),
        ((4000, 3000), 1, "s=320.webp", (500, 375)),
        ((4000, 3000), 1, "s=112x112.png", (500, 375)),
        ((1500, 1000), 1, DEFAULT_VARIANTS, (1500, 1000)),
    ],
)
def test_a_jpeg_is_scaled_while_it_is_decoded(
    size: tuple[int, int],
    orientation: int,
    variants: str,
    decoded: tuple[int, int],
    decodes: Decodes,
) -> None:
    stored = size if orientation == 1 else (size[1], size[0])
    flat = Image.new("RGB", stored, RED)
    exif = Image.Exif()
    exif[0x0112] = orientation
    developed(encoded(flat, "JPEG", exif=exif), "image/jpeg", variants)
    assert decodes == [("JPEG", decoded)]


def test_a_large_image_does_not_lose_its_last_row_or_column() -> None:
    """Averaging by whole steps leaves a remainder; the frame must still be whole and even."""
    width, height = 1613, 1207
    framed = Image.new("RGB", (width, height), RED)
    framed.paste(WHITE, (50, 50, width - 50, height - 50))
    small = picture(encoded(framed, "PNG"), variants="s=100.png")
    mid = small.height // 2
    assert small.getpixel((0, mid)) == small.getpixel((small.width - 1, mid)) == RED
    assert small.getpixel((1, mid)) == small.getpixel((small.width - 2, mid)) == RED
    left, right = small.getpixel((3, mid)), small.getpixel((small.width - 4, mid))
    assert left == pytest.approx(right, abs=8)
    assert small.getpixel((5, mid)) == small.getpixel((small.width - 6, mid)) == WHITE


def test_facts_hold_the_upright_size_and_the_sum_of_the_original() -> None:
    data = photo(1, size=(300, 400), orientation=6)
    facts = developed(data, "image/jpeg").facts
    assert (facts.width, facts.height) == (300, 400)
    assert facts.sha256 == hashlib.sha256(data).hexdigest()


def test_facts_describe_the_picture() -> None:
    facts = developed(encoded(Image.new("RGB", (50, 50), (10, 120, 200)), "PNG")).facts
    assert facts.palette[0].hex == "#0a78c8"
    assert len(base64.b64decode(facts.thumbhash)) >= 20
    assert facts.frames == 1


def test_is_deterministic() -> None:
    data = photo(3, size=(640, 480))
    assert developed(data, "image/jpeg", DEFAULT_VARIANTS) == developed(
        data, "image/jpeg", DEFAULT_VARIANTS
    )


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_developed(file_format: str) -> None:
    data = animated(file_format, [RED, GREEN, BLUE])
    result = developed(data, TYPES[file_format])
    red, green, blue = opened(result.outputs[0]).convert("RGB").getpixel((12, 8))  # type: ignore[misc]
    assert red > 220
    assert max(green, blue) < 40
    assert result.facts.frames == 3


@pytest.mark.parametrize("ext", ["png", "webp", "avif"])
def test_keeps_transparency_where_the_format_can(ext: str) -> None:
    half = Image.new("RGBA", (40, 40), (255, 0, 0, 255))
    half.paste((0, 0, 0, 0), (20, 0, 40, 40))
    made = picture(encoded(half, "PNG"), variants=f"v=40.{ext}")
    assert made.mode == "RGBA"
    assert made.getpixel((5, 20))[3] == 255  # type: ignore[index]
    assert made.getpixel((35, 20))[3] == 0  # type: ignore[index]


def test_lays_transparency_on_white_in_a_jpeg() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert picture(encoded(clear, "PNG"), variants="v=40.jpg").getpixel((20, 20)) == WHITE


def test_drops_an_alpha_channel_that_hides_nothing() -> None:
    opaque = Image.new("RGBA", (40, 40), (1, 2, 3, 255))
    assert picture(encoded(opaque, "PNG"), variants="v=20.png").mode == "RGB"


def test_transparent_colours_do_not_bleed_into_a_smaller_image() -> None:
    """Scaled without regard to alpha, a hidden green would give a green rim."""
    disc = Image.new("RGBA", (200, 200), (0, 255, 0, 0))
    disc.paste((255, 0, 0, 255), (0, 0, 101, 200))
    small = picture(encoded(disc, "PNG"), variants="v=40.png")
    for x in range(40):
        red, green, _, alpha = small.getpixel((x, 20))  # type: ignore[misc]
        assert alpha == 0 or (green < 10 and red > 240)


_GRAY_16 = Image.frombytes("I;16", (2, 1), b"\x00\x80\xff\xff").resize((20, 10), 0)
_PALETTE = Image.new("P", (20, 10), 1)
_PALETTE.putpalette([0, 0, 0, 255, 0, 0])


@pytest.mark.parametrize(
    ("image", "file_format", "options", "expected"),
    [
        (Image.new("1", (20, 10), 1), "PNG", {}, (255, 255, 255)),
        (Image.new("L", (20, 10), 77), "PNG", {}, (77, 77, 77)),
        (Image.new("L", (20, 10), 77), "JPEG", {}, (77, 77, 77)),
        (Image.new("LA", (20, 10), (77, 128)), "PNG", {}, (77, 77, 77, 128)),
        (Image.new("L", (20, 10), 77), "PNG", {"transparency": 77}, (0, 0, 0, 0)),
        (_PALETTE, "PNG", {}, (255, 0, 0)),
        (_PALETTE, "GIF", {}, (255, 0, 0)),
        (_PALETTE, "PNG", {"transparency": b"\xff\x40"}, (255, 0, 0, 64)),
        (Image.new("RGB", (20, 10), RED), "PNG", {"transparency": RED}, (0, 0, 0, 0)),
        (Image.new("RGBA", (20, 10), (9, 8, 7, 99)), "WEBP", {"exact": True}, (9, 8, 7, 99)),
        (_GRAY_16, "PNG", {}, (128, 128, 128)),
        (Image.new("CMYK", (20, 10), (0, 255, 255, 0)), "JPEG", {}, (255, 0, 0)),
    ],
    ids=[
        "1", "L", "L jpeg", "LA", "L key", "P", "P gif", "P alphas", "RGB key", "RGBA webp",
        "16 bit", "CMYK",
    ],
)  # fmt: skip
def test_develops_every_kind_of_pixel(
    image: Image.Image, file_format: str, options: dict[str, Any], expected: tuple[int, ...]
) -> None:
    made = picture(encoded(image, file_format, **options), TYPES[file_format])
    seen = made.getpixel((2, 5))
    assert isinstance(seen, tuple)
    if expected[3:] == (0,):
        assert seen[3] == 0
    else:
        assert seen == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("bits", [2, 4])
def test_the_transparent_grey_of_a_small_png_is_found(bits: int) -> None:
    from tests.imaging.hostile import png_chunk

    white = 2**bits - 1
    header = (8).to_bytes(4) + (1).to_bytes(4) + bytes([bits, 0, 0, 0, 0])
    import zlib

    row = b"\0" + int("0" * (4 * bits) + "1" * (4 * bits), 2).to_bytes(bits)
    data = b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", header),
            png_chunk(b"tRNS", white.to_bytes(2)),
            png_chunk(b"IDAT", zlib.compress(row)),
            png_chunk(b"IEND"),
        ]
    )
    made = picture(data)
    assert made.getpixel((0, 0)) == (0, 0, 0, 255)
    assert made.getpixel((7, 0))[3] == 0  # type: ignore[index]


def test_the_transparent_grey_of_a_16_bit_png_is_found() -> None:
    data = encoded(_GRAY_16, "PNG", transparency=0xFFFF)
    made = picture(data)
    assert made.getpixel((2, 5)) == (128, 128, 128, 255)
    assert made.getpixel((17, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_large_image_is_averaged_in_bands_as_it_would_be_whole(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from darkroom.imaging import scale

    scene = Image.open(BytesIO(photo(5, size=(900, 700), file_format="PNG")))
    image = Image.new("I;16", scene.size, 40_000) if mode == "I;16" else scene.convert(mode)
    data = encoded(image, "PNG")
    whole = picture(data, variants="s=60.png")
    monkeypatch.setattr(scale, "_BAND_PIXELS", 900 * 20)
    assert picture(data, variants="s=60.png").tobytes() == whole.tobytes()


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_variant_of_a_photo_says_where_or_how_it_was_taken(file_format: str) -> None:
    data = photo(
        1,
        size=(120, 90),
        file_format=file_format,
        orientation=6,
        gps=(51.5, -0.12),
        icc_profile=rgb_profile(),
        xmp=b"<x:xmpmeta>secret</x:xmpmeta>",
    )
    assert b"Darkroom" in data or file_format == "PNG"
    result = developed(data, TYPES[file_format], "a=64.webp,b=64.png,c=64.jpg,d=64.avif")
    for output in result.outputs:
        assert leaks(output.body, output.variant.ext) == []
        assert b"Darkroom" not in output.body


def test_a_comment_reaches_no_variant() -> None:
    for file_format in ("JPEG", "GIF"):
        data = encoded(Image.new("RGB", (20, 20)), file_format, comment=b"my address")
        assert b"my address" in data
        result = developed(data, TYPES[file_format], "a=20.webp,b=20.png,c=20.jpg,d=20.avif")
        assert all(leaks(output.body, output.variant.ext) == [] for output in result.outputs)


def test_pixels_that_do_not_decode_are_a_verdict() -> None:
    whole = photo(1, size=(200, 100), file_format="PNG")
    with pytest.raises(errors.BrokenImage):
        developed(whole[: len(whole) // 2] + b"\0" * 2000)


def test_leaves_the_switches_of_the_process_alone() -> None:
    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, ImageFile.MAXBLOCK)
    developed(photo(1, size=(300, 200)), "image/jpeg", DEFAULT_VARIANTS)
    with pytest.raises(errors.ImageRejected):
        developed(photo(1, size=(300, 200))[:900], "image/jpeg")
    after = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, ImageFile.MAXBLOCK)
    assert before == after


def test_a_deployment_may_allow_more_pixels_than_pillow_warns_of() -> None:
    """Warnings are errors here: Pillow's, at 89 Mpx, would show."""
    data = encoded(Image.new("L", (10_000, 9_500), 40), "JPEG", quality=30)
    result = develop(
        data,
        "image/jpeg",
        specs=parse_variants("s=64.png"),
        limits=Limits(max_pixels=144_000_000),
    )
    assert result.facts.width == 10_000
