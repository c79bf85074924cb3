"""Recipes followed from file to file."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import AvifImagePlugin, Image

from darkroom.domain.errors import BrokenImage, InvalidRequest, TooManyPixels, TypeMismatch
from darkroom.domain.limits import Limits
from darkroom.domain.recipe import FORMATS, Caption, Picture, Recipe, Rendered
from darkroom.imaging import render as rendering
from darkroom.imaging.recipes import read_operations
from darkroom.imaging.render import ImagingStudio
from infra.local.photos import photo, scene
from tests.imaging.conftest import Decodes
from tests.imaging.leaks import leaks
from tests.imaging.operations.making import ASSET_ID, noise
from tests.imaging.profiles import rgb_profile
from tests.imaging.samples import TYPES, animated, encoded

STUDIO = ImagingStudio(Limits())
JPEG = Picture(photo(1, size=(160, 120)), "image/jpeg")
RED, BLUE = (255, 0, 0), (0, 0, 255)


def recipe(*operations: dict[str, Any], **chosen: Any) -> Recipe:
    return Recipe(read_operations(operations) if operations else (), **chosen)


def png(image: Image.Image) -> Picture:
    return Picture(encoded(image, "PNG"), "image/png")


def opened(made: Rendered) -> Image.Image:
    image = Image.open(BytesIO(made.body))
    image.load()
    assert image.get_format_mimetype() == made.content_type
    assert image.size == (made.width, made.height)
    return image


def follow(source: Picture, *operations: dict[str, Any], **chosen: Any) -> Rendered:
    return STUDIO.render(source, recipe(*operations, **chosen), others={})


def pointer_of(made: Any) -> str:
    with pytest.raises(InvalidRequest) as refused:
        made()
    (error,) = refused.value.errors
    return error.pointer


RESIZE = {"operation": "resize", "width": 80}
ROUND = {"operation": "round_corners", "radius": 20}


def test_operations_are_followed_in_order() -> None:
    one = follow(png(noise("RGB", (40, 30))), {"operation": "crop", "aspect": "1:1"}, RESIZE)
    other = follow(png(noise("RGB", (40, 30))), RESIZE, {"operation": "crop", "aspect": "1:1"})
    assert (one.width, one.height) == (80, 80)
    assert (other.width, other.height) == (60, 60)


def test_a_recipe_without_operations_writes_the_picture_anew() -> None:
    image = noise("RGBA", (20, 10))
    made = opened(follow(png(image)))
    assert made.tobytes() == image.tobytes()


@pytest.mark.parametrize("ext", FORMATS)
def test_the_same_recipe_gives_the_same_bytes_and_the_size_it_says(ext: str) -> None:
    first, again = (follow(JPEG, RESIZE, ROUND, format=ext) for _ in range(2))
    assert first == again
    assert opened(first).size == (80, 60)


def test_an_avif_is_the_same_wherever_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Picture(photo(1, size=(1200, 900)), "image/jpeg")
    made = []
    for cores in (1, 8):
        monkeypatch.setattr(AvifImagePlugin, "_get_default_max_threads", lambda: cores)  # noqa: B023
        made.append(follow(source, format="avif").body)
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("source", "operation", "ext"),
    [
        ("JPEG", RESIZE, "jpg"),
        ("PNG", RESIZE, "png"),
        ("WEBP", RESIZE, "webp"),
        ("AVIF", RESIZE, "avif"),
        ("GIF", RESIZE, "png"),
        ("JPEG", ROUND, "png"),
        ("WEBP", ROUND, "webp"),
        ("AVIF", ROUND, "avif"),
    ],
)
def test_a_format_that_suits_is_chosen(source: str, operation: dict[str, Any], ext: str) -> None:
    body = photo(1, size=(160, 120), file_format=source)
    made = follow(Picture(body, TYPES[source]), operation)
    assert made.ext == ext
    assert opened(made).has_transparency_data == (operation is ROUND)


def test_a_jpeg_is_laid_on_white() -> None:
    made = opened(follow(png(Image.new("RGBA", (20, 20), (9, 9, 9, 0))), format="jpg"))
    assert made.getpixel((5, 5)) == (255, 255, 255)


def test_quality_is_heard() -> None:
    sizes = [len(follow(JPEG, format="webp", quality=each).body) for each in (10, 50, 95)]
    assert sizes == sorted(sizes)
    assert sizes[0] * 2 < sizes[2]


def test_a_gif_keeps_few_colours_exactly_and_transparency_as_one_bit() -> None:
    image = Image.new("RGBA", (40, 40), (*RED, 255))
    image.paste((*BLUE, 255), (0, 0, 20, 20))
    image.paste((0, 255, 0, 100), (20, 20, 40, 40))
    made = opened(follow(png(image), format="gif")).convert("RGBA")
    assert made.getpixel((5, 5)) == (*BLUE, 255)
    assert made.getpixel((30, 5)) == (*RED, 255)
    assert made.getpixel((30, 30))[3] == 0  # type: ignore[index]


def test_a_gif_of_a_photo_looks_like_it() -> None:
    shown = scene(2, (200, 150))
    made = opened(follow(png(shown), format="gif")).convert("RGB")
    middle = (shown.resize((1, 1), Image.Resampling.BOX), made.resize((1, 1), Image.Resampling.BOX))
    for a, b in zip(*(each.tobytes() for each in middle), strict=True):
        assert abs(a - b) < 4


def test_a_turned_photo_is_upright_before_the_first_operation() -> None:
    image = Image.new("RGB", (80, 40), RED)
    image.paste(BLUE, (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # the left half is above, upright
    source = Picture(encoded(image, "PNG", exif=exif), "image/png")
    made = opened(follow(source, {"operation": "crop", "x": 0, "y": 0, "width": 40, "height": 40}))
    assert made.getcolors() == [(1600, BLUE)]
    assert (
        pointer_of(
            lambda: follow(source, {"operation": "crop", "x": 0, "y": 0, "width": 41, "height": 9})
        )
        == "/operations/0/width"
    )


def test_of_an_animation_the_first_frame_is_edited() -> None:
    source = Picture(animated("GIF", [RED, BLUE]), "image/gif")
    assert opened(follow(source)).getcolors() == [(24 * 16, RED)]


def test_a_smaller_picture_is_decoded_no_larger_than_it_needs(decodes: Decodes) -> None:
    source = Picture(photo(1, size=(1600, 1200)), "image/jpeg")
    made = follow(source, {"operation": "resize", "width": 200}, {"operation": "trim"})
    assert decodes == [("JPEG", (200, 150))]
    assert (made.width, made.height) == (200, 150)


@pytest.mark.parametrize("fit", ["contain", "cover", "fill"])
def test_decoding_smaller_gives_about_the_same_picture(fit: str) -> None:
    body = photo(1, size=(800, 600), quality=95)
    resize = {"operation": "resize", "width": 90, "height": 90, "fit": fit}
    turn = {"operation": "rotate", "angle": 360}
    fast, full = (
        opened(follow(Picture(body, "image/jpeg"), *steps, format="png"))
        for steps in ([resize], [turn, resize])
    )
    assert fast.size == full.size
    pairs = zip(fast.tobytes(), full.tobytes(), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / len(full.tobytes()) < 4


def test_nothing_is_decoded_for_a_recipe_that_does_not_fit(decodes: Decodes) -> None:
    assert pointer_of(lambda: follow(JPEG, ROUND, {"operation": "resize", "width": 641})) == (
        "/operations/1/width"
    )
    assert decodes == []


def test_what_only_pixels_tell_is_refused_once_they_have_told() -> None:
    image = Image.new("RGB", (300, 300), (255, 255, 255))
    image.paste(RED, (10, 10, 20, 20))
    steps = ({"operation": "trim"}, {"operation": "resize", "width": 41})
    STUDIO.check(recipe(*steps), (300, 300))
    assert pointer_of(lambda: follow(png(image), *steps)) == "/operations/1/width"


@pytest.mark.parametrize(
    ("operations", "size", "pointer"),
    [
        ([{"operation": "resize", "width": 12_000}], (3000, 3000), "/operations/0/width"),
        ([{"operation": "resize", "width": 100, "height": 12_000, "fit": "fill"},
          {"operation": "rotate", "angle": 90}, {"operation": "resize", "height": 400}],
         (3000, 3000), "/operations/2/height"),
        ([ROUND, {"operation": "pad", "top": 11_000}], (9000, 1001), "/operations/1/top"),
        ([{"operation": "pad", "aspect": "1:1"}], (12_000, 200), "/operations/0/aspect"),
        ([{"operation": "crop", "x": 0, "y": 0, "width": 9, "height": 9},
          {"operation": "crop", "x": 0, "y": 0, "width": 9, "height": 10}],
         (100, 100), "/operations/1/height"),
    ],
)  # fmt: skip
def test_a_recipe_that_does_not_fit_is_refused_by_sizes_alone(
    operations: list[dict[str, Any]], size: tuple[int, int], pointer: str
) -> None:
    assert pointer_of(lambda: STUDIO.check(recipe(*operations), size)) == pointer


def test_a_smaller_deployment_refuses_smaller_pictures() -> None:
    studio = ImagingStudio(Limits(max_pixels=20_000))
    assert pointer_of(
        lambda: studio.check(recipe({"operation": "pad", "left": 9}), (160, 125))
    ) == ("/operations/0/left")
    studio.check(recipe({"operation": "flip", "direction": "vertical"}), (160, 125))
    with pytest.raises(TooManyPixels):
        ImagingStudio(Limits(max_pixels=9)).render(JPEG, recipe(RESIZE), others={})


def test_a_quality_without_a_format_is_that_of_the_format_that_is_chosen() -> None:
    STUDIO.check(recipe(RESIZE, quality=50), (99, 99))
    assert len(follow(JPEG, RESIZE, quality=5).body) < len(follow(JPEG, RESIZE, quality=95).body)


@pytest.mark.parametrize("ext", ["png", "gif"])
def test_where_nothing_but_colours_is_lost_quality_says_how_many_are_kept(ext: str) -> None:
    for quality, most in ((1, 2), (10, 25), (50, 127)):
        few = opened(follow(JPEG, format=ext, quality=quality)).convert("RGB")
        assert 1 < len(few.getcolors(2**16) or ()) <= most
    best = follow(JPEG, format=ext, quality=100)
    assert best == follow(JPEG, format=ext)
    assert len(follow(JPEG, format=ext, quality=10).body) < len(best.body)


def test_a_png_of_few_colours_keeps_its_transparency() -> None:
    image = opened(follow(JPEG, ROUND, format="png", quality=20)).convert("RGBA")
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert image.getpixel((80, 60))[3] == 255  # type: ignore[index]


HEAVY = {"operation": "filter", "type": "unsharp_mask"}


def test_what_one_request_cannot_do_is_refused_at_the_step_where_it_gets_too_much() -> None:
    phone = (8160, 6144)
    assert 0 < STUDIO.check(recipe(HEAVY), phone) < 26
    assert pointer_of(lambda: STUDIO.check(recipe(HEAVY, HEAVY, HEAVY), phone)) == "/operations/1"
    STUDIO.check(recipe(*[HEAVY] * 10), (3000, 2000))
    STUDIO.check(recipe({"operation": "resize", "width": 2000}, *[HEAVY] * 9), (4000, 3000))


def test_steps_whose_size_is_not_known_yet_count_as_if_nothing_had_been_cut_off() -> None:
    trim = {"operation": "trim"}
    phone = (8160, 6144)
    assert pointer_of(lambda: STUDIO.check(recipe(trim, HEAVY, HEAVY), phone)) == "/operations/2"


def test_a_larger_picture_and_a_longer_recipe_take_longer() -> None:
    short, long = recipe(RESIZE), recipe(RESIZE, HEAVY)
    assert STUDIO.check(short, (400, 300)) < STUDIO.check(short, (4000, 3000))
    assert STUDIO.check(short, (4000, 3000)) < STUDIO.check(long, (4000, 3000))


def test_a_source_that_is_something_else_or_damaged_is_rejected() -> None:
    with pytest.raises(TypeMismatch):
        follow(Picture(JPEG.body, "image/png"), RESIZE)
    with pytest.raises(BrokenImage):
        follow(Picture(png(scene(1, (90, 90))).body[:900], "image/png"), RESIZE)


def test_a_result_that_is_too_large_is_refused_at_its_format(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rendering, "MAX_FILE_SIZE_CEILING", 500)
    assert pointer_of(lambda: follow(JPEG, RESIZE)) == "/format"


MARK = {"operation": "watermark", "asset_id": ASSET_ID, "opacity": 1, "scale": 1, "margin": 0}


def test_a_watermark_is_another_asset() -> None:
    steps = recipe({"operation": "resize", "width": 40}, MARK, format="png")
    blue = png(Image.new("RGB", (80, 60), BLUE))
    made = STUDIO.render(JPEG, steps, others={ASSET_ID: blue})
    assert opened(made).getcolors() == [(40 * 30, BLUE)]


def test_a_large_watermark_is_decoded_no_larger_than_it_is_shown(decodes: Decodes) -> None:
    large = Picture(photo(2, size=(1600, 1200)), "image/jpeg")
    STUDIO.render(JPEG, recipe(MARK), others={ASSET_ID: large})
    assert ("JPEG", (200, 150)) in decodes


def test_a_watermark_that_is_not_there_is_refused_at_its_field() -> None:
    assert pointer_of(lambda: follow(JPEG, RESIZE, MARK)) == "/operations/1/asset_id"


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_result_carries_anything_of_its_source(file_format: str) -> None:
    body = photo(
        1, size=(120, 90), file_format=file_format, orientation=6, gps=(51.5, -0.12),
        icc_profile=rgb_profile(), xmp=b"<x:xmpmeta>secret</x:xmpmeta>",
    )  # fmt: skip
    for ext in FORMATS:
        made = follow(Picture(body, TYPES[file_format]), {"operation": "trim"}, format=ext)
        assert ext == "gif" or leaks(made.body, ext) == []
        assert b"secret" not in made.body
        assert b"Darkroom" not in made.body


def test_a_caption_is_all_that_is_embedded() -> None:
    caption = Caption("sea.jpg", datetime(2026, 1, 2, tzinfo=UTC), ["sea"], {"a": 1})
    body = photo(1, size=(120, 90), gps=(51.5, -0.12), xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
    for ext in FORMATS:
        made = STUDIO.render(
            Picture(body, "image/jpeg"), recipe(format=ext), others={}, caption=caption
        )
        assert b"<rdf:li>sea</rdf:li>" in made.body
        assert b"secret" not in made.body
        assert ext == "gif" or len(leaks(made.body, ext)) <= 2
