"""Clauses: what of an instruction stands or falls together.

"Make it brighter and add a dragon" is two: the first is an operation, the second is for somebody
who understands more. But "make the sky darker" is one, of which half an understanding would darken
everything; and so is "make the sky bluer and darker", whose second half speaks of the sky too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from darkroom.domain.instructions.rules import Operation, Size
from darkroom.domain.instructions.text import Word

SEPARATORS = frozenset({",", "and", "then", "also", "next", "finally"})
_WHOLE = frozenset({"it", "image", "photo", "photograph", "pic", "picture", "shot", "everything"})
_VERBS = frozenset({
    "add", "apply", "blur", "brighten", "crop", "cut", "darken", "decrease", "desaturate", "flip",
    "increase", "invert", "lighten", "lower", "mirror", "pixelate", "posterize", "put", "raise",
    "reduce", "remove", "resize", "rotate", "round", "save", "scale", "set", "sharpen", "shrink",
    "soften", "tint", "trim", "turn",
})  # fmt: skip


@dataclass(slots=True)
class Clause:
    """What was heard of one so far. `size` is the picture's after its operations."""

    size: Size
    words: list[Word] = field(default_factory=list)
    parts: list[tuple[str, list[Operation]]] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def take(self, words: list[Word], made: list[Operation]) -> list[Operation]:
        """Words that a rule knows; returns the operations among what it made of them."""
        steps = [each for each in made if "operation" in each]
        for each in made:
            self.chosen |= {} if "operation" in each else dict[str, Any](each)
        self.words += words
        self.parts.append((" ".join(each.said for each in words), steps))
        return steps

    @property
    def is_lost(self) -> bool:
        """Whether there is a word too many in it. Pictures alone (an emoji) ask for nothing."""
        said = "".join(each.said for each in self.words)
        return bool(self.unknown) and any(char.isalnum() for char in said)

    @property
    def stands_alone(self) -> bool:
        """Whether it speaks of the whole picture, whatever was said before it."""
        said = [each.said for each in self.words]
        return bool(self.parts) and (said[0] in _VERBS or not _WHOLE.isdisjoint(said))


def settled(clauses: list[Clause]) -> tuple[list[Clause], list[list[Clause]]]:
    """Those that are understood, and those that are not: with a word too many, or spoken on after
    such a one. Of the latter, neighbours are together."""
    kept: list[Clause] = []
    left: list[list[Clause]] = []
    lost = goes_on = False
    for clause in clauses:
        lost = clause.is_lost or (lost and not clause.stands_alone)
        if lost:
            left += [] if goes_on else [[]]
            left[-1].append(clause)
        elif clause.parts:
            kept.append(clause)
        goes_on = lost or (goes_on and not clause.parts)
    return kept, left


def chosen_by(clauses: list[Clause]) -> Mapping[str, Any]:
    """Format and quality, the last one said."""
    return {name: value for clause in clauses for name, value in clause.chosen.items()}
