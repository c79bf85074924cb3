"""What the recogniser is told to listen for, and what becomes of its answer; nothing is heard."""

from __future__ import annotations

import json
import math
import random
import sys
from array import array

import pytest

from darkroom.domain.errors import (
    ContentRefused,
    MalformedAnswer,
    NothingHeard,
    ProviderMisconfigured,
)
from darkroom.domain.instructions.rules import RULES
from darkroom.domain.instructions.text import spelled
from darkroom.domain.recordings import AUDIO_TYPES
from darkroom.providers.base import Ability, Provider, Recording
from darkroom.providers.pocketsphinx import PocketSphinxProvider
from darkroom.providers.pocketsphinx_model import arpa, in_britain
from darkroom.providers.pocketsphinx_patterns import NUMBER, SHARE, Sayings
from darkroom.providers.pocketsphinx_samples import RATE, prepared, samples, spoken
from darkroom.providers.pocketsphinx_sentences import in_words
from tests.unit.sound.encodings import FIVE, Encoding, voice
from tests.unit.sound.made import recording, wav

PROVIDER: Provider = PocketSphinxProvider()


def spoken_as(language: str) -> Recording:
    return Recording("id", "bucket", "key", "audio/wav", wav(bytes(3200)), 0.1, language)


def sayings(pattern: str, times: int = 200) -> set[str]:
    chance, known = random.Random(1), Sayings(pattern)
    return {" ".join(known.one(chance)) for _ in range(times)}


def test_everything_that_fits_a_pattern_is_said() -> None:
    pattern = "(?:crop|cut)(?: (?P<what>it|this))? to(?: a)? squares?(?= |$)"
    assert len(sayings(pattern, 2000)) == 2 * 3 * 2 * 2
    assert "cut this to a square" in sayings(pattern, 2000)


def test_numbers_are_left_to_be_put_into_words() -> None:
    assert sayings(r"(?P<n>\d+(?:\.\d+)?) pixels") == {f"{NUMBER} pixels"}
    assert sayings(r"by \d+(?:\.\d+)? percent") == {f"by {SHARE}"}


def test_a_pattern_of_a_new_kind_is_noticed() -> None:
    with pytest.raises(ValueError, match="pattern"):
        Sayings("very+ bright")


def test_what_is_said_of_a_rule_is_what_the_rule_knows() -> None:
    chance = random.Random(1)
    for rule in RULES:
        known = Sayings(rule.pattern.pattern)
        said = " ".join(known.one(chance)).replace(SHARE, "20 percent")
        assert rule.pattern.fullmatch(said.translate({ord(NUMBER): "20", ord("⅒"): "12"}))


@pytest.mark.parametrize("number", [1, 9, 13, 20, 45, 99, 100, 180, 640, 1024, 1600, 9999])
def test_a_number_in_words_is_read_as_that_number(number: int) -> None:
    read = spelled(" ".join(in_words(number)))
    assert read == ("one" if number == 1 else str(number))


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("K AA R N ER", "K AA N AH"),
        ("HH AA T", "HH AO T"),
        ("R EH D", "R EH D"),
        ("V EH R IY", "V EH R IY"),
        ("B ER D", "B ER D"),
    ],
)
def test_words_are_also_known_as_they_are_said_in_britain(american: str, british: str) -> None:
    assert in_britain(american) == british


def test_what_may_follow_two_words_is_a_share_of_everything() -> None:
    written = arpa([["make", "it", "red"], ["make", "it", "blue"], ["turn", "it", "red"]])
    lines = [line.split() for line in written.splitlines()]
    words = {line[1] for line in lines if len(line) in {2, 3} and line[0].startswith("-")}
    threes = [line for line in lines if line[1:3] == ["make", "it"] and len(line) == 4]
    after = {line[3]: 10 ** float(line[0]) for line in threes if line[3] in words}
    assert words >= {"make", "it", "red", "blue", "turn", "</s>"}
    assert set(after) == {"red", "blue"}
    assert 0.7 < sum(after.values()) < 1
    assert "ngram 3=" in written


def test_a_recording_is_always_as_loud_and_never_quite_silent() -> None:
    loud = array("h", prepared(voice(0.5)))
    quiet = array("h", prepared(array("h", (x // 8 for x in array("h", voice(0.5)))).tobytes()))
    middle = slice(RATE // 2, RATE // 2 + 2000)
    powers = [math.sqrt(sum(x * x for x in each[middle]) / 2000) for each in (loud, quiet)]
    assert powers[0] == pytest.approx(powers[1], rel=0.05)
    assert any(loud[:1000])
    assert prepared(voice(0.5)) == loud.tobytes()


def a_tone(seconds: float) -> array[int]:
    return array("h", [round(9000 * math.sin(each / 9)) for each in range(round(RATE * seconds))])


def silence(seconds: float) -> array[int]:
    return array("h", bytes(2 * round(RATE * seconds)))


def test_long_silence_around_and_between_the_words_is_left_out() -> None:
    said = silence(5) + a_tone(1) + silence(3) + a_tone(1) + silence(20)
    assert len(spoken(said)) / RATE == pytest.approx(2 + 4 * 0.24, abs=0.05)
    short = silence(0.2) + a_tone(1) + silence(0.4) + a_tone(1) + silence(0.2)
    assert spoken(short) == short
    assert len(spoken(silence(3))) / RATE <= 0.5


@pytest.mark.parametrize("encoding", FIVE, ids=lambda each: each.content_type)
def test_every_type_is_decoded_to_the_same_rate(encoding: Encoding) -> None:
    assert len(samples(recording(encoding))) / 2 / RATE == pytest.approx(0.5, abs=0.13)


def test_what_cannot_be_decoded_is_no_sound() -> None:
    assert samples(b"nothing") == b""


def test_it_says_what_it_can_do() -> None:
    assert PROVIDER.abilities.can == {Ability.TRANSCRIBE}
    assert set(PROVIDER.abilities.hears) == set(AUDIO_TYPES)
    assert PROVIDER.abilities.is_repeatable


def test_another_language_than_english_is_refused() -> None:
    with pytest.raises(ContentRefused):
        PROVIDER.transcribe(spoken_as("de-DE"))


def test_without_its_libraries_it_is_misconfigured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("darkroom.providers.pocketsphinx._recogniser", object)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ProviderMisconfigured):
        PROVIDER.transcribe(spoken_as("en-GB"))


def test_an_answer_holds_the_words() -> None:
    assert PROVIDER.read_transcript(json.dumps({"text": " crop it "}).encode()) == "crop it"


@pytest.mark.parametrize("text", ["", "  "])
def test_an_answer_without_words_is_nothing(text: str) -> None:
    with pytest.raises(NothingHeard):
        PROVIDER.read_transcript(json.dumps({"text": text}).encode())


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"text": 1}', b"\xff"])
def test_another_answer_is_malformed(answer: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        PROVIDER.read_transcript(answer)
