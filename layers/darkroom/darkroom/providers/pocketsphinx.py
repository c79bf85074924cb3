"""Speech understood without a network: PocketSphinx, with the English model its wheel brings.

It listens for instructions and nothing else (see pocketsphinx_sentences.py). Anything else is
heard as nothing where the recogniser is not sure; it is no dictation. Neither PyAV nor PocketSphinx
is in the layer that runs in AWS: this is for the local system, and tests.
"""

from __future__ import annotations

import json
import math
import threading
from functools import cache
from typing import Any, NamedTuple

from darkroom.domain.errors import (
    ContentRefused,
    MalformedAnswer,
    NothingHeard,
    ProviderFailure,
    ProviderMisconfigured,
)
from darkroom.domain.recordings import AUDIO_TYPES
from darkroom.providers.base import Abilities, Ability, Recording, Unable
from darkroom.providers.pocketsphinx_model import recogniser
from darkroom.providers.pocketsphinx_samples import prepared, samples

MODEL = "pocketsphinx-en-us"
LEAST_CONFIDENCE = 0.25
"""Below it are 2 of 87 instructions that espeak-ng said and that were heard right, and 2 of 6 of
its other sentences that were taken for an instruction (of 122, by five voices)."""
_SURE, _UNSURE = -4.0, -9.0
"""Thousandths of a logarithm for each 10 ms of speech: heard without doubt, and at random."""

_ABILITIES = Abilities(
    name="pocketsphinx",
    can=frozenset({Ability.TRANSCRIBE}),
    models=(MODEL,),
    is_repeatable=True,
    hears=tuple(AUDIO_TYPES),
)
_one_at_a_time = threading.Lock()


class Words(NamedTuple):
    """What was heard, and how sure that is, 0..1."""

    text: str
    confidence: float


class PocketSphinxProvider(Unable):
    """Implements providers.base.Provider. One recogniser is made for the process when the first
    recording comes, which takes seconds; the same recording is always heard as the same."""

    @property
    def abilities(self) -> Abilities:
        return _ABILITIES

    def transcribe(self, recording: Recording) -> bytes:
        """JSON of text, model and confidence. The text is empty where nothing was understood."""
        if recording.language.lower().split("-")[0] != "en":
            raise ContentRefused("Without a network only English is understood.")
        try:
            with _one_at_a_time:
                words = _recognised(_recogniser(), samples(recording.body))
        except ImportError as exc:
            raise ProviderMisconfigured("PyAV and PocketSphinx are needed, and missing.") from exc
        text = words.text if words.confidence >= LEAST_CONFIDENCE else ""
        answer = {"text": text, "model": MODEL, "confidence": round(words.confidence, 3)}
        return json.dumps(answer).encode()

    def read_transcript(self, answer: bytes) -> str:
        try:
            text = json.loads(answer)["text"].strip()
        except (ValueError, LookupError, TypeError, AttributeError) as exc:
            raise MalformedAnswer from exc
        if not text:
            raise NothingHeard
        return str(text)


@cache
def _recogniser() -> Any:
    try:
        return recogniser()
    except (RuntimeError, ValueError, OSError) as exc:
        raise ProviderMisconfigured from exc


def _recognised(decoder: Any, heard: bytes) -> Words:
    if not heard:
        return Words("", 0.0)
    try:
        decoder.start_utt()
        decoder.process_raw(prepared(heard), full_utt=True)
        decoder.end_utt()
    except RuntimeError as exc:
        raise ProviderFailure from exc
    found = decoder.hyp()
    if found is None or not found.hypstr:
        return Words("", 0.0)
    return Words(found.hypstr, _confidence(found.score, decoder))


def _confidence(score: float, decoder: Any) -> float:
    """How likely these words and these sounds are together, for each piece of speech."""
    pieces = sum(
        each.end_frame - each.start_frame + 1 for each in decoder.seg() if each.word[0] not in "<[+"
    )
    if not pieces or score <= 0:
        return 0.0
    sureness: float = 1000 * math.log(score) / pieces
    return min(1.0, max(0.0, (sureness - _UNSURE) / (_SURE - _UNSURE)))
