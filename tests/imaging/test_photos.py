"""The sample photos that everything else is shown with."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from infra.local.photos import photo, scene


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert photo(5, size=(160, 120)) == photo(5, size=(160, 120))


def test_another_seed_gives_another_picture() -> None:
    assert scene(5, (160, 120)).tobytes() != scene(6, (160, 120)).tobytes()


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_comes_in_every_format(file_format: str) -> None:
    image = Image.open(BytesIO(photo(1, size=(64, 48), file_format=file_format)))
    assert (image.format, image.size) == (file_format, (64, 48))


def test_carries_the_metadata_it_was_asked_for() -> None:
    image = Image.open(BytesIO(photo(1, size=(64, 48), orientation=6, gps=(-33.5, 151.25))))
    exif = image.getexif()
    assert image.size == (48, 64)
    assert exif[0x0112] == 6
    assert exif.get_ifd(0x8825)[1] == "S"
    assert exif.get_ifd(0x8825)[4] == (151.0, 15.0, 0.0)


def test_has_the_bytes_of_a_photo() -> None:
    """Between 1 and 4 bits a pixel, as cameras write them."""
    bits = 8 * len(photo(1, size=(800, 600))) / (800 * 600)
    assert 1 < bits < 4
