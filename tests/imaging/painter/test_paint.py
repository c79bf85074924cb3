"""The painter: the same words, the same picture."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from darkroom.domain.color_names import NAMED_COLORS
from darkroom.domain.oklab import to_lab
from darkroom.imaging.painter import paint
from darkroom.imaging.painter.inks import ink
from darkroom.imaging.palette import extract_palette

SMALL = (96, 72)
# Pillow 13.0: another Pillow may scale or draw a little otherwise. Then look at
# docs/pictures/painter.jpg, and pin what is painted now.
PINNED = {
    "a city by the sea": "024ffa87f7bbbfce320ef6be664a8f0232b17fb80b6c42b82aa5738cf8387595",
    "marble in teal and gold": "7ad1ceb3df9948793f52ef70537e8760806a592421ec7504d090331c742baba0",
}


def digest(picture: Image.Image) -> str:
    return sha256(picture.tobytes()).hexdigest()


def differs(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None


@pytest.mark.parametrize("prompt", PINNED)
def test_paints_the_pixels_it_always_painted(prompt: str) -> None:
    assert digest(paint(prompt, seed=7, size=SMALL)) == PINNED[prompt]


def test_paints_the_same_in_another_process_with_another_hash_seed() -> None:
    prompt = "mountains and a lake, no clouds, teal and orange"
    program = (
        "from darkroom.imaging.painter import paint; from hashlib import sha256;"
        f"print(sha256(paint({prompt!r}, seed=3, size={SMALL}).tobytes()).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == digest(paint(prompt, seed=3, size=SMALL))


@pytest.mark.parametrize("prompt", ["hills at noon", "abstract", "stripes", "a galaxy", "city"])
def test_another_seed_is_another_picture(prompt: str) -> None:
    first, second = (paint(prompt, seed=seed, size=SMALL) for seed in (1, 2))
    assert differs(first, second)


@pytest.mark.parametrize("size", [(64, 64), (65, 200), (301, 64), (64, 400)])
def test_is_exactly_as_large_as_asked_for(size: tuple[int, int]) -> None:
    for prompt in ("a beach with a city", "triangles"):
        picture = paint(prompt, seed=1, size=size)
        assert (picture.size, picture.mode) == (size, "RGB")


@pytest.mark.parametrize("size", [(63, 64), (64, 2049), (0, 64), (-64, 64)])
def test_refuses_other_sizes_without_telling_the_prompt(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="64 to 2048") as refusal:
        paint("a secret garden", seed=1, size=size)
    assert "secret" not in str(refusal.value)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    prompt=st.text(st.characters(), max_size=2_000),
    negative=st.text(max_size=50),
    style=st.text(max_size=20),
    seed=st.integers(-(2**40), 2**63),
)
def test_paints_whatever_it_is_told(prompt: str, negative: str, style: str, seed: int) -> None:
    picture = paint(prompt, seed=seed, size=(64, 64), negative_prompt=negative, style=style)
    assert picture.size == (64, 64)


def test_paints_two_thousand_characters_and_half_a_character() -> None:
    for prompt in ("sea " * 500, "\ud800 hills", "e\u0301" * 1_000):
        assert paint(prompt, seed=1, size=(64, 64)).size == (64, 64)


@pytest.mark.parametrize("subject", [
    "a sea", "a city", "an abstract field", "a gradient", "marble", "smoke", "stripes", "a planet",
])  # fmt: skip
@pytest.mark.parametrize("colors", [("teal", "orange"), ("crimson",)])
def test_named_colours_are_among_the_dominant_ones(subject: str, colors: tuple[str, ...]) -> None:
    picture = paint(f"{subject} in {' and '.join(colors)}", seed=2, size=SMALL)
    shown = [to_lab((c.red, c.green, c.blue)) for c in extract_palette(picture)]
    for color in colors:
        wanted = to_lab(ink(NAMED_COLORS[color]))
        nearest = min(sum((a - b) ** 2 for a, b in zip(wanted, lab, strict=True)) for lab in shown)
        assert nearest**0.5 < 0.13, color


def test_a_colour_before_a_subject_is_that_subject_s() -> None:
    lower = (0, 58, 96, 72)
    red = ImageStat.Stat(paint("a red sea at noon", seed=1, size=SMALL).crop(lower)).mean
    green = ImageStat.Stat(paint("a green sea at noon", seed=1, size=SMALL).crop(lower)).mean
    assert red[0] > red[1] + 40
    assert green[1] > green[0] + 40


def test_what_is_not_wanted_is_not_there_and_the_rest_stays() -> None:
    with_clouds = paint("hills and clouds at noon", seed=5, size=SMALL)
    without = paint("hills and clouds at noon", seed=5, size=SMALL, negative_prompt="clouds")
    sky, ground = (0, 0, 96, 26), (0, 60, 96, 72)
    spread = [sum(ImageStat.Stat(each.crop(sky)).var) for each in (with_clouds, without)]
    assert spread[1] < spread[0] * 0.8
    assert not differs(with_clouds.crop(ground), without.crop(ground))


def test_a_word_after_no_is_taken_out_as_the_negative_prompt_takes_it() -> None:
    for prompt in ("a lake and a forest", "hills with trees"):
        assert differs(
            paint(prompt, seed=1, size=SMALL),
            paint(prompt, seed=1, size=SMALL, negative_prompt="no trees, no people"),
        )


@pytest.mark.parametrize("style", [
    "watercolor", "oil painting", "poster", "pixel art", "line art", "blueprint",
])  # fmt: skip
def test_a_style_changes_the_picture_from_the_prompt_or_beside_it(style: str) -> None:
    plain = paint("hills at noon", seed=1, size=SMALL)
    beside = paint("hills at noon", seed=1, size=SMALL, style=style)
    assert differs(plain, beside)
    assert differs(plain, paint(f"hills at noon, {style}", seed=1, size=SMALL))


def test_pixel_art_has_few_colours() -> None:
    few = paint("a city at night", seed=1, size=SMALL, style="pixel art").getcolors(64)
    assert few is not None
    assert len(few) <= 16
