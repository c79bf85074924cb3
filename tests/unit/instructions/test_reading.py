"""Instructions in words: what is understood is done as it was meant, what is not is not guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.instructions.reading import Part, Reading, read
from darkroom.domain.instructions.text import spelled
from darkroom.domain.limits import Limits
from darkroom.imaging.planning import plan
from darkroom.imaging.recipes import read_format, read_operations, read_steps
from tests.unit.instructions.phrases import DECLINED, PHRASES, TYPED

SIZE = (1600, 1200)
RECIPES = PHRASES | TYPED


def after(size: tuple[int, int], operation: Mapping[str, Any]) -> tuple[int, int]:
    """As imaging has it."""
    try:
        (step,) = read_steps([operation])
        return plan(step, size, Limits()) or size
    except InvalidRequest:
        return size


def said(reading: Reading) -> str:
    """In the words of the table."""
    written = {"format": reading.format, "quality": reading.quality}
    chosen = " ".join(f"{name}={value}" for name, value in written.items() if value)
    return "; ".join([*map(step, reading.operations), *([chosen] if chosen else [])])


def step(operation: Mapping[str, Any]) -> str:
    words = dict(operation)
    name = words.pop("operation")
    name = words.pop("type") if name == "filter" else name
    values = {key: ",".join(v) if isinstance(v, list) else v for key, v in words.items()}
    return " ".join([name, *(f"{key}={values[key]}" for key in sorted(values))])


@pytest.mark.parametrize("phrase", RECIPES)
def test_a_phrase_gives_its_recipe(phrase: str) -> None:
    reading = read(phrase, SIZE, after)
    assert (said(reading), reading.not_understood) == (RECIPES[phrase], ())
    assert reading.is_complete


@pytest.mark.parametrize("phrase", RECIPES)
def test_what_was_understood_is_a_recipe_that_can_be_followed(phrase: str) -> None:
    reading = read(phrase, SIZE, after)
    if reading.operations:
        assert len(read_operations(list(reading.operations))) == len(reading.operations)
    read_format(reading.format, reading.quality)


@pytest.mark.parametrize("phrase", DECLINED)
def test_what_is_not_understood_is_declined(phrase: str) -> None:
    assert not read(phrase, SIZE, after).is_complete


def test_the_words_of_each_operation_are_told() -> None:
    reading = read("Please make it a bit warmer and crop it to a square as a PNG!", SIZE, after)
    assert reading.understood == (
        Part("a bit warmer", (0,)),
        Part("crop it to a square", (1,)),
        Part("as a png", ()),
    )


def test_the_words_that_nobody_understood_are_told_once() -> None:
    reading = read("make the sky bluer and the sky brighter", SIZE, after)
    assert reading.not_understood == ("sky", "bluer")
    assert reading.understood == ()
    assert reading.rest == "make the sky bluer and the sky brighter"


@pytest.mark.parametrize(
    ("phrase", "filters", "rest"),
    [
        ("make it brighter and add a dragon", ["brightness"], "add a dragon"),
        ("add a dragon, then make it black and white", ["grayscale"], "add a dragon"),
        ("brighter and add a boat, sharpen it", ["brightness", "sharpen"], "add a boat"),
        ("make the sky bluer and darker", [], "make the sky bluer and darker"),
        ("add a dragon, black and white", [], "add a dragon, black and white"),
        ("add a cat, blur it and add a Dog!", ["gaussian_blur"], "add a cat, add a Dog!"),
        ("blur it. Add a Cat; and a Dog.", ["gaussian_blur"], "Add a Cat; and a Dog"),
    ],
)
def test_a_clause_is_understood_as_a_whole_or_not_at_all(
    phrase: str, filters: list[str], rest: str
) -> None:
    reading = read(phrase, SIZE, after)
    assert [each["type"] for each in reading.operations] == filters
    assert reading.rest == rest
    assert not reading.is_complete


@pytest.mark.parametrize(
    "written",
    [
        'add a sign that says "HELLO, World! 12:30"',
        'paint "a, b and make it brighter" on it',
        "add a sign saying I, you and we",
        "add two hundred and fifty Balloons",
        "add a \U0001f409",
        "\u0939\u093f\u0928\u094d\u0926\u0940 \u092e\u0947\u0902 \u0932\u093f\u0916\u094b",
        "add a cafe\u0301 \u2014 in Grey, 50% smaller (with chairs)",
        "don\u2019t make it dark",
    ],
)
def test_what_is_left_is_left_as_it_was_written(written: str) -> None:
    assert read(written, SIZE, after).left == (written,)
    reading = read(f"Make it brighter, {written}; then blur it.", SIZE, after)
    assert reading.left == (written,)
    assert [each["type"] for each in reading.operations] == ["brightness", "gaussian_blur"]


def test_who_speaks_on_after_what_is_not_understood_is_told_all_that_is_left_out() -> None:
    assert read("make it brighter, no, darker", SIZE, after).left == ("no, darker",)
    reading = read("resize to 10 by 10 then crop to 100 by 100", SIZE, after)
    assert reading.left == ("crop to 100 by 100",)


def test_what_is_no_letter_but_belongs_to_a_word_stays_in_it() -> None:
    assert spelled("\u0939\u093f\u0928\u094d\u0926\u0940") == "\u0939\u093f\u0928\u094d\u0926\u0940"


def test_what_a_clause_that_is_not_understood_does_to_the_size_does_not_count() -> None:
    reading = read("crop the dog to a square, make it half the width", (800, 400), after)
    assert reading.operations == read("make it half the width", (800, 400), after).operations


def test_more_operations_than_a_recipe_may_have_are_declined() -> None:
    assert read(", ".join(["brighter"] * 10), SIZE, after).is_complete
    assert not read(", ".join(["brighter"] * 11), SIZE, after).is_complete


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Make it 20% brighter!", "make it 20 percent brighter ,"),
        ("two hundred and fifty pixels", "250 pixels"),
        ("one thousand and one nights", "1001 nights"),
        ("twenty-five degrees", "25 degrees"),
        ("this one and two", "this one and 2"),
        ("800\u00d7600px", "800 x 600 pixels"),
        ("16 : 9", "16:9"),
        ("Don\u2019t, Colour it Grey", "do not , color it gray"),
        ("#33AA99 tint", "#33aa99 tint"),
        ("-90 \u221290 \u201390 10-20 10 - 20 a-90 by - 90", "-90 -90 -90 10 20 10 20 a 90 by -90"),
        ("800x-600", "800 x -600"),
    ],
)
def test_words_are_spelled_one_way(written: str, meant: str) -> None:
    assert spelled(written) == meant


@given(st.text(max_size=60) | st.lists(st.sampled_from(sorted(PHRASES))).map(" and ".join))
def test_whatever_is_said_is_read_and_makes_a_recipe_that_can_be_followed(text: str) -> None:
    reading = read(text, SIZE, after)
    if reading.is_complete and reading.operations:
        read_operations(list(reading.operations))


@given(st.text(max_size=60))
def test_what_is_left_is_always_words_of_the_text(text: str) -> None:
    left = read(text, SIZE, after).left
    assert all(each and each in text for each in left)


def test_there_are_as_many_phrases_as_were_promised() -> None:
    assert len(PHRASES) >= 120
    assert len(DECLINED) >= 40
