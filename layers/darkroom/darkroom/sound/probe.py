"""What is it, how long does it play: real type and duration, before a recording goes anywhere.

Nothing is decoded and no library is asked. A container is walked once, from its beginning to its
end, and what counts is what is in it: frames, packets, samples. What a header says of the whole is
not believed, because seconds are what budgets are charged by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from darkroom.domain.errors import NotARecording, TypeMismatch
from darkroom.domain.recordings import AUDIO_TYPES
from darkroom.sound.containers import adts, mp4, mpeg, ogg, wav
from darkroom.sound.signatures import identify, name_of

MEASURES: Mapping[str, Callable[[bytes], float]] = {
    "audio/mpeg": mpeg.measure,
    "audio/mp4": mp4.measure,
    "audio/aac": adts.measure,
    "audio/wav": wav.measure,
    "audio/ogg": ogg.measure,
}


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that can be heard: its type and how long a decoder plays it, in seconds. What an
    encoder puts before and after counts: at 16 kHz up to 0.1 s for MP3 and 0.13 s for AAC, twice
    that at 8 kHz, less at higher rates."""

    content_type: str
    seconds: float


def probe(data: bytes, content_type: str) -> Sound:
    """What a file declared as one of AUDIO_TYPES is.

    Raises NotARecording (no such container, damaged, cut off, or nothing in it), TypeMismatch (it
    is another one of the types), RecordingTooLong (more than MAX_SECONDS and GRACE_SECONDS).
    """
    real = identify(data)
    if real is None:
        types = ", ".join(AUDIO_TYPES)
        raise NotARecording(f"The file is not a recording of a type that is accepted: {types}.")
    if real != content_type:
        raise TypeMismatch(
            f"The file is {name_of(real)}, not the declared {content_type}. "
            f"Declare it as {real}, or convert it."
        )
    seconds = MEASURES[real](data)
    if seconds <= 0:
        raise NotARecording("There is no sound in the recording.")
    return Sound(real, round(seconds, 6))
