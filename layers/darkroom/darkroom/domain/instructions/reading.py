"""From words to a recipe's operations: which words asked for what, and which nobody understood.

Nothing is guessed. The longest words that some rule knows are taken, from left to right; small
words around them mean nothing by themselves; and one word that is neither makes its clause a matter
for somebody who understands more than this grammar: `make the sky darker` has a word too many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from darkroom.domain.instructions import finish, geometry, looks, tones
from darkroom.domain.instructions.clauses import SEPARATORS, Clause, chosen_by, settled
from darkroom.domain.instructions.rules import RULES, TYPED, Heard, NotSo, Operation, Size
from darkroom.domain.instructions.text import Word, words_of, written
from darkroom.domain.recipe import MAX_OPERATIONS

MODULES = (finish, geometry, looks, tones)
"""Whose rules are registered by being imported."""

After = Callable[[Size, Operation], Size]
"""The size of a picture after an operation, or as it was if that cannot be done or foretold."""

SMALL = frozenset({
    ",", "a", "add", "also", "an", "and", "apply", "can", "could", "do", "effect", "filter",
    "finally", "first", "for", "give", "i", "id", "image", "in", "into", "it", "just", "like",
    "look", "looking", "looks", "lot", "make", "my", "next", "now", "of", "on", "overall", "photo",
    "photograph", "pic", "picture", "please", "put", "set", "shot", "so", "some", "that", "the",
    "then", "this", "to", "turn", "use", "want", "we", "with", "would", "you", "your",
})  # fmt: skip
"""Words that change nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the words, and which of the operations they asked for, from 0."""

    words: str
    operations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an instruction comes to: `operations` are those of the clauses that are understood,
    `left` are the others as they were written, neighbours in one, and `not_understood` the words
    in them that nobody understood. It may be carried out as it is when `is_complete`."""

    operations: tuple[Operation, ...] = ()
    format: str | None = None
    quality: int | None = None
    understood: tuple[Part, ...] = ()
    not_understood: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def rest(self) -> str:
        """All that is left, in the words of whoever asked."""
        return ", ".join(self.left)

    @property
    def is_complete(self) -> bool:
        """Every word was understood, and there is something to do."""
        wanted = self.operations or self.format or self.quality
        return bool(wanted) and not self.not_understood and len(self.operations) <= MAX_OPERATIONS


def read(text: str, size: Size, after: After) -> Reading:
    """What is asked for, of a picture of this upright size in pixels."""
    words = words_of(text)
    kept, left = settled(_clauses(words, size, after))
    operations: list[Operation] = []
    understood: list[Part] = []
    for known, steps in (part for clause in kept for part in clause.parts):
        numbers = tuple(range(len(operations), len(operations) + len(steps)))
        understood.append(Part(known, numbers))
        operations += steps
    chosen = chosen_by(kept)
    return Reading(
        tuple(operations),
        chosen.get("format"),
        chosen.get("quality"),
        understood=tuple(understood),
        not_understood=tuple(
            dict.fromkeys(word for several in left for each in several for word in each.unknown)
        ),
        left=tuple(_as_written(text, words, each) for each in left),
    )


def _as_written(text: str, words: list[Word], clauses: list[Clause]) -> str:
    said = [word for each in clauses for word in each.words]
    return written(text, words, said[0].start, said[-1].end)


def _clauses(words: list[Word], size: Size, after: After) -> list[Clause]:
    """Every clause with what is known of it. What a clause does to the size counts for the next
    ones only if it is understood."""
    clauses = [Clause(size)]
    text = " ".join(each.said for each in words)
    index = position = 0
    while index < len(words):
        clause, word = clauses[-1], words[index]
        found = _longest(text, position, clause.size)
        said, made = found or (word.said, [])
        length = said.count(" ") + 1
        if found:
            for step in clause.take(words[index : index + length], made):
                clause.size = after(clause.size, step)
        elif word.said in SEPARATORS and not word.is_quoted:
            clauses.append(Clause(size if clause.unknown else clause.size))
            size = clauses[-1].size
        else:
            clause.words.append(word)
            clause.unknown += [] if word.said in SMALL else [word.said]
        index, position = index + length, position + len(said) + 1
    return clauses


def _longest(words: str, position: int, size: Size) -> tuple[str, list[Operation]] | None:
    """The most words from here that a rule knows, and what it makes of them."""
    matches = [(each.pattern.match(words, position), each) for each in (*RULES, *TYPED)]
    fitting = [(match, each) for match, each in matches if match and match[0]]
    for match, each in sorted(fitting, key=lambda pair: -len(pair[0][0])):
        try:
            return match[0], each.make(Heard(match, size))
        except NotSo:
            continue
    return None
