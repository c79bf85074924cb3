"""What a prompt asks for, as far as the painter knows its words.

It knows a few dozen subjects, lights, seasons, moods and styles, and every colour of CSS. What it
does not know it does not guess: a prompt without a subject becomes an abstract field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from darkroom.domain.color_names import NAMED_COLORS
from darkroom.imaging.painter.inks import Rgb, ink
from darkroom.imaging.painter.vocabulary import (
    COLORS,
    FLOWERS,
    LIGHTS,
    MOODS,
    NOT_COLORS,
    PARTS,
    SEASONS,
    STYLES,
    SUBJECTS,
)

_MOST_COLORS = 5
_WORD = re.compile(r"[a-z]+")
_LONGEST = 3
"""Words in a phrase of the vocabulary."""
_NEGATIONS = frozenset({"no", "without", "not"})
_PASSED_OVER = frozenset({"any", "a", "the", "of"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood. `subjects` and `moods` are looked up, never walked: they have no order.

    `light`, `season` and `style` are "" where the prompt says nothing; `colors` are in the order of
    the prompt, each once, at most five. `bound` are those of one part: a green sea's water.
    """

    subjects: frozenset[str]
    light: str
    season: str
    moods: frozenset[str]
    colors: tuple[Rgb, ...]
    style: str
    bound: tuple[tuple[str, Rgb], ...] = ()

    def color_of(self, part: str) -> Rgb | None:
        """The colour the prompt gives to a part of the picture: see PARTS."""
        return next((color for name, color in self.bound if name == part), None)

    def has(self, *subjects: str) -> bool:
        """Whether any of them is wanted."""
        return not self.subjects.isdisjoint(subjects)


def read(prompt: str, negative_prompt: str = "", style: str = "") -> Reading:
    """The words of a prompt. "no clouds" in it takes out as the negative prompt does, which wins
    over it; so does a style over the styles of the prompt."""
    wanted, refused = _split(_words(prompt))
    refused += _words(negative_prompt)
    dimmed = _all(refused, LIGHTS)
    lights = [light for light in _all(wanted, LIGHTS) if light not in dimmed]
    subjects, away = frozenset(_all(wanted, SUBJECTS)), frozenset(_all(refused, SUBJECTS))
    colors, bound = _colors(wanted)
    hated = _colors(refused)[0]
    styles = _all(_words(style), STYLES) + _all(wanted, STYLES)
    moods = frozenset(_all(wanted, MOODS)) - frozenset(_all(refused, MOODS))
    return Reading(
        subjects=(subjects | _implied(subjects)) - away,
        light=min(lights, key=_rank, default=""),
        season=next(iter(_all(wanted, SEASONS)), ""),
        moods=moods | {f"no {subject}" for subject in away},
        colors=tuple(dict.fromkeys(color for color in colors if color not in hated))[:_MOST_COLORS],
        style=next(iter(styles), ""),
        bound=tuple(bound),
    )


def _rank(light: str) -> int:
    """Of several lights the first: neon before the times of day, those before mere weather."""
    return {"neon": 0, "storm": 2, "fog": 2}.get(light, 1)


def _implied(subjects: frozenset[str]) -> frozenset[str]:
    implied = set()
    if "storm" in subjects:
        implied |= {"clouds", "rain"}
    if "beach" in subjects:
        implied.add("sea")
    if subjects & {"rain", "snow"}:
        implied.add("clouds")
    return frozenset(implied)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """The words that are wanted, and those after a no or a without."""
    wanted: list[str] = []
    refused: list[str] = []
    is_refused = False
    for word in words:
        if word in _NEGATIONS:
            is_refused = True
        elif is_refused:
            refused.append(word)
            is_refused = word in _PASSED_OVER
        else:
            wanted.append(word)
    return wanted, refused


def _all(words: list[str], vocabulary: dict[str, str]) -> list[str]:
    """What the phrases mean, the longest first at every word, none read twice."""
    found, place = [], 0
    while place < len(words):
        for length in range(_LONGEST, 0, -1):
            phrase = " ".join(words[place : place + length])
            meaning = vocabulary.get(phrase) or vocabulary.get(phrase.removesuffix("s"))
            if meaning:
                found.append(meaning)
                place += length - 1
                break
        place += 1
    return found


def _colors(words: list[str]) -> tuple[list[Rgb], list[tuple[str, Rgb]]]:
    """The colours of the whole picture, and those that belong to a part of it."""
    found: list[Rgb] = []
    bound: list[tuple[str, Rgb]] = []
    place = 0
    while place < len(words):
        value, length = _color_at(words[place:])
        if value is not None:
            part = _part(words[place + length :])
            if part:
                bound.append((part, ink(value)))
            else:
                found.append(ink(value))
        elif words[place] in FLOWERS:
            bound.append(("flowers", ink(FLOWERS[words[place]])))
        place += length
    return found, bound


def _color_at(words: list[str]) -> tuple[int | None, int]:
    """The colour that the words begin with, and how many words to go on by."""
    if " ".join(words[:2]) in NOT_COLORS:
        return None, 1
    for length in range(min(_LONGEST, len(words)), 0, -1):
        value = _color("".join(words[:length]))
        if value is not None:
            return value, length
    return None, 1


def _part(words: list[str]) -> str:
    """The part that the next word names, or "": a colour before it is that part's."""
    meanings = _all(words[:1], SUBJECTS)
    return PARTS.get(meanings[0], "") if meanings else ""


def _color(name: str) -> int | None:
    if name in NOT_COLORS:
        return None
    return COLORS.get(name, NAMED_COLORS.get(name))
