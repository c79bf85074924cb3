"""How variants are written."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from darkroom.domain.variants import CONTENT_TYPES
from darkroom.imaging.encode import encode
from infra.local.photos import scene


@pytest.mark.parametrize("ext", CONTENT_TYPES)
def test_writes_every_format_a_variant_may_have(ext: str) -> None:
    image = Image.open(BytesIO(encode(scene(1, (64, 48)), ext)))
    assert image.get_format_mimetype() == CONTENT_TYPES[ext]
    assert image.size == (64, 48)


@pytest.mark.parametrize("ext", CONTENT_TYPES)
def test_the_same_pixels_give_the_same_bytes(ext: str) -> None:
    assert encode(scene(1, (64, 48)), ext) == encode(scene(1, (64, 48)), ext)


def test_webp_is_a_small_part_of_png() -> None:
    picture = scene(1, (320, 240))
    assert len(encode(picture, "webp")) * 5 < len(encode(picture, "png"))
