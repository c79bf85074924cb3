"""A region of what was made of a picture, put into the picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from darkroom.domain.errors import ImageRejected
from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture
from darkroom.domain.region import Region
from darkroom.imaging import render
from darkroom.imaging.render import ImagingStudio
from infra.local.photos import photo
from tests.imaging.samples import TYPES, encoded

STUDIO = ImagingStudio(Limits())
HALF = Region(0.5, 0, 0.5, 1)
LEFT, RIGHT = (0, 0, 200, 300), (230, 0, 400, 300)
PHOTO = Image.open(BytesIO(photo(1, size=(400, 300)))).convert("RGB")
GREEN = Picture(encoded(Image.new("RGB", (100, 75), (0, 160, 0)), "PNG"), "image/png")


def opened(body: bytes) -> Image.Image:
    return Image.open(BytesIO(body))


def test_a_png_is_its_source_to_the_last_pixel_around_the_region() -> None:
    made = STUDIO.merge(Picture(encoded(PHOTO, "PNG"), "image/png"), GREEN, HALF)
    picture = opened(made.body)
    assert (made.ext, (made.width, made.height), picture.size) == ("png", (400, 300), (400, 300))
    assert ImageChops.difference(picture.crop(LEFT), PHOTO.crop(LEFT)).getbbox() is None
    assert picture.crop(RIGHT).getextrema() == ((0, 0), (160, 160), (0, 0))


@pytest.mark.parametrize("name", ["JPEG", "WEBP", "AVIF"])
def test_what_loses_by_being_written_loses_hardly_anything(name: str) -> None:
    content_type = TYPES[name]
    source = Picture(encoded(PHOTO, name), content_type)
    made = STUDIO.merge(source, GREEN, HALF)
    assert made.content_type == content_type
    before, after = (opened(each).convert("RGB").crop(LEFT) for each in (source.body, made.body))
    assert max(ImageStat.Stat(ImageChops.difference(before, after)).mean) < 2.5


def test_a_turned_photo_is_upright_and_its_region_where_one_sees_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    PHOTO.save(out, "JPEG", quality=95, exif=exif)
    tall = Picture(encoded(Image.new("RGB", (75, 100), (0, 160, 0)), "PNG"), "image/png")
    made = opened(STUDIO.merge(Picture(out.getvalue(), "image/jpeg"), tall, HALF).body)
    assert made.size == (300, 400)
    assert min(ImageStat.Stat(made.crop((180, 0, 300, 400))).mean) < 10
    assert not dict(made.getexif())


def test_a_gif_becomes_a_png_since_it_has_too_few_colours() -> None:
    source = Picture(encoded(PHOTO, "GIF"), "image/gif")
    assert STUDIO.merge(source, GREEN, HALF).ext == "png"


def test_a_very_large_source_is_merged_at_16_megapixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "_MERGED_PIXELS", 30_000)
    made = STUDIO.merge(Picture(encoded(PHOTO, "PNG"), "image/png"), GREEN, HALF)
    assert (made.width, made.height) == (200, 150)


def test_what_cannot_be_read_is_not_merged() -> None:
    with pytest.raises(ImageRejected):
        STUDIO.merge(GREEN, Picture(GREEN.body[:60], "image/png"), HALF)
