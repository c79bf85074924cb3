"""Speech that must not become an instruction: recorded, measured, heard and read. What must is in
test_instructions.py."""

from __future__ import annotations

import random
from array import array

import pytest

from darkroom.domain.errors import NothingHeard
from darkroom.sound.probe import probe
from tests.unit.sound.encodings import ALL, WAV, Encoding, decoded, encoded
from tests.voice.phrases import HEARD, UNHEARD, WIDER
from tests.voice.speech import (
    AMERICAN,
    BRITISH,
    Samples,
    Speaker,
    heard,
    recipe,
    recorded,
    spoken,
)

RATE = 16_000


def made_of(recording_of: Samples, encoding: Encoding) -> object:
    """What would be done; None when nothing would."""
    try:
        return recipe(heard(recorded(recording_of, encoding)))
    except NothingHeard:
        return None


def test_the_wider_set_is_wide() -> None:
    assert len(WIDER) >= 60


@pytest.mark.parametrize("speaker", [AMERICAN, BRITISH], ids=lambda each: each.voice)
@pytest.mark.parametrize("sentence", UNHEARD)
def test_other_speech_does_not_become_an_instruction(sentence: str, speaker: Speaker) -> None:
    assert made_of(spoken(sentence, speaker), WAV) is None


def test_silence_is_nothing() -> None:
    with pytest.raises(NothingHeard):
        heard(recorded(Samples(RATE, bytes(4 * RATE)), WAV))


@pytest.mark.parametrize("loudness", [30, 1500])
def test_noise_does_not_become_an_instruction(loudness: int) -> None:
    chance = random.Random(loudness)
    noise = array("h", (round(chance.gauss(0, loudness)) for _ in range(3 * RATE)))
    assert made_of(Samples(RATE, noise.tobytes()), WAV) is None


def test_the_same_recording_is_heard_as_the_same_whatever_came_before() -> None:
    recording = recorded(spoken(HEARD[0][0], AMERICAN), WAV)
    first = heard(recording)
    heard(recorded(spoken(HEARD[1][0], BRITISH), WAV))
    assert heard(recording) == first


@pytest.mark.parametrize("name", ALL)
def test_speech_is_as_long_as_a_decoder_plays_it(name: str) -> None:
    speech = spoken("make it a little brighter and crop it to a square", BRITISH)
    file = encoded(speech.body, ALL[name], speech.rate)
    _, played = decoded(file)
    assert played - 0.001 <= probe(file, ALL[name].content_type).seconds <= played + 0.2
