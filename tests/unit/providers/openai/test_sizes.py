"""Which size is asked for."""

from __future__ import annotations

import pytest

from darkroom.providers.base import Size
from darkroom.providers.openai_sizes import STANDARD, closest
from tests.providers.openai_schemas import is_flexible_size

EDGES = (16, 100, 511, 512, 700, 1000, 1023, 1024, 1536, 2048, 3839, 3840, 4096, 10_000)


@pytest.mark.parametrize(
    ("wanted", "size"),
    [
        ((1024, 1024), (1024, 1024)),
        ((512, 512), (1024, 1024)),
        ((4000, 4000), (1024, 1024)),
        ((1920, 1080), (1536, 1024)),
        ((1080, 1920), (1024, 1536)),
        ((1100, 1000), (1024, 1024)),
        ((2048, 16), (1536, 1024)),
    ],
)
def test_the_closest_shape_is_asked_for(wanted: Size, size: Size) -> None:
    assert closest(STANDARD, *wanted) == size


@pytest.mark.parametrize(
    ("wanted", "size"),
    [
        ((256, 256), (256, 256)),
        ((300, 300), (512, 512)),
        ((513, 513), (1024, 1024)),
        ((2000, 2000), (1024, 1024)),
    ],
)
def test_of_one_shape_the_smallest_that_is_large_enough(wanted: Size, size: Size) -> None:
    assert closest([(1024, 1024), (256, 256), (512, 512)], *wanted) == size


@pytest.mark.parametrize(
    ("wanted", "size"),
    [
        ((1536, 864), (1536, 864)),
        ((1024, 1024), (1024, 1024)),
        ((1000, 1000), (1008, 1008)),
        ((3840, 2160), (3840, 2160)),
        ((512, 512), (816, 816)),
    ],
)
def test_a_model_of_any_size_makes_what_is_wanted_in_steps_of_16(wanted: Size, size: Size) -> None:
    assert closest([], *wanted) == size


def test_no_wish_is_beyond_what_is_documented() -> None:
    sizes = [closest([], wide, high) for wide in EDGES for high in EDGES]
    assert [size for size in sizes if not is_flexible_size(f"{size[0]}x{size[1]}")] == []
