"""Regions: shares of a picture, and the pixels they are."""

from __future__ import annotations

import pytest

from darkroom.domain.region import Box, Region


@pytest.mark.parametrize(
    ("region", "box"),
    [
        (Region(0, 0, 1, 1), (0, 0, 100, 50)),
        (Region(0.25, 0.5, 0.5, 0.5), (25, 25, 75, 50)),
        (Region(0.1, 0.2, 0.2, 0.2), (10, 10, 30, 20)),  # 0.1 + 0.2 is more than 0.3
        (Region(0.7, 0.9, 0.3, 0.1), (70, 45, 100, 50)),
        (Region(0.29, 0.58, 0.71, 0.42), (29, 29, 100, 50)),  # 0.29 * 100 is less than 29
        (Region(0.255, 0.01, 0.001, 0.001), (25, 0, 26, 1)),  # less than a pixel
        (Region(1 - 1e-9, 1 - 1e-9, 1e-9, 1e-9), (99, 49, 100, 50)),
        (Region(0.5, 0, 0.5 + 1e-7, 1), (50, 0, 100, 50)),  # rounded up by whoever asked
    ],
)
def test_a_region_is_the_pixels_it_touches_and_one_at_least(region: Region, box: Box) -> None:
    assert region.box((100, 50)) == box


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (4000, 3000)])
@pytest.mark.parametrize("region", [Region(0, 0, 1, 1), Region(1 / 3, 2 / 3, 1 / 3, 1 / 3)])
def test_a_region_is_inside_of_every_picture(region: Region, size: tuple[int, int]) -> None:
    left, top, right, bottom = region.box(size)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
