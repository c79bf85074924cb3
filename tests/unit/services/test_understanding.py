"""Instructions: from words to a plan. What single phrases mean is tested with the grammar."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from darkroom.domain.asset import Asset
from darkroom.domain.errors import InvalidRequest, NotUnderstood
from darkroom.domain.instructions.reading import Reading
from darkroom.domain.recipe import Recipe
from darkroom.services.understanding import Plan, Understanding
from tests.builders import FACTS, an_asset
from tests.unit.services.house import PlainStudio

BOTH = "make it brighter and add a dragon"


def complete(reading: Reading) -> Recipe:
    return Recipe(reading.operations, reading.format, reading.quality)


UNDERSTANDING = Understanding(PlainStudio().check, lambda size, step: size, complete)


def plan(words: str, *, has_model: bool = True, source: Asset | None = None) -> Plan:
    return UNDERSTANDING.plan(words, source or an_asset(), lambda _: has_model)


def operations(made: Plan) -> list[str]:
    recipe = made.recipe or Recipe()
    return [each.get("type", each["operation"]) for each in recipe.operations]


def test_what_is_understood_is_done_by_operations() -> None:
    made = plan("make it black and white, then blur it")
    assert operations(made) == ["grayscale", "gaussian_blur"]
    assert (made.for_model, made.not_understood) == ("", ())
    assert [numbers for _, numbers in made.understood] == [(0,), (1,)]


def test_only_what_is_not_understood_goes_to_a_model() -> None:
    made = plan(BOTH)
    assert operations(made) == ["brightness"]
    assert made.for_model == "add a dragon"
    assert made.not_understood == ()


def test_without_a_model_it_is_left_out_and_told() -> None:
    made = plan(BOTH, has_model=False)
    assert operations(made) == ["brightness"]
    assert (made.for_model, made.not_understood) == ("", ("add a dragon",))


def test_whatever_is_left_out_is_told_with_all_of_its_words() -> None:
    made = plan("Make it brighter, no, darker. Sharpen it, add a Cat!", has_model=False)
    assert operations(made) == ["brightness", "sharpen"]
    assert made.not_understood == ("no, darker", "add a Cat!")


def test_a_model_gets_the_words_as_they_were_written() -> None:
    sign = 'add a sign that says "HELLO, World! 12:30"'
    assert plan(sign).for_model == sign
    assert plan(f"Blur it, {sign}, make it brighter and add two Balloons").for_model == (
        f"{sign}, add two Balloons"
    )


def test_only_the_words_that_nobody_here_understands_are_asked_about() -> None:
    asked: list[str] = []

    def follow(words: str) -> bool:
        asked.append(words)
        return False

    UNDERSTANDING.plan(BOTH, an_asset(), follow)
    UNDERSTANDING.plan("make it brighter", an_asset(), follow)
    assert asked == ["add a dragon"]


def test_a_model_alone_needs_no_recipe() -> None:
    made = plan("add a dragon")
    assert (made.recipe, made.for_model) == (None, "add a dragon")


def test_a_format_alone_is_a_recipe() -> None:
    made = plan("save it as webp")
    assert made.recipe
    assert (made.recipe.operations, made.recipe.format) == ((), "webp")


@pytest.mark.parametrize(
    ("words", "has_model"),
    [("", True), ("!!!", True), ("🌊", True), ("please", True), ("add a dragon", False)],
)
def test_nothing_to_do_is_not_understood(words: str, has_model: bool) -> None:
    with pytest.raises(NotUnderstood) as refused:
        plan(words, has_model=has_model)
    assert refused.value.errors[0].pointer == "/prompt"


def test_who_is_not_understood_is_told_which_words() -> None:
    with pytest.raises(NotUnderstood, match=r"understands: dragon, wizard\."):
        plan("add a dragon, a wizard", has_model=False)


def test_of_a_very_long_word_only_the_beginning_is_told() -> None:
    with pytest.raises(NotUnderstood) as refused:
        plan("w" * 2000, has_model=False)
    assert refused.value.detail == f"Nobody here understands: {'w' * 39}\u2026."


def test_a_shape_without_a_side_is_not_understood() -> None:
    with pytest.raises(NotUnderstood, match="understands: crop"):
        plan("crop to 0 by 0", has_model=False)


def test_what_does_not_fit_the_source_points_at_the_prompt() -> None:
    def unfit(reading: Reading) -> Recipe:
        return Recipe(({"operation": "unfit"},))

    understanding = replace(UNDERSTANDING, complete=unfit)
    with pytest.raises(InvalidRequest, match="does not fit here") as refused:
        understanding.plan("blur it", an_asset(), lambda _: True)
    assert refused.value.errors[0].pointer == "/prompt"


def test_sizes_are_those_of_the_source() -> None:
    wide = an_asset(facts=replace(FACTS, width=400, height=300))
    (halved,) = (plan("make it half the size", source=wide).recipe or Recipe()).operations
    assert halved["width"] == 200


@pytest.mark.parametrize("words", [BOTH, "add a dragon", "save it as webp", "blur it"])
def test_a_plan_is_stored_and_read_again(words: str) -> None:
    made = plan(words)
    again = Plan.from_json(json.loads(json.dumps(made.as_json)))
    assert again == made
    assert again.as_json == made.as_json
