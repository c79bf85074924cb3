"""What can be said, as a graph of words for the recogniser.

One phrase of an instruction is whatever some rule knows. Phrases follow one another, with small
words before, between and after them: see pocketsphinx_words.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from darkroom.domain.instructions import reading
from darkroom.domain.instructions.rules import RULES
from darkroom.providers.pocketsphinx_patterns import NUMBER, SHARE, SMALL_NUMBER, Letters
from darkroom.providers.pocketsphinx_words import (
    AFTER,
    BEFORE,
    BETWEEN,
    FRAMES,
    NEVER_SAID,
    ONES,
    SPOKEN,
    TEENS,
    TENS,
)

RULE_MODULES = reading.MODULES
"""Imported for what they register."""


class Edge(NamedTuple):
    """From one state to another, by a word or by nothing."""

    start: int
    end: int
    word: str = ""


class Phrases(NamedTuple):
    """A graph with as few states as there can be: by word, where it leads to, from each state. The
    first state is where phrases begin."""

    edges: list[dict[str, int]]
    ends: frozenset[int]


def phrases() -> Phrases:
    """What the rules know, word by word."""
    letters = Letters()
    for each in RULES:
        letters.add(each.pattern.pattern)
    start = (letters.reach([letters.start]), False)
    numbers, edges = {start: 0}, [dict[str, int]()]
    waiting = [start]
    while waiting:
        here = waiting.pop()
        found: dict[str, tuple[frozenset[int], bool]] = {}
        for word, targets, may_end in letters.words(here[0]):
            known, was_end = found.get(word, (frozenset(), False))
            found[word] = (known | targets, was_end or may_end)
        for word, target in found.items():
            if target not in numbers:
                numbers[target] = len(edges)
                edges.append({})
                waiting.append(target)
            edges[numbers[here]][word] = numbers[target]
    return _smallest(edges, frozenset(number for (_, ends), number in numbers.items() if ends))


def _smallest(edges: list[dict[str, int]], ends: frozenset[int]) -> Phrases:
    """The same phrases with fewer states: those are one from which the same can follow."""
    kinds = [int(state in ends) for state in range(len(edges))]
    count = 0
    while len(set(kinds)) > count:
        count = len(set(kinds))
        seen: dict[object, int] = {}
        kinds = [
            seen.setdefault((kinds[state], frozenset((w, kinds[t]) for w, t in out.items())), len(seen))
            for state, out in enumerate(edges)
        ]
    merged: list[dict[str, int]] = [{} for _ in range(count)]
    for state, out in enumerate(edges):
        merged[kinds[state]] = {word: kinds[target] for word, target in out.items()}
    return Phrases(merged, frozenset(kinds[state] for state in ends))


class Graph:
    """Of words; from `start` to `end`."""

    def __init__(self, can_be_said: Callable[[str], bool]) -> None:
        self._can_be_said = can_be_said
        self._states = 0
        self.edges: list[Edge] = []
        self.start, self.end = self._state(), self._state()
        self._build()

    def _state(self) -> int:
        self._states += 1
        return self._states - 1

    def _build(self) -> None:
        known = phrases()
        states = [self._state() for _ in known.edges]
        begin, ended = self._state(), self._state()
        self._words(self.start, begin, ("", *BEFORE))
        self._words(begin, states[0], ("", *FRAMES))
        for state, out in enumerate(known.edges):
            for word, target in out.items():
                self._spoken(states[state], states[target], word)
        for state in known.ends:
            self._add(states[state], ended)
        self._words(ended, begin, ("", *BETWEEN))
        self._words(ended, self.end, ("", AFTER))

    def _spoken(self, start: int, end: int, word: str) -> None:
        """One word of a rule, as it is said."""
        if word in {NUMBER, SMALL_NUMBER}:
            self._number(start, end, has_hundreds=word == NUMBER)
        elif word == SHARE:
            middle = self._state()
            self._number(start, middle, has_hundreds=False)
            self._words(start, middle, ("one hundred", "a hundred"))
            self._add(middle, end, "percent")
        elif word not in NEVER_SAID:
            for said in SPOKEN.get(word, (word,)):
                self._add(start, end, said)

    def _number(self, start: int, end: int, *, has_hundreds: bool) -> None:
        self._below_hundred(start, end)
        if not has_hundreds:
            return
        some, hundred, thousand = self._state(), self._state(), self._state()
        self._words(start, some, (*ONES, *TEENS))
        self._add(some, hundred, "hundred")
        self._add(some, thousand, "thousand")
        self._add(hundred, end)
        self._add(thousand, end)
        rest = self._state()
        self._words(hundred, rest, ("", "and"))
        self._below_hundred(rest, end)
        self._below_hundred(thousand, end)
        more = self._state()
        self._words(thousand, more, ONES)
        self._add(more, hundred, "hundred")

    def _below_hundred(self, start: int, end: int) -> None:
        tens = self._state()
        self._words(start, tens, TENS)
        self._words(start, end, (*ONES, *TEENS, *TENS))
        self._words(tens, end, ONES)

    def _words(self, start: int, end: int, sayings: Iterable[str]) -> None:
        """Several words in a row, for each of these."""
        for saying in sayings:
            here, *rest = start, *saying.split()
            for word in rest[:-1]:
                following = self._state()
                self._add(here, following, word)
                here = following
            self._add(here, end, rest[-1] if rest else "")

    def _add(self, start: int, end: int, word: str = "") -> None:
        if not word or self._can_be_said(word):
            self.edges.append(Edge(start, end, word))

    def living(self) -> list[Edge]:
        """The edges by which one comes to the end: where a word cannot be said, others hang."""
        into: dict[int, list[int]] = defaultdict(list)
        for edge in self.edges:
            into[edge.end].append(edge.start)
        alive, waiting = {self.end}, [self.end]
        while waiting:
            fresh = [each for each in into[waiting.pop()] if each not in alive]
            alive.update(fresh)
            waiting += fresh
        return [edge for edge in self.edges if edge.start in alive and edge.end in alive]
