"""The recogniser: an acoustic model that comes with it, our words, and how they follow each other.

How likely a word is after two others is counted in made-up sentences (pocketsphinx_sentences.py).
What was never counted keeps a little of the probability (absolute discounting, interpolated: Chen
and Goodman 1998, 2.7), so that what nobody foresaw is heard as what it is, and declined.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from darkroom.providers.pocketsphinx_sentences import Sentence, sentences
from darkroom.providers.pocketsphinx_words import SOUNDS

_DISCOUNT = 0.3
"""What is taken off each count. With 0.02, 0.1 and 0.5 less was understood of espeak-ng."""
_DICTIONARY = "en-us/cmudict-en-us.dict"
_SETTINGS = {
    "cmn": "batch",  # over one recording alone: the same bytes are always heard as the same
    "topn": 8,
    "loglevel": "FATAL",
}
_VOWELS = ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW")

Words = tuple[str, ...]


def recogniser() -> Any:
    """A pocketsphinx.Decoder that listens for instructions; takes seconds to make. Raises
    ImportError where there is no pocketsphinx, RuntimeError or ValueError where it cannot work."""
    import pocketsphinx  # noqa: PLC0415 - not there where speech is heard elsewhere

    sounds = _sounds(Path(pocketsphinx.get_model_path(_DICTIONARY)).read_text().splitlines())
    said = sentences(sounds)
    with tempfile.TemporaryDirectory() as folder:
        dictionary, language = Path(folder, "words.dict"), Path(folder, "words.arpa")
        dictionary.write_text(_written(sounds, {word for each in said for word in each}))
        language.write_text(arpa(said))
        return pocketsphinx.Decoder(dict=str(dictionary), lm=str(language), **_SETTINGS)


def _sounds(lines: Iterable[str]) -> dict[str, list[str]]:
    """How every word may be pronounced, in America and in Britain."""
    sounds: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        word, phones = line.split(" ", 1)
        sounds[re.sub(r"\(\d+\)$", "", word)].append(phones.strip())
    for word, ways in SOUNDS.items():
        sounds[word] += ways
    return sounds


def _written(sounds: Mapping[str, list[str]], words: Iterable[str]) -> str:
    """A dictionary of these words: the second way of `a` is written as `a(2)`."""
    lines = []
    for word in sorted(words):
        ways = dict.fromkeys(way for each in sounds[word] for way in (each, in_britain(each)))
        lines += [
            f"{word}{f'({number})' if number > 1 else ''} {way}"
            for number, way in enumerate(ways, 1)
        ]
    return "\n".join(lines) + "\n"


def in_britain(phones: str) -> str:
    """Without an R that no vowel follows, and with a rounded O: K AA R N ER, HH AA T → K AA N AH,
    HH AO T."""
    sounds, said = phones.split(), []
    for index, sound in enumerate(sounds):
        before, after = sounds[max(0, index - 1)], sounds[index + 1] if sounds[index + 1 :] else ""
        if sound == "R" and before in _VOWELS and after not in _VOWELS:
            continue
        if sound == "ER" and after not in _VOWELS and index > 1:
            said.append("AH")
        else:
            said.append("AO" if sound == "AA" and after != "R" else sound)
    return " ".join(said)


def arpa(said: Iterable[Sentence]) -> str:
    """How words follow each other in these sentences, in the format of the ARPA: for one, two and
    three words their probability, and what is left for others, as decimal logarithms."""
    counts: list[Counter[Words]] = [Counter(), Counter(), Counter()]
    for sentence in said:
        padded = ("<s>", *sentence, "</s>")
        counts[0].update((word,) for word in padded[1:])
        counts[1].update(pairwise(padded))
        counts[2].update(zip(padded, padded[1:], padded[2:], strict=False))
    total = counts[0].total()
    shares: dict[Words, float] = {each: n / total for each, n in counts[0].items()}
    left: dict[Words, float] = {}
    for known in counts[1:]:
        begun, kinds = Counter[Words](), Counter[Words]()
        for each, n in known.items():
            begun[each[:-1]] += n
            kinds[each[:-1]] += 1
        left |= {each: _DISCOUNT * kinds[each] / n for each, n in begun.items()}
        for each, n in known.items():
            seen = (n - _DISCOUNT) / begun[each[:-1]]
            shares[each] = seen + left[each[:-1]] * shares[each[1:]]
    return _arpa_file({("<s>",): 1e-99} | shares, left)


def _arpa_file(shares: Mapping[Words, float], left: Mapping[Words, float]) -> str:
    orders = [sorted(each for each in shares if len(each) == length) for length in (1, 2, 3)]
    lines = ["\\data\\", *(f"ngram {n}={len(each)}" for n, each in enumerate(orders, 1)), ""]
    for length, known in enumerate(orders, 1):
        lines.append(f"\\{length}-grams:")
        for each in known:
            rest = f" {math.log10(left.get(each, 1.0)):.4f}" if length < len(orders) else ""
            lines.append(f"{math.log10(shares[each]):.4f} {' '.join(each)}{rest}")
        lines.append("")
    return "\n".join([*lines, "\\end\\", ""])
