"""What to listen for: sentences as people might say them, made up from the rules.

The same every time: chance is seeded.
"""

from __future__ import annotations

import math
import random
from collections.abc import Container, Iterator

from darkroom.domain.instructions import reading
from darkroom.domain.instructions.rules import RULES
from darkroom.providers import pocketsphinx_words as words
from darkroom.providers.pocketsphinx_patterns import NUMBER, SHARE, SMALL_NUMBER, Sayings

RULE_MODULES = reading.MODULES
"""Imported for the rules that they register."""
PHRASES_OF_A_RULE = 250
_TRIES = 10
_OTHERS = 4000
"""Sentences that are no instructions."""
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

Sentence = list[str]


def sentences(known: Container[str]) -> list[Sentence]:
    """Several ten thousand, of words in `known` only."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    phrases = [each for rule in RULES for each in _phrases(rule.pattern.pattern, known, chance)]
    chance.shuffle(phrases)
    return [*_instructions(phrases, chance), *_others(known, chance)]


def _phrases(pattern: str, known: Container[str], chance: random.Random) -> Iterator[Sentence]:
    """What fits one pattern; nothing where nothing of it can be said."""
    sayings, found = Sayings(pattern), 0
    for _ in range(_TRIES * PHRASES_OF_A_RULE):
        phrase = [said for word in sayings.one(chance) for said in _said(word, chance)]
        kept = math.prod(words.KEPT.get(word, 1.0) for word in phrase)
        if all(word in known for word in phrase) and chance.random() < kept:
            found += 1
            yield phrase
        if found == PHRASES_OF_A_RULE:
            return


def _said(word: str, chance: random.Random) -> Sentence:
    """One word of a rule, as it is said; a STOP is never said and known to nobody."""
    if word in {NUMBER, SMALL_NUMBER}:
        return _number(word, chance)
    if word == SHARE:
        share = chance.choice((5 * chance.randrange(1, 20), 10 * chance.randrange(1, 11)))
        return [*in_words(share), "percent"]
    return (
        [chance.choice(words.SPOKEN.get(word, (word,)))] if word not in words.NEVER_SAID else [""]
    )


def _number(kind: str, chance: random.Random) -> Sentence:
    few, some = chance.randrange(2, 10), chance.randrange(2, 100)
    if kind == SMALL_NUMBER:
        return in_words(chance.choice((few, chance.randrange(2, 22), 16, 9)))
    tens, hundreds = 10 * few, 100 * chance.randrange(1, 20)
    any_number = chance.randrange(100, 2000)
    return in_words(
        chance.choice((some, 5 * few, tens, 45, 90, 180, hundreds, 100 * few, any_number))
    )


def in_words(number: int) -> Sentence:
    """Of 1 to 9,999."""
    if number < 20:
        return [_ONES[number]]
    if number < 100:
        return [_TENS[number // 10 - 2], *([_ONES[number % 10]] if number % 10 else [])]
    if number < 1000:
        joint = ["and"] if number % 3 == 0 else []
        rest = [*joint, *in_words(number % 100)] if number % 100 else []
        return [_ONES[number // 100], "hundred", *rest]
    rest = in_words(number % 1000) if number % 1000 else []
    return [*in_words(number // 1000), "thousand", *rest]


def _instructions(phrases: list[Sentence], chance: random.Random) -> Iterator[Sentence]:
    """Mostly one phrase, sometimes several, with small words around them."""
    waiting = list(phrases)
    while waiting:
        sentence = chance.choice(words.BEFORE).split() if chance.random() < 0.12 else []
        while waiting:
            phrase = waiting.pop()
            framed = 0.03 if phrase[:1] and phrase[0] in words.VERBS else 0.6
            if chance.random() < framed:
                sentence += chance.choice(words.FRAMES).split()
            sentence += phrase
            if chance.random() < 0.7:
                break
            sentence += chance.choice(words.BETWEEN).split()
        yield [*sentence, "please"] if chance.random() < 0.1 else sentence


def _others(known: Container[str], chance: random.Random) -> Iterator[Sentence]:
    """What is not understood, for comparison."""
    things = [each for each in words.THINGS if each in known]
    chatter = [each for each in words.CHATTER if each in known]
    for _ in range(_OTHERS // 2):
        deed = chance.choice(words.DEEDS)
        yield deed.format(*(chance.choice(things) for _ in range(deed.count("{}")))).split()
        yield [chance.choice(chatter) for _ in range(chance.randrange(2, 9))]
