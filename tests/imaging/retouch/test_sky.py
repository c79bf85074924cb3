"""Where the sky is."""

from __future__ import annotations

import pytest
from PIL import Image, ImageStat

from darkroom.imaging.painter import paint
from darkroom.imaging.retouch.sky import sky_of


def share(mask: Image.Image, box: tuple[int, int, int, int]) -> float:
    return float(ImageStat.Stat(mask.crop(box)).mean[0]) / 255


@pytest.mark.parametrize(
    "prompt",
    ["green hills and clouds at noon", "a beach at golden hour", "an autumn forest at noon"],
)
def test_reaches_down_to_the_skyline(prompt: str) -> None:
    sky = sky_of(paint(prompt, seed=1, size=(160, 120)))
    assert sky is not None
    assert 0.3 < sky.horizon < 0.65
    assert share(sky.mask, (0, 0, 160, 36)) > 0.95
    assert share(sky.mask, (0, 84, 160, 120)) < 0.05


def test_towers_stand_before_it() -> None:
    sky = sky_of(paint("a city by the sea at noon", seed=1, size=(160, 120)))
    assert sky is not None
    assert 0.1 < share(sky.mask, (0, 48, 160, 72)) < 0.9


@pytest.mark.parametrize("color", [(120, 150, 90), (0, 0, 0), (90, 150, 220)])
def test_is_not_found_in_a_plain_picture(color: tuple[int, int, int]) -> None:
    assert sky_of(Image.new("RGB", (40, 30), color)) is None


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (5, 7)])
def test_is_looked_for_in_pictures_of_any_size(size: tuple[int, int]) -> None:
    split = Image.new("RGB", size, (120, 180, 240))
    split.paste((20, 40, 10), (0, (size[1] + 1) // 2, *size))
    sky = sky_of(split)
    assert sky is None or sky.mask.size == size
