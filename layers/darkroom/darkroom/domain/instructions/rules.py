"""A rule: words, and the operations they ask for.

A rule's pattern is a regular expression over words that are spelled one way (see text.py), with
these for what is said in many ways:

    <pre>, <post>   how much, before or after: `slightly`, `a lot`, `20 percent`, `by 20 percent`
    <obj>           what it is done to: nothing at all, `it`, `the whole picture`
    <the>           an article, or none
    <n>             a number
    <minus>         a number below zero
    <color>         a colour's name or #rrggbb
    <colors>        one colour or more
    <aspect>        a shape: `square`, `16:9`, `4 by 3`
    <place>         a side, a corner, the middle
    <way>           a direction to turn
    <side>          a side to cut off
    <wide>          how wide a border is
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from darkroom.domain.color_names import NAMED_COLORS

Size = tuple[int, int]
Operation = Mapping[str, Any]

LITTLE = (
    "ever so slightly", "just a little bit", "a little bit", "just a little", "just a bit",
    "a little", "a bit", "a touch", "a tad", "a hint", "slightly", "somewhat", "gently", "subtly",
    "little", "subtle", "slight", "faint",
)  # fmt: skip
MUCH = (
    "a whole lot", "a great deal", "a lot", "much", "very", "really", "strongly", "heavily", "far",
    "way", "considerably", "extremely", "greatly", "strong", "heavy", "big",
)  # fmt: skip
ASPECTS = {
    "square": "1:1", "widescreen": "16:9", "wide screen": "16:9", "cinemascope": "21:9",
    "landscape": "3:2", "portrait": "2:3",
}  # fmt: skip
PLACES = {
    "top left": "north_west", "upper left": "north_west", "top right": "north_east",
    "upper right": "north_east", "bottom left": "south_west", "lower left": "south_west",
    "bottom right": "south_east", "lower right": "south_east", "top": "north", "bottom": "south",
    "left": "west", "right": "east", "center": "centre", "middle": "centre",
}  # fmt: skip


def _any(words: Iterator[str] | tuple[str, ...] | Mapping[str, Any]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DEGREE = f"{_any((*LITTLE, *MUCH))}|\\d+(?:\\.\\d+)? percent"
_COLOR = f"(?:{_any(NAMED_COLORS)}|#[0-9a-f]{{6}})"
_SHAPE = re.compile("[1-9][0-9]{0,3}:[1-9][0-9]{0,3}")
_FRAGMENTS = {
    "pre": f"(?:(?P<pre>{_DEGREE}) )?",
    "post": f"(?: (?:by )?(?P<post>{_DEGREE}))?",
    "obj": "(?: (?:it|this|that|(?:(?:the|this|that|my|our) )?(?:whole |entire |full )?"
    "(?:picture|photo|image|photograph|pic|shot|snapshot)))?",
    "the": "(?:(?:the|its|some|a|an|any|all the|all) )?",
    "n": r"(?P<n>\d+(?:\.\d+)?)",
    "minus": r"(?P<n>-\d+(?:\.\d+)?)",
    "color": f"(?P<color>{_COLOR})",
    "colors": f"(?P<colors>{_COLOR}(?:(?: ,)?(?: and)? {_COLOR}){{0,15}})",
    "aspect": (
        f"(?P<aspect>{_any(ASPECTS)}|\\d+:\\d+"
        r"|\d\d? (?:by|x|to) \d\d?(?! (?:pixels|percent)))"
    ),
    "place": f"(?P<place>{_any(PLACES)})",
    "way": "(?P<way>left|right|clockwise|counterclockwise)",
    "side": "(?P<side>left|right|top|bottom|upper|lower)",
    "wide": "(?:(?P<wide>thin|narrow|small|thick|wide|broad|big) )?",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """The words that a rule was found in, and the size of the picture in pixels, at this step."""

    match: re.Match[str]
    size: Size

    def __getitem__(self, name: str) -> str:
        """The words of a part of the pattern; empty when it was not said."""
        return self.match.groupdict().get(name) or ""

    @property
    def number(self) -> float:
        return float(self["n"])

    @property
    def pixels(self) -> int:
        return round(self.number)

    @property
    def share(self) -> float | None:
        """How much, where it was said in percent, from 0."""
        said = self["post"] or self["pre"]
        return float(said.split()[0]) / 100 if said.endswith("percent") else None

    def much(self, little: float, usual: float, large: float) -> float:
        """Of three strengths, the one that was asked for."""
        said = self["post"] or self["pre"]
        if said in LITTLE:
            return little
        return large if said in MUCH else usual

    @property
    def color(self) -> str:
        return hex_of(self["color"])

    @property
    def colors(self) -> list[str]:
        return [hex_of(each) for each in self["colors"].split() if each not in {"and", ","}]

    @property
    def aspect(self) -> str:
        """Raises NotSo for what is no shape."""
        said = self["aspect"]
        shape = ASPECTS.get(said) or re.sub(r" (?:by|x|to) ", ":", said)
        if not _SHAPE.fullmatch(shape):
            raise NotSo
        return shape


class NotSo(Exception):
    """The words fit the pattern, but make no sense for this picture."""


Make = Callable[[Heard], list[Operation]]


@dataclass(frozen=True)
class Rule:
    """What it is found by, and what it makes. Making raises NotSo. Its pattern is compiled when
    somebody first has an instruction: all of them take as long as a cold start can spare."""

    words: str
    make: Make

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.words)


RULES: list[Rule] = []
TYPED: list[Rule] = []
"""Of what is written and never said so: nothing listens for it."""


def rule(*patterns: str) -> Callable[[Make], Make]:
    """Register what a function makes of words that fit one of these patterns."""
    return _registering(RULES, patterns)


def typed_rule(*patterns: str) -> Callable[[Make], Make]:
    """The same, for words with signs in them that nobody says."""
    return _registering(TYPED, patterns)


def _registering(rules: list[Rule], patterns: tuple[str, ...]) -> Callable[[Make], Make]:
    def register(make: Make) -> Make:
        for pattern in patterns:
            spelled = re.sub(r"(?<!\?P)<(\w+)>", lambda found: _FRAGMENTS[found[1]], pattern)
            rules.append(Rule(f"(?:{spelled})(?= |$)", make))
        return make

    return register


def hex_of(color: str) -> str:
    """A colour's name as #rrggbb."""
    return color if color.startswith("#") else f"#{NAMED_COLORS[color]:06x}"


def tone(kind: str, **parameters: Any) -> Operation:
    """A filter; what is not whole is rounded to thousandths."""
    kept = {name: _short(value) for name, value in parameters.items()}
    return {"operation": "filter", "type": kind, **kept}


def _short(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    rounded = round(value, 3)
    return int(rounded) if rounded.is_integer() else rounded
