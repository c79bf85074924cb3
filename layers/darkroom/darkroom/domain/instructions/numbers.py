"""Numbers in words."""

from __future__ import annotations

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


def number_of(words: list[str]) -> tuple[int, int]:
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
