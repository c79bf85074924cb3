"""Variations: the same picture, visibly another one."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stdout
from functools import cache
from io import BytesIO

import pytest
from PIL import Image

from darkroom.domain.errors import BrokenImage, TooManyPixels, TypeMismatch
from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture
from darkroom.imaging.retouch import paint_png, vary_png
from infra.local.photos import photo
from tests.imaging.retouch.comparing import SIZE, apart, as_png, labs, opened, source

SEEDS = (2, 3, 9)
PROGRAM = """
from hashlib import sha256
from darkroom.imaging.retouch import refine_png, vary_png
from tests.imaging.retouch.comparing import SIZE, source
for body in (
    vary_png(source(), seed=3, strength=0.7, prompt="vivid", size=SIZE),
    refine_png(source(), "fog at night", seed=3, strength=0.7, size=SIZE),
    refine_png(source(), "silk", seed=3, strength=0.5, preserve_structure=False, size=SIZE),
):
    print(sha256(body).hexdigest())
"""


@cache
def varied(seed: int, strength: float, prompt: str = "") -> bytes:
    return vary_png(source(), seed=seed, strength=strength, prompt=prompt, size=SIZE)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_stronger_the_farther_from_the_source(seed: int) -> None:
    plain = varied(seed, 0)
    far = [apart(plain, varied(seed, strength)) for strength in (0.2, 0.5, 1.0)]
    assert far == sorted(set(far))
    assert far[0] > 0.01
    assert far[-1] > 0.07


def test_strength_0_is_the_source() -> None:
    plain = Image.open(BytesIO(source().body)).resize(SIZE, Image.Resampling.BICUBIC)
    assert apart(varied(5, 0), as_png(plain).body) < 0.004


def test_one_knows_the_source_again_at_full_strength() -> None:
    other = paint_png("a city at night", seed=1, size=SIZE)
    for seed in SEEDS:
        assert apart(varied(seed, 1), varied(seed, 0)) < apart(varied(seed, 1), other) / 1.5


def test_other_seeds_are_other_variations() -> None:
    made = [varied(seed, 0.7) for seed in (*SEEDS, 2**32 - 2)]
    for index, one in enumerate(made):
        for other in made[index + 1 :]:
            assert apart(one, other) > 0.02


def test_a_prompt_is_followed() -> None:
    lights = [
        sum(each.lightness for each in labs(opened(varied(1, 0.6, prompt))))
        for prompt in ("", "at night")
    ]
    assert lights[1] < lights[0] * 0.85


def test_the_same_arguments_give_the_same_bytes_in_another_process() -> None:
    there = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONHASHSEED": "4711", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    here = io.StringIO()
    with redirect_stdout(here):
        exec(PROGRAM, {})  # noqa: S102 - the same in this one
    assert here.getvalue() == there
    assert len(set(there.split())) == 3


@pytest.mark.parametrize("size", [(1, 1), (7, 200), (301, 64)])
def test_is_exactly_as_large_as_asked_for(size: tuple[int, int]) -> None:
    for strength in (0.0, 0.9):
        made = opened(vary_png(source(), seed=9, strength=strength, size=size))
        assert (made.format, made.mode, made.size) == ("PNG", "RGB", size)


@pytest.mark.parametrize("size", [(0, 64), (64, 2049), (-1, 5)])
def test_refuses_other_sizes(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="1 to 2048"):
        vary_png(source(), seed=1, strength=0.5, size=size)


def test_a_larger_source_is_scaled_down_and_turned_upright() -> None:
    large = Picture(photo(2, size=(400, 300), orientation=6), "image/jpeg")
    small = Picture(photo(2, size=(400, 300)), "image/jpeg")
    made = [vary_png(each, seed=1, strength=0.5, size=(64, 48)) for each in (large, small)]
    assert apart(*made) < 0.02


def test_transparency_stays_with_its_pixels() -> None:
    picture = opened(source().body)
    alpha = Image.new("L", picture.size, 255)
    alpha.paste(0, (0, 0, picture.width // 2, picture.height))
    picture.putalpha(alpha)
    made = opened(vary_png(as_png(picture), seed=3, strength=0.5, size=SIZE))
    assert made.mode == "RGBA"
    corners = [made.getchannel("A").getpixel((x, SIZE[1] // 2)) for x in (2, SIZE[0] - 3)]
    assert sorted(map(str, corners)) == ["0", "255"]


def test_a_source_beyond_the_limits_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(TooManyPixels):
        vary_png(source(), seed=1, strength=0.5, size=SIZE, limits=Limits(max_pixels=99))


def test_a_source_that_is_no_such_picture_is_refused() -> None:
    with pytest.raises(TypeMismatch):
        vary_png(Picture(source().body, "image/jpeg"), seed=1, strength=0.5, size=SIZE)
    with pytest.raises(BrokenImage):
        vary_png(Picture(source().body[:900], "image/png"), seed=1, strength=0.5, size=SIZE)
