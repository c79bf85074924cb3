"""What a recording is, by how it begins: the containers that are heard."""

from __future__ import annotations

from darkroom.sound.containers import adts, mpeg, tags

_NAMES = {
    "audio/mpeg": "an MP3 file",
    "audio/mp4": "an MP4 file",
    "audio/aac": "an AAC file",
    "audio/wav": "a WAV file",
    "audio/ogg": "an Ogg file",
}


def identify(data: bytes) -> str | None:
    """The media type a file begins like; None when it begins like none of them."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    if data[:4] == b"OggS":
        return "audio/ogg"
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    start = tags.after_leading(data)
    if mpeg.header(data, start):
        return "audio/mpeg"
    return "audio/aac" if adts.header(data, start) else None


def name_of(content_type: str) -> str:
    """For people, with its article."""
    return _NAMES[content_type]
