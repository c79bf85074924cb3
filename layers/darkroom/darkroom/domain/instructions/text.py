"""What was typed or heard, spelled one way: small letters, digits, one space between words. Each
word knows where it was said: what is left to somebody else is passed on as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from darkroom.domain.instructions.numbers import number_of

_SPELLINGS = {
    "n't": " not", "n\u2019t": " not", "%": " percent ", "°": " degrees ", "×": " x ",
    "anti-clockwise": "counterclockwise", "anti clockwise": "counterclockwise",
    "anticlockwise": "counterclockwise", "counter-clockwise": "counterclockwise",
    "counter clockwise": "counterclockwise", "b&w": "black and white", "&": " and ",
    "colour": "color", "grey": "gray", "centre": "center",
    **dict.fromkeys("\u2010\u2012\u2013\u2014\u2015\u2212", "-"),
}  # fmt: skip
_MINUS = "\u2212"
_RESPELLED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile("|".join(map(re.escape, _SPELLINGS))), lambda found: _SPELLINGS[found[0]]),
    # A hyphen before a number, unless it ties the number to what is before: 16-9, covid-19.
    (re.compile(r"(?:(?<!\w)|(?<=\dx))-(?=\d)|(?<=[^\W\d_] )- (?=\d)"), lambda _: _MINUS),
    (re.compile(r"(\d+) ?x ?(\d+)"), lambda found: f"{found[1]} x {found[2]}"),
    (re.compile(r"(\d+) ?(?:px|pixel)\b"), lambda found: f"{found[1]} pixels"),
    (re.compile(r"(\d+) ?: ?(\d+)"), lambda found: f"{found[1]}:{found[2]}"),
)
_NO_LETTERS = r"\x00-\u00bf\u2000-\u200b\u200e-\u206f\u2212\u3000-\u303f\ufeff\d\s"
"""ASCII, spaces and punctuation. Whatever else there is makes words: letters, the marks on them
(many of the vowels of India), what joins them, and pictures."""
_WORD = re.compile(
    rf"#[0-9a-f]{{6}}\b|\d+:\d+|{_MINUS}?\d+(?:\.\d+)?|(?:[a-z]|[^{_NO_LETTERS}])+|[,;.!?\n]"
)
_QUOTED = re.compile('["\u201c-\u201e\u00ab][^"\u201c-\u201e\u00ab\u00bb]*["\u201c\u201d\u00bb]')
STOP = ","
"""What stands for every mark that ends a clause."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is spelled here, and from where to where it was written. In quotes it is part
    of a text, which does not end where a clause would."""

    said: str
    start: int
    end: int
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class _Letters:
    """Letters, and what each was made of: text[start:end]."""

    text: str
    places: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> _Letters:
        """Small ones, in NFKC, where a letter and its marks may become one."""
        starts = [n for n, char in enumerate(text) if n == 0 or not _is_mark(char)]
        places = list(zip(starts, [*starts[1:], len(text)], strict=False))
        plain = [unicodedata.normalize("NFKC", text[a:b]).lower() for a, b in places]
        spread = [place for made, place in zip(plain, places, strict=True) for _ in made]
        return cls("".join(plain), spread)

    def respelled(self, said: re.Pattern[str], meant: Callable[[re.Match[str]], str]) -> _Letters:
        text, places, end = "", list[tuple[int, int]](), 0
        for found in said.finditer(self.text):
            made = meant(found)
            text += self.text[end : found.start()] + made
            places += self.places[end : found.start()]
            places += [self.place(*found.span())] * len(made)
            end = found.end()
        return _Letters(text + self.text[end:], places + self.places[end:])

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text these were written."""
        return self.places[start][0], self.places[end - 1][1]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


def spelled(text: str) -> str:
    """The words, and a STOP between clauses."""
    return " ".join(each.said for each in words_of(text))


def words_of(text: str) -> list[Word]:
    """The words, and a STOP between clauses: what is neither a word, a number, a shape (16:9) nor a
    colour (#rrggbb) only parts them."""
    letters = _Letters.of(text)
    for said, meant in _RESPELLED:
        letters = letters.respelled(said, meant)
    quotes = [each.span() for each in _QUOTED.finditer(text)]
    words: list[Word] = []
    for found in _WORD.finditer(letters.text):
        start, end = letters.place(*found.span())
        plain = STOP if found[0] in ",;.!?\n" else found[0].replace(_MINUS, "-")
        words.append(Word(plain, start, end, any(a <= start < b for a, b in quotes)))
    return _counted(words)


def written(text: str, words: list[Word], start: int, end: int) -> str:
    """What was written from here to there, with the quotes and brackets that it begins and ends
    with; `words` are all of the text's."""
    others = [each for each in words if each.said != STOP]
    least = max((each.end for each in others if each.end <= start), default=0)
    most = min((each.start for each in others if each.start >= end), default=len(text))
    while start > least and not text[start - 1].isspace():
        start -= 1
    while end < most and not text[end].isspace():
        end += 1
    return text[start:end].lstrip(",;.:!?").rstrip(",;.:")


def _counted(words: list[Word]) -> list[Word]:
    """With `two hundred and fifty` as `250`. A single `one` is no number: `this one`."""
    said = [each.said for each in words]
    counted: list[Word] = []
    position = 0
    while position < len(words):
        first = words[position]
        value, length = number_of(said[position:])
        if length > 1 or (length and first.said != "one"):
            last = words[position + length - 1]
            counted.append(Word(str(value), first.start, last.end, first.is_quoted))
            position += length
        else:
            counted.append(first)
            position += 1
    return counted
