"""trim, pad, round_corners, auto_contrast, recolor."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from darkroom.imaging.operations import strips
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

margins = st.integers(0, 9)
FIRST = "/operations/0/"


# trim


@steadily
@given(st.sampled_from(["RGB", "RGBA"]), margins, margins, margins, margins)
def test_a_border_is_cut_off_and_nothing_else(
    mode: str, left: int, top: int, right: int, bottom: int
) -> None:
    inner = Image.new(mode, (6, 5), (0, 0, 0))
    framed = Image.new(mode, (left + 6 + right, top + 5 + bottom), (200, 10, 10))
    framed.paste(inner, (left, top))
    made = applied(framed, "trim")
    if left + top:
        assert same(made, inner)
    assert same(applied(made, "trim"), made)


@steadily
@given(st.sampled_from(["RGB", "RGBA"]), st.integers(1, 20), st.integers(1, 20))
def test_what_is_uniform_stays_as_it_is(mode: str, width: int, height: int) -> None:
    image = Image.new(mode, (width, height), (9, 99, 199))
    assert same(applied(image, "trim"), image)


def test_a_tolerance_is_how_far_a_border_may_be_from_its_corner() -> None:
    image = Image.new("RGB", (9, 9), (100, 100, 100))
    image.putpixel((4, 4), (100, 111, 100))
    assert applied(image, "trim", tolerance=10).size == (1, 1)
    assert applied(image, "trim", tolerance=11).size == (9, 9)


def test_a_border_nobody_sees_is_a_border_whatever_colour_it_has() -> None:
    image = noise("RGBA", (20, 20))
    image.putalpha(0)
    image.paste((255, 0, 0, 255), (5, 6, 9, 12))
    assert applied(image, "trim").size == (4, 6)


def test_trimming_in_strips_finds_the_same_box(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.new("RGB", (40, 60), (255, 255, 255))
    image.paste(noise("RGB", (11, 30)), (13, 17))
    whole = applied(image, "trim")
    monkeypatch.setattr(strips, "_STRIP_PIXELS", 40 * 7)
    assert same(applied(image, "trim"), whole)
    assert whole.size == (11, 30)


# pad


@steadily
@given(pictures(), margins, margins, margins, margins)
def test_padding_adds_its_pixels_of_background(
    image: Image.Image, left: int, top: int, right: int, bottom: int
) -> None:
    made = applied(
        image, "pad", left=left, top=top, right=right, bottom=bottom, background="#0a141e"
    )
    assert made.size == (left + image.width + right, top + image.height + bottom)
    assert made.mode == image.mode
    inside = made.crop((left, top, left + image.width, top + image.height))
    assert same(inside, image)
    if left:
        assert pixel(made, 0, 0)[:3] == (10, 20, 30)


@pytest.mark.parametrize(
    ("size", "aspect", "padded"),
    [((30, 20), "1:1", (30, 30)), ((30, 20), "3:1", (60, 20)), ((7, 7), "1:1", (7, 7))],
)
def test_padding_to_an_aspect(size: tuple[int, int], aspect: str, padded: tuple[int, int]) -> None:
    made = applied(noise("RGB", size), "pad", aspect=aspect)
    assert made.size == padded
    assert pixel(made, 0, 0)[3] == (0 if padded != size else 255)


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, ["left"]),
        ({"background": "#ffffff"}, ["left"]),
        ({"left": 1, "bottom": 1, "aspect": "1:1"}, ["left", "bottom"]),
        ({"left": -1}, ["left"]),
        ({"top": 12_000}, ["top"]),
        ({"left": 4000, "right": 8000}, ["right"]),
        ({"left": 8000, "bottom": 8000}, ["left"]),
        ({"aspect": "9999:1"}, ["aspect"]),
        ({"top": 1, "background": "white"}, ["background"]),
    ],
)
def test_padding_is_refused_at_its_field(parameters: dict[str, Any], fields: list[str]) -> None:
    assert refusal_of((400, 900), "pad", **parameters) == [FIRST + field for field in fields]


# round_corners


@steadily
@given(pictures(side=40), st.integers(1, 60))
def test_round_corners_multiply_into_alpha_and_keep_colours(
    image: Image.Image, radius: int
) -> None:
    made = applied(image, "round_corners", radius=radius)
    assert made.mode == "RGBA"
    assert made.convert("RGB").tobytes() == image.convert("RGB").tobytes()
    before, after = (each.convert("RGBA").getchannel("A").tobytes() for each in (image, made))
    assert all(b <= a for a, b in zip(before, after, strict=True))


def test_a_large_radius_makes_a_disc() -> None:
    made = applied(Image.new("RGB", (101, 101)), "round_corners", radius=12_000)
    alpha = made.getchannel("A")
    assert [alpha.getpixel(at) for at in [(0, 0), (100, 0), (0, 100), (100, 100)]] == [0] * 4
    assert alpha.getpixel((50, 50)) == 255
    assert sum(alpha.tobytes()) / 255 == pytest.approx(3.1416 * 50.5**2, rel=0.02)
    assert any(0 < level < 255 for level in alpha.tobytes())
    assert same(alpha, alpha.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert same(alpha, alpha.transpose(Image.Transpose.FLIP_TOP_BOTTOM))


# auto_contrast


@steadily
@given(pictures())
def test_stretching_keeps_alpha_and_a_second_time_hardly_changes_anything(
    image: Image.Image,
) -> None:
    made = applied(image, "auto_contrast", cutoff=0)
    assert made.mode == image.mode
    if image.mode == "RGBA":
        assert made.getchannel("A").tobytes() == image.getchannel("A").tobytes()
    assert same(applied(made, "auto_contrast", cutoff=0), made)


def test_levels_are_stretched_from_black_to_white_all_channels_alike() -> None:
    image = Image.new("RGB", (3, 1), (100, 100, 100))
    image.putpixel((1, 0), (150, 150, 150))
    image.putpixel((2, 0), (125, 100, 150))
    made = applied(image, "auto_contrast", cutoff=0)
    assert [pixel(made, x, 0) for x in range(3)] == [(0, 0, 0), (255, 255, 255), (127, 0, 255)]


def test_one_bright_pixel_does_not_hold_the_rest_back() -> None:
    image = Image.new("RGB", (100, 100), (100, 100, 100))
    image.paste((110, 110, 110), (0, 0, 50, 100))
    image.putpixel((0, 0), (255, 255, 255))
    assert pixel(applied(image, "auto_contrast", cutoff=1), 9, 9) == (255, 255, 255)


def test_what_cannot_be_seen_does_not_count_for_contrast() -> None:
    image = Image.new("RGBA", (9, 9), (100, 100, 100, 255))
    image.paste((200, 200, 200, 255), (0, 0, 5, 9))
    image.paste((255, 0, 0, 0), (0, 0, 2, 9))
    assert pixel(applied(image, "auto_contrast", cutoff=0), 3, 3) == (255, 255, 255, 255)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_contrast_is_measured_in_strips_as_on_the_whole(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = noise(mode, (30, 40)).point(lambda level: 60 + level // 3)
    whole = applied(image, "auto_contrast")
    monkeypatch.setattr(strips, "_STRIP_PIXELS", 100)
    assert same(applied(image, "auto_contrast"), whole)
    assert not same(whole, image)


# recolor


@steadily
@given(pictures(), st.lists(st.integers(0, 2**24 - 1), min_size=1, max_size=16))
def test_recolouring_keeps_size_and_alpha(image: Image.Image, colors: list[int]) -> None:
    palette = [f"#{color:06x}" for color in colors]
    made = applied(image, "recolor", colors=palette)
    assert (made.mode, made.size) == (image.mode, image.size)
    if image.mode == "RGBA":
        assert made.getchannel("A").tobytes() == image.getchannel("A").tobytes()


def test_what_depends_on_pixels_has_no_plan() -> None:
    assert planned((9, 9), "trim") is None
