"""Recordings made on the way, by FFmpeg's own encoders, and how long its decoders play them."""

from __future__ import annotations

import io
import math
import random
from array import array
from fractions import Fraction
from typing import Any, NamedTuple

import av
from av.audio.resampler import AudioResampler

Options = tuple[tuple[str, str], ...]


class Encoding(NamedTuple):
    """Who writes it: FFmpeg's names of a container and a codec, the rate in Hz, and options."""

    content_type: str
    container: str
    codec: str
    rate: int = 16_000
    bit_rate: int | None = None
    layout: str = "mono"
    muxing: Options = ()
    coding: Options = ()


MP3 = Encoding("audio/mpeg", "mp3", "libmp3lame", bit_rate=64_000)
M4A = Encoding("audio/mp4", "ipod", "aac", bit_rate=64_000)
AAC = Encoding("audio/aac", "adts", "aac", bit_rate=64_000)
WAV = Encoding("audio/wav", "wav", "pcm_s16le")
OPUS = Encoding("audio/ogg", "ogg", "libopus", rate=48_000, bit_rate=32_000)
_FRAGMENTS = (("movflags", "empty_moov+default_base_moof+frag_every_frame"),)
FRAGMENTED = M4A._replace(container="mp4", muxing=_FRAGMENTS)

FIVE = (MP3, M4A, AAC, WAV, OPUS)
"""One for each type."""
ALL = {
    "mp3": MP3,
    "mp3 at 8 kHz": MP3._replace(rate=8_000, bit_rate=16_000),
    "mp3 at 48 kHz, stereo": MP3._replace(rate=48_000, bit_rate=128_000, layout="stereo"),
    "mp3 of varying bit rate": MP3._replace(
        rate=44_100,
        bit_rate=None,
        coding=(
            ("compression_level", "5"),
            ("abr", "0"),
        ),
    ),
    "m4a": M4A,
    "m4a at 44.1 kHz, stereo": M4A._replace(rate=44_100, bit_rate=128_000, layout="stereo"),
    "mp4 in fragments": FRAGMENTED,
    "mp4 with opus": OPUS._replace(content_type="audio/mp4", container="mp4"),
    "mp4 with opus in fragments": OPUS._replace(
        content_type="audio/mp4", container="mp4", muxing=_FRAGMENTS
    ),
    "adts": AAC,
    "adts at 8 kHz": AAC._replace(rate=8_000, bit_rate=24_000),
    "adts at 48 kHz, stereo": AAC._replace(rate=48_000, layout="stereo"),
    "wav": WAV,
    "wav of 8 bits": WAV._replace(codec="pcm_u8", rate=8_000),
    "wav of 24 bits, stereo": WAV._replace(codec="pcm_s24le", rate=48_000, layout="stereo"),
    "wav of floating point": WAV._replace(codec="pcm_f32le"),
    "wav of mu-law": WAV._replace(codec="pcm_mulaw", rate=8_000),
    "ogg with opus": OPUS,
    "ogg with opus in pieces of 60 ms": OPUS._replace(coding=(("frame_duration", "60"),)),
    "ogg with vorbis": Encoding(
        "audio/ogg", "ogg", "vorbis", 44_100, layout="stereo", coding=(("strict", "-2"),)
    ),
}


def voice(seconds: float, rate: int = 16_000, seed: int = 1) -> bytes:
    """Something between a hum and a hiss, as loud as speech: 16 bit samples of one channel."""
    chance = random.Random(seed)
    samples = array("h")
    for index in range(round(seconds * rate)):
        hum = math.sin(index * 2 * math.pi * 220 / rate) * (1 + math.sin(index / rate * 9))
        samples.append(round(6000 * hum + chance.gauss(0, 900)))
    return samples.tobytes()


def encoded(samples: bytes, encoding: Encoding, rate: int = 16_000) -> bytes:
    """Samples of one channel with 16 bits each, as a file."""
    file = io.BytesIO()
    with av.open(file, "w", encoding.container, options=dict(encoding.muxing)) as container:
        stream = container.add_stream(encoding.codec, encoding.rate, options=dict(encoding.coding))
        assert isinstance(stream, av.AudioStream)
        stream.layout = encoding.layout
        if encoding.bit_rate:
            stream.bit_rate = encoding.bit_rate
        context: Any = stream.codec_context
        context.open()
        frame_size = context.frame_size or 1024
        shape = AudioResampler(context.format, encoding.layout, encoding.rate, frame_size)
        frame = av.AudioFrame("s16", "mono", len(samples) // 2)
        frame.planes[0].update(samples)
        frame.sample_rate = rate
        at = 0
        for piece in [*shape.resample(frame), *shape.resample(None)]:
            piece.pts, piece.time_base = at, Fraction(1, encoding.rate)
            at += piece.samples
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


def decoded(recording: bytes) -> tuple[bytes, float]:
    """What FFmpeg plays: the samples of the first channel or all of them, and seconds."""
    planes: list[bytes] = []
    seconds = 0.0
    with av.open(io.BytesIO(recording), "r") as container:
        for frame in container.decode(audio=0):
            planes.append(bytes(frame.planes[0]))
            seconds += frame.samples / frame.sample_rate
    return b"".join(planes), seconds
