"""What was typed or heard, spelled one way: small letters, digits, one space between words."""

from __future__ import annotations

import re
import unicodedata

_SPELLINGS = {
    "n't": " not", "%": " percent ", "°": " degrees ", "×": " x ",
    "anti-clockwise": "counterclockwise", "anti clockwise": "counterclockwise",
    "anticlockwise": "counterclockwise", "counter-clockwise": "counterclockwise",
    "counter clockwise": "counterclockwise", "b&w": "black and white", "&": " and ",
    "colour": "color", "grey": "gray", "centre": "center",
}  # fmt: skip
_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000}
_SIZE = re.compile(r"(\d+) ?x ?(\d+)")
_PIXELS = re.compile(r"(\d+) ?(?:px|pixel)\b")
_ASPECT = re.compile(r"(\d+) ?: ?(\d+)")
_WORD = re.compile(r"#[0-9a-f]{6}\b|\d+:\d+|\d+(?:\.\d+)?|[^\W\d_]+|[,;.!?\n]")
STOP = ","
"""What stands for every mark that ends a clause."""


def spelled(text: str) -> str:
    """The words, and a STOP between clauses: what is neither a word, a number, a shape (16:9) nor a
    colour (#rrggbb) only parts them."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    for written, meant in _SPELLINGS.items():
        plain = plain.replace(written, meant)
    plain = _SIZE.sub(r"\1 x \2", plain)
    plain = _PIXELS.sub(r"\1 pixels", plain)
    plain = _ASPECT.sub(r"\1:\2", plain)
    words = [STOP if each in ",;.!?\n" else each for each in _WORD.findall(plain)]
    return " ".join(_counted(words))


def _counted(words: list[str]) -> list[str]:
    """With `two hundred and fifty` as `250`. A single `one` is no number: `this one`."""
    counted: list[str] = []
    position = 0
    while position < len(words):
        value, length = _number(words[position:])
        if length > 1 or (length and words[position] != "one"):
            counted.append(str(value))
            position += length
        else:
            counted.append(words[position])
            position += 1
    return counted


def _number(words: list[str]) -> tuple[int, int]:
    """The number that these begin with, and how many of them it takes."""
    total = value = length = 0
    for index, word in enumerate(words):
        if word in _UNITS and value % 10 == 0 and (value % 100 == 0 or _UNITS[word] < 10):
            value += _UNITS[word]
        elif word in _TENS and value % 100 == 0:
            value += _TENS[word]
        elif word in _SCALES and value:
            value *= _SCALES[word]
            if word == "thousand":
                total, value = total + value, 0
        elif word == "and" and _joins(words[index - 1 : index + 2]):
            continue
        else:
            break
        length = index + 1
    return total + value, length


def _joins(words: list[str]) -> bool:
    """Whether an `and` stands in the middle of a number: `hundred and fifty`."""
    return len(words) == 3 and words[0] in _SCALES and words[2] in _UNITS | _TENS
