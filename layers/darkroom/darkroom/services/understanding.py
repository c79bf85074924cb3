"""Instructions: from words to a plan, which says what will be done, by whom, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from darkroom.domain.asset import Asset
from darkroom.domain.errors import FieldError, InvalidRequest, NotUnderstood
from darkroom.domain.instructions.reading import After, Reading, read
from darkroom.domain.instructions.rules import Size
from darkroom.domain.recipe import Recipe

Complete = Callable[[Reading], Recipe]
"""Makes a recipe of what was read, every parameter written out. Raises InvalidRequest."""

_LONGEST_TOLD = 40
"""Letters of a word that is told in an error."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an instruction comes to. `recipe` is followed first and costs nothing; `for_model` are
    the words of which a model makes the rest, as they were written; `not_understood` is what was
    left out, in the same way."""

    recipe: Recipe | None
    for_model: str
    understood: tuple[tuple[str, tuple[int, ...]], ...]
    not_understood: tuple[str, ...]

    @property
    def as_json(self) -> dict[str, Any]:
        """The plan as it is stored and shown."""
        return {
            "recipe": self.recipe.as_json if self.recipe else None,
            "for_model": self.for_model or None,
            "understood": [
                {"words": words, "operations": list(operations)}
                for words, operations in self.understood
            ],
            "not_understood": list(self.not_understood),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Plan:
        recipe = value["recipe"]
        return cls(
            recipe=Recipe.from_json(recipe) if recipe else None,
            for_model=value["for_model"] or "",
            understood=tuple(
                (each["words"], tuple(each["operations"])) for each in value["understood"]
            ),
            not_understood=tuple(value["not_understood"]),
        )


@dataclass(frozen=True, slots=True)
class Understanding:
    """Reading instructions for one deployment's operations and providers. `check` raises
    InvalidRequest for a recipe that does not fit a source of this size."""

    check: Callable[[Recipe, Size], object]
    after: After
    complete: Complete

    def plan(self, words: str, source: Asset, follow: Callable[[str], bool]) -> Plan:
        """What the words come to, for this source. `follow` says whether there is a model that does
        what these words say; what nobody can do is left out and told, and nothing is guessed.

        Raises NotUnderstood when nothing is left to do, and InvalidRequest when the source is too
        large or too small for what is understood.
        """
        size = (source.facts.width, source.facts.height) if source.facts else (1, 1)
        reading = read(words, size, self.after)
        recipe = self._recipe(reading, size)
        rest = reading.rest if reading.rest and follow(reading.rest) else ""
        if recipe is None and not rest:
            raise _not_understood(reading)
        return Plan(
            recipe=recipe,
            for_model=rest,
            understood=tuple((part.words, part.operations) for part in reading.understood),
            not_understood=() if rest else reading.left,
        )

    def _recipe(self, reading: Reading, size: tuple[int, int]) -> Recipe | None:
        if not (reading.operations or reading.format or reading.quality):
            return None
        try:
            recipe = self.complete(reading)
            self.check(recipe, size)
        except InvalidRequest as exc:
            raise InvalidRequest.at("/prompt", f"It does not fit here: {exc.detail}") from exc
        return recipe


def _not_understood(reading: Reading) -> NotUnderstood:
    """Names the words: they are the caller's own, and nobody else's log has them."""
    words = ", ".join(map(_shortened, reading.not_understood[:10]))
    said = f"Nobody here understands: {words}." if words else "There is nothing to do in it."
    return NotUnderstood(said, (FieldError("/prompt", said),))


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST_TOLD else f"{word[: _LONGEST_TOLD - 1]}…"
