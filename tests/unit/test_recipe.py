"""Recipes: canonical, hashed, stored and read back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.domain.canonical import canonical, hash_of
from darkroom.domain.errors import InternalFault
from darkroom.domain.recipe import Recipe

RESIZE = {"operation": "resize", "width": 800, "fit": "contain"}
HASH = "7ded07d8203fb32e4092fd9e29bee716daefb454232f0dfc6f3af6fc48c80bee"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_hash_never_changes() -> None:
    recipe = Recipe((RESIZE, {"operation": "filter", "type": "gamma", "gamma": 1.5}), "webp", 85)
    assert recipe.hash == HASH  # what was stored stays what it was called


def test_a_recipe_comes_back_from_its_row() -> None:
    recipe = Recipe((RESIZE,), "jpg", 80)
    assert Recipe.from_json(json.loads(json.dumps(recipe.as_json))) == recipe
    bare = Recipe((RESIZE,))
    assert bare.as_json == {"version": 1, "operations": [RESIZE]}
    assert Recipe.from_json(bare.as_json) == bare


@pytest.mark.parametrize("stored", [{}, {"version": 2, "operations": []}])
def test_a_recipe_of_another_version_is_not_guessed_at(stored: dict[str, Any]) -> None:
    with pytest.raises(InternalFault):
        Recipe.from_json(stored)


def test_order_of_names_and_spelling_of_numbers_make_no_difference() -> None:
    one = Recipe(({"operation": "filter", "type": "gamma", "gamma": 2},))
    other = Recipe(({"gamma": 2.0, "type": "gamma", "operation": "filter"},))
    assert one.hash == other.hash
    assert one.as_json == other.as_json


@pytest.mark.parametrize(
    "other",
    [
        Recipe((RESIZE,), "png"),
        Recipe((RESIZE,), "webp", 79),
        Recipe((RESIZE, RESIZE)),
        Recipe((RESIZE | {"width": 801},)),
        Recipe((RESIZE | {"width": True},)),
        Recipe(),
    ],
)
def test_whatever_differs_has_another_hash(other: Recipe) -> None:
    assert other.hash != Recipe((RESIZE,)).hash


def test_it_knows_the_assets_it_uses_each_once() -> None:
    mark = {"operation": "watermark", "asset_id": "b"}
    recipe = Recipe((mark, RESIZE, mark, mark | {"asset_id": "a"}))
    assert recipe.asset_ids == ("b", "a")


@given(JSON)
def test_canonical_text_survives_being_stored(value: Any) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text
    assert text.isascii()


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_equal_values_have_equal_hashes_in_any_order(value: dict[str, Any]) -> None:
    backwards = dict(reversed(value.items()))
    assert hash_of(value) == hash_of(backwards)
