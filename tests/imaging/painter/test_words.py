"""What the painter reads out of a prompt."""

from __future__ import annotations

import pytest

from darkroom.imaging.painter import abstract, paint, patterns, scenes, space
from darkroom.imaging.painter.inks import ink
from darkroom.imaging.painter.vocabulary import LIGHTS, MOODS, SEASONS, STYLES, SUBJECTS
from darkroom.imaging.painter.words import read


@pytest.mark.parametrize(("prompt", "subjects"), [
    ("a city by the sea under stars", {"city", "sea", "stars"}),
    ("Mountains, hills and valleys", {"mountains", "hills"}),
    ("a field of flowers", {"flowers"}),
    ("northern lights over a fjord", {"aurora", "lake"}),
    ("polka dots", {"dots"}),
    ("low poly", {"triangles"}),
    ("a wave pattern", {"scales"}),
    ("a portrait of a cat", set()),
    ("", set()),
    ("seaweed, cityzen, starling", set()),
])  # fmt: skip
def test_reads_subjects(prompt: str, subjects: set[str]) -> None:
    assert read(prompt).subjects == subjects


@pytest.mark.parametrize(("prompt", "light", "season"), [
    ("golden hour in autumn", "golden", "autumn"),
    ("a winter night", "night", "winter"),
    ("spring at dawn", "dawn", "spring"),
    ("blue hour", "dusk", ""),
    ("a foggy sunset", "sunset", ""),
    ("night in neon rain", "neon", ""),
    ("hills", "", ""),
])  # fmt: skip
def test_reads_light_and_season(prompt: str, light: str, season: str) -> None:
    reading = read(prompt)
    assert (reading.light, reading.season) == (light, season)


@pytest.mark.parametrize(("prompt", "colors"), [
    ("teal and orange", (0x008080, 0xFFA500)),
    ("Dark Slate Blue abstract", (0x483D8B,)),
    ("light blue, lightblue", (0xADD8E6,)),
    ("snow at golden hour", ()),
    ("emerald and gold", (0x2FA866, 0xFFD700)),
    ("red green blue white black gray", (0xFF0000, 0x008000, 0x0000FF, 0xFFFFFF, 0x000000)),
])  # fmt: skip
def test_reads_colours_in_their_order(prompt: str, colors: tuple[int, ...]) -> None:
    assert read(prompt).colors == tuple(ink(color) for color in colors)


def test_binds_a_colour_to_the_subject_after_it() -> None:
    reading = read("a green sea under a pink sky, in gold")
    assert reading.color_of("water") == ink(0x008000)
    assert reading.color_of("sky") == ink(0xFFC0CB)
    assert reading.colors == (ink(0xFFD700),)


@pytest.mark.parametrize(("prompt", "negative"), [
    ("hills, no clouds", ""), ("hills without any clouds", ""), ("hills and clouds", "clouds"),
    ("hills and clouds", "no cloud, people"),
])  # fmt: skip
def test_takes_out_what_is_refused(prompt: str, negative: str) -> None:
    reading = read(prompt, negative)
    assert reading.subjects == {"hills"}
    assert "no clouds" in reading.moods


def test_a_style_beside_the_prompt_wins_over_the_one_in_it() -> None:
    assert read("hills, watercolor").style == "watercolor"
    assert read("hills, watercolor", style="Line Art").style == "line art"


def test_every_subject_has_a_painter() -> None:
    painted = abstract.SUBJECTS | patterns.SUBJECTS | scenes.SUBJECTS | space.SUBJECTS
    assert set(SUBJECTS.values()) <= painted


@pytest.mark.parametrize("subject", sorted({*SUBJECTS.values()} - {"abstract"}))
def test_every_subject_changes_the_picture(subject: str) -> None:
    # All but "abstract": what has no subject is abstract anyway.
    word = next(word for word, meaning in SUBJECTS.items() if meaning == subject)
    first = paint(word, seed=1, size=(64, 64))
    refused = paint(word, seed=1, size=(64, 64), negative_prompt=word)
    assert first.tobytes() != refused.tobytes()


def test_words_are_lower_case_and_at_most_three_to_a_phrase() -> None:
    for table in (SUBJECTS, LIGHTS, SEASONS, MOODS, STYLES):
        for phrase in table:
            assert phrase == phrase.lower().strip()
            assert 1 <= len(phrase.split()) <= 3
