"""resize, crop, rotate, flip: sizes as planned, pixels where they belong."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from darkroom.imaging.operations import strips
from darkroom.imaging.recipes import read_operations
from tests.imaging.operations.making import (
    applied,
    noise,
    pictures,
    pixel,
    planned,
    refusal_of,
    same,
    steadily,
)

SIZE = (400, 300)
FIRST = "/operations/0/"
sides = st.integers(1, 60)


# resize


@pytest.mark.parametrize(
    ("parameters", "size"),
    [
        ({"width": 200}, (200, 150)),
        ({"height": 150}, (200, 150)),
        ({"width": 200, "height": 200}, (200, 150)),
        ({"width": 200, "height": 60}, (80, 60)),
        ({"width": 200, "height": 200, "fit": "cover"}, (200, 200)),
        ({"width": 200, "fit": "cover"}, (200, 150)),
        ({"width": 200, "height": 200, "fit": "fill"}, (200, 200)),
        ({"width": 200, "fit": "fill"}, (200, 300)),
        ({"width": 200, "height": 200, "maintain_aspect_ratio": False}, (200, 200)),
        ({"width": 200, "height": 200, "maintain_aspect_ratio": True}, (200, 150)),
        ({"width": 200, "height": 200, "fit": "cover", "maintain_aspect_ratio": True}, (200, 200)),
        ({"width": 1600}, (1600, 1200)),
    ],
)
def test_a_picture_is_resized_to(parameters: dict[str, object], size: tuple[int, int]) -> None:
    assert planned(SIZE, "resize", **parameters) == size


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({}, "width"),
        ({"fit": "cover"}, "width"),
        ({"width": 0}, "width"),
        ({"height": 12_001}, "height"),
        ({"width": 1601}, "width"),
        ({"height": 1201}, "height"),
        ({"width": 1700, "height": 1201}, "height"),
        ({"width": 1601, "height": 1300}, "width"),
        ({"width": 1601, "height": 300, "fit": "fill"}, "width"),
        ({"width": 400, "height": 1201, "fit": "fill"}, "height"),
        ({"width": 100, "height": 1201, "fit": "cover"}, "height"),
        ({"width": 1601, "height": 10, "fit": "cover"}, "width"),
        ({"width": 9, "fit": "cover", "maintain_aspect_ratio": False}, "maintain_aspect_ratio"),
        ({"width": 9, "fit": "fill", "maintain_aspect_ratio": True}, "maintain_aspect_ratio"),
    ],
)
def test_a_resize_is_refused_at_its_field(parameters: dict[str, object], field: str) -> None:
    assert refusal_of(SIZE, "resize", **parameters) == [FIRST + field]


def test_the_two_ways_to_stretch_are_the_same_recipe() -> None:
    one = read_operations([{"operation": "resize", "width": 9, "fit": "fill"}])
    assert one == read_operations(
        [{"operation": "resize", "width": 9, "maintain_aspect_ratio": False}]
    )


@steadily
@given(pictures(), sides, sides, st.sampled_from(["contain", "cover", "fill"]))
def test_a_resized_picture_has_the_planned_size(
    image: Image.Image, width: int, height: int, fit: str
) -> None:
    assume(width <= 4 * image.width and height <= 4 * image.height)
    made = applied(image, "resize", width=width, height=height, fit=fit)
    assert made.width <= width
    assert made.height <= height
    if fit != "contain":
        assert made.size == (width, height)
    again = applied(made, "resize", width=width, height=height, fit=fit)
    assert fit == "contain" or same(again, made)


@steadily
@given(pictures(), st.sampled_from(["contain", "cover", "fill"]))
def test_a_picture_resized_to_its_own_size_stays_as_it_is(image: Image.Image, fit: str) -> None:
    assert same(applied(image, "resize", width=image.width, height=image.height, fit=fit), image)


def test_covering_cuts_both_sides_equally() -> None:
    image = Image.new("RGB", (90, 30), (255, 0, 0))
    image.paste((0, 0, 255), (30, 0, 60, 30))
    made = applied(image, "resize", width=30, height=30, fit="cover")
    assert made.getcolors() == [(900, (0, 0, 255))]


def test_transparent_pixels_lend_no_colour_when_a_picture_is_made_smaller() -> None:
    image = Image.new("RGBA", (40, 40), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 21, 40))
    made = applied(image, "resize", width=7)
    assert all(pixel(made, x, 3)[1] == 0 for x in range(7) if pixel(made, x, 3)[3] > 0)


# crop


@pytest.mark.parametrize(
    ("x", "y", "width", "height", "field"),
    [
        (400, 0, 1, 1, "x"),
        (0, 300, 1, 1, "y"),
        (1, 0, 400, 300, "width"),
        (0, 1, 400, 300, "height"),
        (12_000, 0, 1, 1, "x"),
        (-1, 0, 1, 1, "x"),
        (0, 0, 0, 1, "width"),
        (0, 0, 1, 12_001, "height"),
    ],
)
def test_a_crop_outside_the_picture_is_refused_at_its_field(
    x: int, y: int, width: int, height: int, field: str
) -> None:
    assert refusal_of(SIZE, "crop", x=x, y=y, width=width, height=height) == [FIRST + field]


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, ["x", "y", "width", "height"]),
        ({"x": 0, "y": 0, "width": 5}, ["height"]),
        ({"x": 0, "aspect": "1:1"}, ["x"]),
        ({"width": 5, "height": 5, "aspect": "1:1"}, ["width", "height"]),
        ({"x": 0, "y": 0, "width": 5, "height": 5, "gravity": "smart"}, ["gravity"]),
        ({"aspect": "0:1"}, ["aspect"]),
        ({"aspect": "1:10000"}, ["aspect"]),
        ({"aspect": "16/9"}, ["aspect"]),
        ({"aspect": "1:1", "gravity": "up"}, ["gravity"]),
    ],
)
def test_a_crop_has_either_a_place_or_an_aspect(
    parameters: dict[str, object], fields: list[str]
) -> None:
    assert refusal_of(SIZE, "crop", **parameters) == [FIRST + field for field in fields]


@steadily
@given(pictures(), st.data())
def test_a_crop_has_exactly_the_pixels_of_its_place(
    image: Image.Image, data: st.DataObject
) -> None:
    x = data.draw(st.integers(0, image.width - 1))
    y = data.draw(st.integers(0, image.height - 1))
    width = data.draw(st.integers(1, image.width - x))
    height = data.draw(st.integers(1, image.height - y))
    made = applied(image, "crop", x=x, y=y, width=width, height=height)
    assert made.size == (width, height)
    assert pixel(made, 0, 0) == pixel(image, x, y)
    assert pixel(made, width - 1, height - 1) == pixel(image, x + width - 1, y + height - 1)


@pytest.mark.parametrize(
    ("aspect", "size"),
    [("1:1", (300, 300)), ("16:9", (400, 225)), ("2:3", (200, 300)), ("9999:1", (400, 1))],
)
def test_an_aspect_takes_the_largest_part_of_that_shape(aspect: str, size: tuple[int, int]) -> None:
    assert planned(SIZE, "crop", aspect=aspect) == size


@pytest.mark.parametrize(
    ("gravity", "left"), [("west", 0), ("centre", 50), ("north_east", 100), ("south", 50)]
)
def test_gravity_says_which_part(gravity: str, left: int) -> None:
    image = noise("RGB", SIZE)
    made = applied(image, "crop", aspect="1:1", gravity=gravity)
    assert same(made, image.crop((left, 0, left + 300, 300)))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("at", [0, 37, 210, 299])
def test_a_smart_crop_finds_the_detail(at: int, mode: str) -> None:
    for wide in (True, False):
        image = Image.new(mode, (400, 100) if wide else (100, 400), "#808080")
        image.paste(noise(mode, (100, 100)), (at, 0) if wide else (0, at))
        made = applied(image, "crop", aspect="1:1", gravity="smart")
        lost = made.crop((10, 10, 90, 90)).getcolors(10_000)
        assert lost is not None
        assert max(count for count, _ in lost) < 400


def test_a_smart_crop_of_nothing_is_the_middle() -> None:
    image = Image.new("RGB", (200, 100))
    image.putpixel((50, 50), (0, 0, 0))
    assert applied(image, "crop", aspect="1:1", gravity="smart").size == (100, 100)


@steadily
@given(pictures(), st.integers(1, 30), st.integers(1, 30), st.sampled_from(["smart", "south_west"]))
def test_an_aspect_fits_in_any_picture(
    image: Image.Image, wide: int, tall: int, gravity: str
) -> None:
    made = applied(image, "crop", aspect=f"{wide}:{tall}", gravity=gravity)
    assert made.width == image.width or made.height == image.height


# rotate and flip


@steadily
@given(pictures(), st.sampled_from([90, -90, 270, -270]))
def test_four_quarter_turns_lead_back(image: Image.Image, angle: int) -> None:
    made = image
    for _ in range(4):
        made = applied(made, "rotate", angle=angle)
    assert same(made, image)


@steadily
@given(pictures())
def test_a_quarter_turn_is_clockwise_and_loses_nothing(image: Image.Image) -> None:
    made = applied(image, "rotate", angle=90)
    assert made.size == (image.height, image.width)
    assert pixel(made, made.width - 1, 0) == pixel(image, 0, 0)
    assert same(applied(image, "rotate", angle=450 - 360), made)
    assert same(applied(image, "rotate", angle=0), image)
    assert same(applied(image, "rotate", angle=360), image)
    assert same(applied(applied(image, "rotate", angle=180), "rotate", angle=-180), image)


@steadily
@given(pictures(), st.floats(-360, 360), st.booleans())
def test_a_turned_picture_has_the_planned_size(
    image: Image.Image, angle: float, expand: bool
) -> None:
    made = applied(image, "rotate", angle=angle, expand=expand)
    if not expand and angle % 90:
        assert made.size == image.size


def test_a_turn_by_any_angle_is_clockwise_too() -> None:
    image = Image.new("RGB", (100, 100))
    ImageDraw.Draw(image).rectangle((45, 0, 55, 20), fill=(255, 255, 255))  # at twelve o'clock
    made = applied(image, "rotate", angle=89, expand=False)
    assert pixel(made, 92, 50)[:3] == (255, 255, 255)  # at three


def test_where_a_turned_picture_ends_there_is_the_background() -> None:
    image = Image.new("RGB", (60, 60), (10, 200, 30))
    assert pixel(applied(image, "rotate", angle=45), 0, 0)[3] == 0
    opaque = applied(image, "rotate", angle=45, background="#102030")
    assert opaque.mode == "RGB"
    assert pixel(opaque, 0, 0) == (16, 32, 48)
    assert pixel(opaque, opaque.width // 2, opaque.height // 2) == (10, 200, 30)
    half = applied(image, "rotate", angle=45, background="#10203080")
    assert pixel(half, 0, 0) == (16, 32, 48, 128)


def test_a_turned_edge_is_smooth_and_bleeds_no_colour() -> None:
    image = Image.new("RGBA", (60, 60), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (15, 15, 45, 45))
    made = applied(image, "rotate", angle=30)
    seen = [pixel(made, x, y) for x in range(made.width) for y in range(made.height)]
    assert any(0 < each[3] < 255 for each in seen)
    assert all(each[1] == 0 for each in seen if each[3])


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_turning_in_strips_gives_what_the_whole_would(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = noise(mode, (31, 47))
    whole = applied(image, "rotate", angle=33, background="#10203040")
    monkeypatch.setattr(strips, "_STRIP_PIXELS", 31 * 5)
    made = applied(image, "rotate", angle=33, background="#10203040")
    assert made.size == whole.size
    assert max(ImageChops.difference(made, whole).tobytes()) <= 1


def test_a_turn_that_makes_the_picture_too_large_is_refused_at_its_angle() -> None:
    assert refusal_of((12_000, 5000), "rotate", angle=30) == [FIRST + "angle"]
    assert refusal_of((8000, 8000), "rotate", angle=45) == [FIRST + "angle"]
    assert planned((8000, 8000), "rotate", angle=45, expand=False) == (8000, 8000)


@steadily
@given(pictures(), st.sampled_from(["horizontal", "vertical"]))
def test_flipping_twice_leads_back(image: Image.Image, direction: str) -> None:
    made = applied(image, "flip", direction=direction)
    corner = (image.width - 1, 0) if direction == "horizontal" else (0, image.height - 1)
    assert pixel(made, 0, 0) == pixel(image, *corner)
    assert same(applied(made, "flip", direction=direction), image)
