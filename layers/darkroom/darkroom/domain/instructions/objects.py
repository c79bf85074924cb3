"""Instructions about one thing in a picture: another colour for it, or something else in its place.

No operation of ours can do that, and a model that repaints a picture from a description cannot
either; but some services find a thing by its name and change it alone. Only whole sentences of
these forms are read, everything else is None:

    make the car red · turn my sofa dark green · recolor the walls to beige
    replace the dog with a cat · swap the mug for a glass of water
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from darkroom.domain.color_names import NAMED_COLORS
from darkroom.domain.instructions.text import spelled


class Change(StrEnum):
    RECOLOR = "recolor"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """`target` is the thing as it was named, `wanted` its colour, or what comes in its place."""

    change: Change
    target: str
    wanted: str


_COLORS = "|".join(sorted(NAMED_COLORS, key=len, reverse=True))
_THE = r"(?:the|my|his|her|their|our|this|that|these|those|all) "
_THING = r"[a-z]+(?: [a-z]+){0,3}?"
_RECOLOR = re.compile(
    rf"(?:please (?:, )?)?(?:make|turn|color|recolor|paint|dye|change)(?: the color of)? {_THE}"
    rf"(?P<target>{_THING}) (?:to |into |in )?"
    rf"(?P<wanted>(?:(?:light|dark|bright|pale) )?(?:{_COLORS}))"
)
_REPLACE = re.compile(
    rf"(?:please (?:, )?)?(?:replace|swap|exchange|change|turn) {_THE}(?P<target>{_THING})"
    r" (?:with|by|for|into|to) (?P<wanted>[a-z]+(?: [a-z]+){0,11})"
)
_NO_THING = frozenset({
    "background", "brightness", "colors", "contrast", "day", "drawing", "entire", "format", "image",
    "light", "lighting", "mood", "night", "of", "painting", "photo", "photograph", "picture",
    "scene", "season", "shape", "size", "sketch", "style", "thing", "time", "weather", "whole",
})  # fmt: skip
"""Words for what is no thing in a picture: who asks for a service that finds things would pay for
an edit of something that is not there."""


def object_change(text: str) -> ObjectChange | None:
    """What is asked for, if it is that and nothing else."""
    words = spelled(text).strip(" ,").removesuffix(" please").strip(" ,")
    for change, pattern in ((Change.RECOLOR, _RECOLOR), (Change.REPLACE, _REPLACE)):
        match = pattern.fullmatch(words)
        if match is None or " and " in words:
            continue
        if _NO_THING.isdisjoint(match["target"].split(" ")):
            return ObjectChange(change, match["target"], match["wanted"])
    return None
