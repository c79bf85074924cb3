"""What can be said that fits a pattern of the instructions' rules.

The rules in `domain/instructions` say what is understood; what is listened for is worked out from
them, so that a new rule is heard at once. Of regular expressions this knows what the rules use:
letters, groups, `|`, `?`, `[sz]`, `{0,15}`. What only looks ahead is left out: reading has the last
word.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict

NUMBER, SMALL_NUMBER, SHARE = "№", "⅒", "§"
"""Stand for words: any number, one below a hundred, so many percent."""
_DIGITS = (
    (r"\d+(?:\.\d+)? percent", SHARE),
    (r"\d+(?:\.\d+)?", NUMBER),
    (r"\d+:\d+|", ""),
    (r"\d\d?", SMALL_NUMBER),
    (r"\d{2,5}", NUMBER),
    (r"\d+", NUMBER),
)
_HEX = r"|#[0-9a-f]{6}"
_AHEAD = re.compile(r"\(\?[!=][^()]*(?:\([^()]*\))?[^()]*\)")
_PIECE = re.compile(r"\(\?:|\(\?P<\w+>|\{\d+,\d+\}|\[\w+\]|.")
_UNKNOWN = frozenset("+*\\.^$")


class Sayings:
    """All that fits one pattern: a graph whose edges are letters, or nothing at all."""

    def __init__(self, pattern: str) -> None:
        """Raises ValueError for a pattern with something in it that rules have not used so far."""
        self._edges: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._states = 2
        for digits, meant in _DIGITS:
            pattern = pattern.replace(digits, meant)
        self._parse(_PIECE.findall(_AHEAD.sub("", pattern.replace(_HEX, ""))))

    def one(self, chance: random.Random) -> list[str]:
        """The words of one of them, every turn of the way as likely as the others."""
        state, letters = 0, ""
        while state != 1:
            edges = self._edges[state]
            letter, state = edges[int(chance.random() * len(edges))]
            letters += letter
        return letters.split()

    def _state(self) -> int:
        self._states += 1
        return self._states - 1

    def _parse(self, pieces: list[str]) -> None:
        """From state 0 to state 1. Groups inside one another are kept on a stack."""
        groups: list[tuple[int, int, int]] = []  # what comes before a group, and around it
        first, last, before, here = 0, 1, 0, 0
        for piece in pieces:
            if piece.startswith("(?"):
                groups.append((here, first, last))
                first, last = self._state(), self._state()
                self._join(here, first)
                before = here = first
            elif piece == ")":
                self._join(here, last)
                here = last
                before, first, last = groups.pop()
            elif piece == "|":
                self._join(here, last)
                before = here = first
            elif piece == "?" or piece.startswith("{0,"):
                self._join(before, here)
            else:
                before, here = here, self._letter(here, piece)
        self._join(here, last)

    def _join(self, start: int, end: int) -> None:
        self._edges[start].append(("", end))

    def _letter(self, start: int, piece: str) -> int:
        """Behind one letter, or one of several."""
        if piece in _UNKNOWN:
            raise ValueError(f"A pattern with {piece} in it.")
        end = self._state()
        self._edges[start] += [(letter, end) for letter in piece.strip("[]")]
        return end
