"""Speech made by espeak-ng, as recordings of every type that is taken."""

from __future__ import annotations

import io
import os
import subprocess
import wave
from functools import cache
from typing import NamedTuple

from darkroom.domain.instructions.reading import Reading, read
from darkroom.providers.base import Recording
from darkroom.providers.pocketsphinx import PocketSphinxProvider
from darkroom.sound.probe import probe
from tests.unit.instructions.test_reading import SIZE, after
from tests.unit.sound.encodings import Encoding, encoded
from tests.voice.installing import PROGRAM

WANTED = "DARKROOM_VOICE"
"""Set by `python -m tests.voice`, which has seen to it that there is espeak-ng."""


class Speaker(NamedTuple):
    """A voice of espeak-ng's, and its speed in words a minute."""

    voice: str
    speed: int


AMERICAN = Speaker("en-us", 150)
AMERICAN_QUICK = Speaker("en-us+m3", 165)
WOMAN = Speaker("en-us+f3", 140)
BRITISH = Speaker("en-gb", 150)
SCOTTISH = Speaker("en-gb-scotland", 145)
SPEAKERS = (AMERICAN, AMERICAN_QUICK, WOMAN, BRITISH, SCOTTISH)


class Samples(NamedTuple):
    """Of one channel, with 16 bits each."""

    rate: int
    body: bytes

    @property
    def seconds(self) -> float:
        return len(self.body) / 2 / self.rate


def is_wanted() -> bool:
    return bool(os.environ.get(WANTED))


@cache
def spoken(text: str, speaker: Speaker) -> Samples:
    """A sentence, said."""
    command = [PROGRAM, "-v", speaker.voice, "-s", str(speaker.speed), "--stdout", text]
    said = subprocess.run(command, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(said)) as file:
        return Samples(file.getframerate(), file.readframes(file.getnframes()))


def recorded(samples: Samples, encoding: Encoding) -> Recording:
    """As it is handed to a provider: measured."""
    body = encoded(samples.body, encoding, samples.rate)
    sound = probe(body, encoding.content_type)
    return Recording("voice", "bucket", "key", sound.content_type, body, sound.seconds)


def heard(recording: Recording) -> str:
    """What the provider makes of it. Raises NothingHeard."""
    provider = PocketSphinxProvider()
    return provider.read_transcript(provider.transcribe(recording))


def understood(text: str) -> Reading:
    """What an instruction comes to, for the picture of the table of phrases."""
    return read(text, SIZE, after)


def recipe(text: str) -> object:
    """What would be done; None where it would be declined."""
    reading = understood(text)
    return (reading.operations, reading.format, reading.quality) if reading.is_complete else None
