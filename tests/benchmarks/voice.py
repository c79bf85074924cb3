"""How much of what is spoken is understood offline: `python -m tests.benchmarks.voice`.

Every instruction of the table that can be spoken, once each, by five voices of espeak-ng in turn
and as five types of recording in turn. An operation word is one that means something: not one of
the small ones that reading passes over. Their error rate is how many were lost, added or taken for
another, for each one that was said; a recipe counts when it is exactly that of the written phrase.
espeak-ng sounds like no human: this compares one version of ours with the next.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

from darkroom.domain.errors import NothingHeard
from darkroom.domain.instructions.reading import SMALL
from darkroom.domain.instructions.text import spelled
from tests.unit.sound.encodings import WAV
from tests.voice.installing import Unavailable, install
from tests.voice.phrases import WIDER, turn
from tests.voice.speech import AMERICAN, heard, recipe, recorded, spoken


@dataclass
class Score:
    """Of some recordings: words said, words wrong, recipes exact, seconds of speech and of work."""

    recordings: int = 0
    words: int = 0
    errors: int = 0
    exact: int = 0
    wrong: int = 0
    seconds: float = 0
    work: float = 0

    def add(self, other: Score) -> None:
        for name in vars(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def operation_words(text: str) -> list[str]:
    return [word for word in spelled(text).split() if word not in SMALL]


def errors(said: list[str], got: list[str]) -> int:
    """The fewest words that are to be changed, added or left out (Levenshtein)."""
    row = list(range(len(got) + 1))
    for number, word in enumerate(said, 1):
        above, row = row, [number]
        for index, other in enumerate(got):
            changed = above[index] + (word != other)
            row.append(min(changed, above[index + 1] + 1, row[index] + 1))
    return row[-1]


def scored(index: int, phrase: str) -> tuple[str, Score]:
    """Who said it, and what came of it."""
    speaker, encoding = turn(index)
    speech = spoken(phrase, speaker)
    recording = recorded(speech, encoding)
    start = time.perf_counter()
    try:
        text = heard(recording)
    except NothingHeard:
        text = ""
    work = time.perf_counter() - start
    said, got = operation_words(phrase), operation_words(text)
    made = recipe(text)
    exact = made == recipe(phrase)
    return speaker.voice, Score(
        1, len(said), errors(said, got), exact, made is not None and not exact, speech.seconds, work
    )


def main() -> None:
    try:
        install()
    except Unavailable as exc:
        print(f"No speech: {exc}.")
        return
    heard(recorded(spoken("make it brighter", AMERICAN), WAV))  # the recogniser is made once
    by_voice: dict[str, Score] = defaultdict(Score)
    for index, phrase in enumerate(WIDER):
        voice, score = scored(index, phrase)
        by_voice[voice].add(score)
        by_voice["in total"].add(score)
    print("Spoken instructions, understood by PocketSphinx; speech by espeak-ng")
    print(f"{'':18}{'spoken':>8}{'words wrong':>13}{'exact':>8}{'another':>9}{'work/s':>9}")
    for voice, score in sorted(by_voice.items(), key=lambda pair: pair[0] == "in total"):
        print(
            f"{voice:18}{score.recordings:8}{score.errors / score.words:13.1%}"
            f"{score.exact / score.recordings:8.0%}{score.wrong / score.recordings:9.0%}"
            f"{score.work / score.seconds:8.2f}s"
        )


if __name__ == "__main__":
    main()
