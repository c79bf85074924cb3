"""A recording as the recogniser needs it: 16 kHz, one channel, 16 bits, of one loudness.

Samples that are exactly zero, which only machines make, and speech that begins with the very first
sample upset its estimate of the channel. So there is always a little silence around the speech and
a little hiss in it, far below the speech: 35 dB.
"""

from __future__ import annotations

import io
import random
from array import array
from itertools import cycle, groupby
from typing import Any

from darkroom.domain.recordings import GRACE_SECONDS, MAX_SECONDS

RATE = 16_000
LOUDNESS = 3_500
"""Root mean square of the louder half."""
HISS = 60
_SILENCE_SECONDS = 0.3
_MOST_SAMPLES = round(RATE * (MAX_SECONDS + GRACE_SECONDS))
_LARGEST = 32_767
_PIECE = RATE // 50
_LONGEST_PAUSE = 24
"""Pieces."""
_SILENT = 1e-4
"""Of the loudest piece's power: 40 dB below."""


def samples(recording: bytes) -> bytes:
    """Nothing for what cannot be decoded. Raises ImportError where there is no PyAV."""
    import av  # noqa: PLC0415 - not there where speech is heard elsewhere
    from av.audio.resampler import AudioResampler  # noqa: PLC0415

    heard = bytearray()
    try:
        with av.open(io.BytesIO(recording), "r") as container:
            shape = AudioResampler("s16", "mono", RATE)
            for frame in container.decode(audio=0):
                _add(heard, shape.resample(frame))
                if len(heard) >= 2 * _MOST_SAMPLES:
                    break
            _add(heard, shape.resample(None))
    except (av.error.FFmpegError, IndexError, ValueError):
        return b""
    return bytes(heard[: 2 * _MOST_SAMPLES])


def _add(heard: bytearray, frames: list[Any]) -> None:
    for frame in frames:
        heard += bytes(frame.planes[0])[: 2 * frame.samples]


def prepared(heard: bytes) -> bytes:
    """Without long silence, but with a little around it and hiss in it, as loud as any other. The
    same for the same."""
    quiet = bytes(2 * round(RATE * _SILENCE_SECONDS))
    said = spoken(array("h", heard))
    plain = array("h", quiet) + said + array("h", quiet)
    gain = LOUDNESS / max(1.0, _loudness(said))
    chance = random.Random(1)  # noqa: S311 - nothing secret
    hiss = cycle([chance.gauss(0, HISS) for _ in range(RATE)])
    mixed = (round(each * gain + noise) for each, noise in zip(plain, hiss, strict=False))
    return array("h", (max(-_LARGEST, min(_LARGEST, each)) for each in mixed)).tobytes()


def spoken(heard: array[int]) -> array[int]:
    """Without what is silent before and after the words, and with pauses of half a second at most:
    a few seconds of silence change what the recogniser hears in the words before them."""
    powers = _powers(heard)
    floor = max(powers, default=0.0) * _SILENT
    kept = array("h")
    start = 0
    for is_quiet, run in groupby(powers, lambda power: power <= floor):
        length = len(list(run))
        parts = [(start, start + length)]
        if is_quiet and length > _LONGEST_PAUSE:
            half = _LONGEST_PAUSE // 2
            parts = [(start, start + half), (start + length - half, start + length)]
            parts = parts[1:] if start == 0 else parts
            parts = parts[:1] if start + length == len(powers) else parts
        for first, last in parts:
            kept += heard[first * _PIECE : last * _PIECE]
        start += length
    return kept


def _powers(heard: array[int]) -> list[float]:
    """Of pieces of 20 ms."""
    starts = range(0, len(heard), _PIECE)
    return [sum(each * each for each in heard[at : at + _PIECE]) / _PIECE for at in starts]


def _loudness(heard: array[int]) -> float:
    """Of the louder half, by pieces: pauses do not count."""
    powers = sorted(_powers(heard))
    louder = powers[len(powers) // 2 :]
    return float((sum(louder) / len(louder)) ** 0.5) if louder else 0.0
