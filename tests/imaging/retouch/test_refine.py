"""Refinements: the source as a prompt would have it."""

from __future__ import annotations

from functools import cache
from math import atan2, hypot
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from darkroom.imaging.retouch import paint_png, refine_png
from tests.imaging.retouch.comparing import (
    SIZE,
    apart,
    as_png,
    edges_alike,
    mean,
    opened,
    source,
)

CITY = "a city by the sea at noon"
SKY, GROUND = (0, 0, 96, 22), (0, 50, 96, 72)


@cache
def refined(prompt: str, strength: float = 0.8, of: str = "", **words: Any) -> bytes:
    picture = source(of) if of else source()
    return refine_png(picture, prompt, seed=1, strength=strength, **{"size": SIZE} | words)


@pytest.mark.parametrize(
    "prompt",
    ["at sunset", "in autumn colours", "snowy winter", "in teal and orange", "vivid", "add a boat"],
)
def test_edges_stay_where_they_are_and_colours_do_not(prompt: str) -> None:
    plain, made = refined("", 0), refined(prompt, 0.5)
    assert edges_alike(plain, made) > 0.6
    assert apart(plain, made) > 0.015
    assert abs(edges_alike(plain, refined("", 0, of=CITY))) < 0.3


@pytest.mark.parametrize(
    ("prompt", "preserve"), [("rain at night", True), ("spring", True), ("oil painting", False)]
)
def test_the_stronger_the_farther_from_the_source(prompt: str, *, preserve: bool) -> None:
    plain = refined("", 0, of=CITY)
    far = [
        apart(plain, refined(prompt, strength, of=CITY, preserve_structure=preserve))
        for strength in (0.0, 0.3, 0.7)
    ]
    assert far == sorted(set(far))
    assert far[0] == 0


def test_a_sunset_is_warm_at_the_horizon_and_dims_the_ground() -> None:
    plain, made = refined("", 0), refined("at sunset")
    assert mean(made, (0, 25, 96, 33)).a > mean(plain, (0, 25, 96, 33)).a + 0.04
    assert mean(made, GROUND).lightness < mean(plain, GROUND).lightness


def test_a_night_is_dark_and_starry_where_the_sky_is() -> None:
    made = opened(refined("a starry night")).convert("L")
    assert mean(as_png(made).body).lightness < 0.35
    above, below = (made.crop(box).getextrema() for box in (SKY, GROUND))
    assert int(str(above[1])) > int(str(below[1]))


def test_leaves_turn_in_autumn_and_the_sky_stays_blue() -> None:
    made = refined("in autumn colours")
    hues = [atan2(color.b, color.a) for color in (mean(made, GROUND), mean(refined("", 0), GROUND))]
    assert hues[0] < hues[1] - 0.5  # from green towards orange
    assert mean(made, SKY).b < 0


def test_winter_lays_snow_on_the_ground() -> None:
    plain, made = mean(refined("", 0), GROUND), mean(refined("snowy winter"), GROUND)
    assert made.lightness > plain.lightness + 0.05
    assert hypot(made.a, made.b) < hypot(plain.a, plain.b) / 2


def test_fog_takes_the_contrast_away_from_what_is_far() -> None:
    far = (0, 38, 96, 50)
    lows = [opened(body).convert("L").crop(far).getextrema() for body in (
        refined("", 0, of=CITY), refined("foggy", of=CITY),
    )]  # fmt: skip
    assert int(str(lows[1][0])) > int(str(lows[0][0])) + 30


def test_a_style_beside_the_prompt_wins_over_one_in_it() -> None:
    few = opened(refined("as a watercolor", 1, style="pixel art")).getcolors(64)
    assert few is not None
    assert len(few) <= 16


def test_what_the_negative_prompt_names_is_not_done() -> None:
    prompt = "vivid, fog, rain"
    without = refined(prompt, negative_prompt="rain, fog")
    assert without == refined(prompt, negative_prompt="no fog and no rain")
    assert apart(without, refined("vivid")) < apart(refined(prompt), without) / 2


def test_without_its_structure_the_painting_takes_over_from_afar() -> None:
    painted = paint_png("a galaxy", seed=1, size=SIZE)
    made, kept = refined("a galaxy", 0.4, preserve_structure=False), refined("a galaxy", 0.4)
    assert edges_alike(made, painted, SKY) > edges_alike(made, kept, SKY) + 0.2
    assert edges_alike(made, kept, GROUND) > edges_alike(made, painted, GROUND) + 0.2
    assert refined("a galaxy", 1.0, preserve_structure=False) == painted


def test_transparency_stays_as_it_is() -> None:
    picture = opened(source().body)
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    clear = as_png(picture)
    before, after = (
        opened(refine_png(clear, "at night, snow", seed=1, strength=strength, size=SIZE))
        for strength in (0, 0.8)
    )
    assert before.getchannel("A").tobytes() == after.getchannel("A").tobytes()
    assert before.tobytes() != after.tobytes()


@pytest.mark.parametrize("size", [(1, 1), (90, 3)])
@pytest.mark.parametrize("preserve", [True, False])
def test_is_exactly_as_large_as_asked_for(size: tuple[int, int], *, preserve: bool) -> None:
    prompt = "a stormy sea in winter, aurora, snow, fog, oil"
    made = opened(refined(prompt, 0.6, size=size, preserve_structure=preserve))
    assert (made.format, made.mode, made.size) == ("PNG", "RGB", size)


def test_plain_pictures_have_no_sky_and_are_refined_all_the_same() -> None:
    plain = as_png(Image.new("RGB", (40, 30), (120, 150, 90)))
    dark = refine_png(plain, "at night, moon", seed=1, strength=0.9, size=(40, 30))
    assert mean(dark).lightness < mean(plain.body).lightness - 0.15


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    prompt=st.text(st.characters(), max_size=2_000),
    negative=st.text(max_size=50),
    style=st.text(max_size=20),
    seed=st.integers(0, 2**32 - 2),
)
def test_takes_whatever_it_is_told(prompt: str, negative: str, style: str, seed: int) -> None:
    made = refine_png(
        source(), prompt, seed=seed, strength=0.5, negative_prompt=negative, style=style,
        size=(64, 48),
    )  # fmt: skip
    assert opened(made).size == (64, 48)
