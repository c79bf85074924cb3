"""The patterns of instructions, as graphs of letters, and those as graphs of words.

The rules in `domain/instructions` say what is understood; whatever can be said is worked out from
them, so that nothing is heard that nobody understands, and a new rule is heard at once. Of regular
expressions this knows what the rules use: letters, groups, `|`, `?`, `[sz]`, `{0,15}`. What only
looks ahead is left out: reading has the last word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

NUMBER, SMALL_NUMBER, SHARE = "№", "⅒", "％"
"""Stand for words: any number, one below a hundred, so many percent."""
_DIGITS = (
    (r"\d+(?:\.\d+)? percent", SHARE),
    (r"(?P<n>\d+(?:\.\d+)?)", NUMBER),
    (r"\d+(?:\.\d+)?", NUMBER),
    (r"\d+:\d+|", ""),
    (r"\d\d?", SMALL_NUMBER),
    (r"\d{2,5}", NUMBER),
    (r"\d+", NUMBER),
)
_HEX = r"|#[0-9a-f]{6}"
_AHEAD = re.compile(r"\(\?[!=][^()]*(?:\([^()]*\))?[^()]*\)")
_TOKEN = re.compile(r"\(\?:|\(\?P<\w+>|\{\d+,\d+\}|\[\w+\]|.")

Words = dict[str, frozenset[int]]


class Letters:
    """A graph whose edges are letters, or nothing at all."""

    def __init__(self) -> None:
        self.edges: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._states = 0
        self.start, self.end = self.state(), self.state()

    def state(self) -> int:
        self._states += 1
        return self._states

    def add(self, pattern: str) -> None:
        """Everything that this pattern matches. Raises ValueError for one of another kind."""
        for digits, meant in _DIGITS:
            pattern = pattern.replace(digits, meant)
        pattern = _AHEAD.sub("", pattern.replace(_HEX, ""))
        _Parser(self, _TOKEN.findall(pattern)).parse(self.start, self.end)

    def reach(self, states: Iterable[int]) -> frozenset[int]:
        """These, and where one comes from them without a letter."""
        found = set(states)
        waiting = list(found)
        while waiting:
            for letter, target in self.edges[waiting.pop()]:
                if not letter and target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    def words(self, states: frozenset[int]) -> Iterator[tuple[str, frozenset[int], bool]]:
        """The words that begin here: where the next one begins, and whether none has to follow."""
        waiting = [("", states)]
        while waiting:
            begun, here = waiting.pop()
            if begun and self.end in here:
                yield begun, frozenset(), True
            for letter, targets in self._letters(here).items():
                if letter == " ":
                    if begun:
                        yield begun, targets, False
                    else:
                        waiting.append((begun, targets))
                else:
                    waiting.append((begun + letter, targets))

    def _letters(self, states: frozenset[int]) -> Words:
        found: dict[str, set[int]] = defaultdict(set)
        for state in states:
            for letter, target in self.edges[state]:
                if letter:
                    found[letter].add(target)
        return {letter: self.reach(targets) for letter, targets in found.items()}


class _Parser:
    """Reads one pattern. Groups inside one another are kept on a stack, not by recursion."""

    def __init__(self, letters: Letters, tokens: list[str]) -> None:
        self._letters, self._tokens = letters, tokens

    def parse(self, start: int, end: int) -> None:
        edges, state = self._letters.edges, self._letters.state
        groups: list[tuple[int, int, int]] = []  # before the group, its start, its end
        first, last = start, end
        before, here = start, start
        for token in self._tokens:
            if token.startswith("(?"):
                opened, closed = state(), state()
                edges[here].append(("", opened))
                groups.append((here, first, last))
                first, last, before, here = opened, closed, opened, opened
            elif token == ")":
                edges[here].append(("", last))
                here = last
                before, first, last = groups.pop()
            elif token == "|":
                edges[here].append(("", last))
                before = here = first
            elif token == "?":
                edges[before].append(("", here))
            elif token.startswith("{0,"):
                edges[before].append(("", here))
                edges[here].append(("", before))
            elif token in "+*\\.^$":
                raise ValueError(f"a pattern with {token}")
            else:
                before, here = here, state()
                for letter in token.strip("[]"):
                    edges[before].append((letter, here))
        edges[here].append(("", last))
