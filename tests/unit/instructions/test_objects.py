"""One thing in a picture: another colour for it, or something else in its place."""

from __future__ import annotations

import pytest

from darkroom.domain.instructions.objects import Change, ObjectChange, object_change


@pytest.mark.parametrize(
    ("said", "target", "wanted"),
    [
        ("make the car red", "car", "red"),
        ("Turn my sofa dark green!", "sofa", "dark green"),
        ("recolour the kitchen walls to beige", "kitchen walls", "beige"),
        ("please paint the old front door in blue", "old front door", "blue"),
        ("change the colour of her dress to black", "dress", "black"),
        ("make the sky orange", "sky", "orange"),
        ("Please make the car red!", "car", "red"),
        ("Please, make the Car RED, please.", "car", "red"),
    ],
)
def test_a_thing_gets_another_colour(said: str, target: str, wanted: str) -> None:
    assert object_change(said) == ObjectChange(Change.RECOLOR, target, wanted)


@pytest.mark.parametrize(
    ("said", "target", "wanted"),
    [
        ("replace the dog with a cat", "dog", "a cat"),
        ("swap the mug for a glass of water", "mug", "a glass of water"),
        ("turn the bicycle into a red motorcycle", "bicycle", "a red motorcycle"),
    ],
)
def test_a_thing_gives_place_to_another(said: str, target: str, wanted: str) -> None:
    assert object_change(said) == ObjectChange(Change.REPLACE, target, wanted)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "add a dragon",
        "make it red",
        "make the picture red",
        "make the sky darker",
        "remove the background",
        "replace the background with a beach",
        "change the season to winter",
        "change the weather to snow",
        "turn the day into night",
        "turn this sketch into a painting",
        "make the whole picture red",
        "make all of the cars red",
        "make the car red and the sofa green",
        "replace the dog",
        "make the car look like it is made of red glass and gold",
        "make the big old rusty broken red car that stands there blue",
    ],
)
def test_everything_else_is_something_else(said: str) -> None:
    assert object_change(said) is None
