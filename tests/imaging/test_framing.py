"""How large, and which part: arithmetic that holds for any size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from darkroom.domain.limits import MAX_DIMENSION
from darkroom.domain.variants import MAX_SIDE, VariantSpec
from darkroom.imaging.framing import Frame, frame, working_size

sides = st.integers(1, MAX_DIMENSION)
sizes = st.tuples(sides, sides)
asked = st.integers(1, MAX_SIDE)
specs = st.builds(VariantSpec, st.just("any"), asked, asked, crop=st.booleans(), ext=st.just("png"))


def fit(side: int) -> VariantSpec:
    return VariantSpec("fit", side, side, crop=False, ext="png")


def crop(width: int, height: int) -> VariantSpec:
    return VariantSpec("crop", width, height, crop=True, ext="png")


def test_the_longest_side_is_what_was_asked() -> None:
    assert frame(fit(1600), (4000, 3000)).size == (1600, 1200)
    assert frame(fit(1600), (3000, 4000)).size == (1200, 1600)


def test_a_small_picture_keeps_its_size() -> None:
    assert frame(fit(1600), (200, 100)) == Frame((0, 0, 200, 100), (200, 100))


def test_a_crop_takes_the_largest_centred_part_of_its_shape() -> None:
    assert frame(crop(100, 100), (400, 200)) == Frame((100, 0, 300, 200), (100, 100))
    assert frame(crop(200, 100), (400, 400)) == Frame((0, 100, 400, 300), (200, 100))


def test_a_crop_of_a_small_picture_keeps_its_shape() -> None:
    assert frame(crop(200, 100), (50, 80)).size == (50, 25)


def test_the_working_size_is_enough_for_the_largest_and_no_more() -> None:
    assert working_size([fit(320), fit(1600), crop(112, 112)], (4000, 3000)) == (1600, 1200)
    assert working_size([crop(100, 100)], (4000, 2000)) == (200, 100)


@given(specs, sizes)
def test_a_frame_lies_inside_its_picture(spec: VariantSpec, size: tuple[int, int]) -> None:
    left, top, right, bottom = frame(spec, size).box
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]


@given(specs, sizes)
def test_nothing_is_ever_upscaled(spec: VariantSpec, size: tuple[int, int]) -> None:
    (left, top, right, bottom), (width, height) = frame(spec, size)
    assert 1 <= width <= max(1, round(right - left))
    assert 1 <= height <= max(1, round(bottom - top))
    wide, tall = working_size([spec], size)
    assert 1 <= wide <= size[0]
    assert 1 <= tall <= size[1]


@given(specs, sizes)
def test_no_variant_is_larger_than_asked(spec: VariantSpec, size: tuple[int, int]) -> None:
    width, height = frame(spec, size).size
    if spec.crop:
        assert width <= spec.width
        assert height <= spec.height
    else:
        assert max(width, height) <= spec.width
