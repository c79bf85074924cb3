"""How the samples of an MP4 track are coded (ISO/IEC 14496-12, 8.5.2; 14496-14, 5.6; Opus in ISO
base media, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from darkroom.sound.containers import aac, opus
from darkroom.sound.containers.base import Parts, broken, unheard
from darkroom.sound.containers.boxes import Box, inner, only, u16

_ENTRY = 28
"""What every sample entry of sound begins with."""
_DESCRIPTION, _DECODER, _CONFIG = 3, 4, 5
_AAC = 0x40
_HAS_DEPENDENCY, _HAS_URL, _HAS_STREAM = 0x80, 0x40, 0x20
_MOST_CHANNELS = 8


class Coding(Protocol):
    def seconds(self, sample: memoryview) -> float:
        """How long a decoder plays this. Raises NotARecording for what is no sample."""


@dataclass(frozen=True, slots=True)
class Aac:
    """One block in each sample."""

    each: float

    def seconds(self, sample: memoryview) -> float:
        if not 0 < len(sample) <= aac.MOST_BYTES * _MOST_CHANNELS:
            raise broken()
        return self.each


@dataclass(frozen=True, slots=True)
class Opus:
    """One packet in each sample."""

    def seconds(self, sample: memoryview) -> float:
        return opus.samples(sample) / opus.RATE


def coding(descriptions: Box, parts: Parts) -> Coding:
    """What the one sample description says. Raises NotARecording for what is not heard here."""
    entries = list(inner(descriptions, parts, skip=8))
    if len(entries) != 1:
        raise unheard("is coded in several ways")
    (entry,) = entries
    is_plain = len(entry.body) >= _ENTRY and u16(entry.body, 8) == 0
    if entry.name == b"Opus" and is_plain:
        return Opus()
    if entry.name == b"mp4a" and is_plain:
        stream = only(inner(entry, parts, skip=_ENTRY), b"esds")
        return Aac(aac.seconds_of_block(_config(bytes(stream.body[4:]))))
    raise unheard("is coded in a way that is not heard here")


def _config(descriptors: bytes) -> bytes:
    """What the decoder of a stream is set up with (ISO/IEC 14496-1, 7.2.6)."""
    body = _descriptor(descriptors, _DESCRIPTION)
    flags = body[2] if len(body) > 2 else 0
    if flags & (_HAS_DEPENDENCY | _HAS_URL | _HAS_STREAM):
        raise broken()
    decoder = _descriptor(body[3:], _DECODER)
    if decoder[:1] != bytes([_AAC]):
        raise unheard("is coded in a way that is not heard here")
    return _descriptor(decoder[13:], _CONFIG)


def _descriptor(data: bytes, tag: int) -> bytes:
    """The body of the one that begins here: its size is in groups of seven bits."""
    size = 0
    for index, byte in enumerate(data[1:5], 2):
        size = size << 7 | byte & 0x7F
        if byte < 0x80 and data[0] == tag and index + size <= len(data):
            return data[index : index + size]
        if byte < 0x80:
            break
    raise broken()
