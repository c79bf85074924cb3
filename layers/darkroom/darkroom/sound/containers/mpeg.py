"""MP3: MPEG-1 and MPEG-2 audio layer III (ISO/IEC 11172-3 and 13818-3), and the usual MPEG-2.5."""

from __future__ import annotations

from typing import NamedTuple

from darkroom.sound.containers import tags
from darkroom.sound.containers.base import Played, broken

_KBITS = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""By MPEG version, for indices from 1: 0 is the free format, whose frames do not say their size."""
_RATES = {0b11: (44100, 48000, 32000), 0b10: (22050, 24000, 16000), 0b00: (11025, 12000, 8000)}
_LAYER_III = 0b01
_MONO = 0b11
_HEAD = 4


class Header(NamedTuple):
    """Of one frame: `size` in bytes with the header, `samples` per channel, `rate` in Hz, and how
    many bytes of side information follow the header."""

    size: int
    samples: int
    rate: int
    side: int


def measure(data: bytes) -> float:
    """Every frame by itself, so that it is the same whether the bit rate varies or not. The frame
    that only describes the others is none."""
    position, played = tags.after_leading(data), Played()
    first = frame = header(data, position)
    if first and _describes(data, position, first):
        position += first.size
        frame = header(data, position)
    while frame and first:
        if frame.rate != first.rate or position + frame.size > len(data):
            raise broken()
        played.add(frame.samples / frame.rate)
        position += frame.size
        frame = header(data, position)
    if not tags.are_all(data, position):
        raise broken()
    return played.seconds


def header(data: bytes, position: int) -> Header | None:
    """The header of a frame that begins here; None when none does."""
    head = data[position : position + _HEAD]
    if len(head) < _HEAD or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    quality, rate_index = head[2] >> 4, head[2] >> 2 & 3
    if layer != _LAYER_III or version not in _RATES or not 1 <= quality <= 14 or rate_index == 3:
        return None
    rate, is_mono = _RATES[version][rate_index], head[3] >> 6 == _MONO
    generation = 1 if version == 0b11 else 2
    samples = 1152 if generation == 1 else 576
    kbits = _KBITS[generation][quality - 1]
    size = samples // 8 * kbits * 1000 // rate + (head[2] >> 1 & 1)
    side = (17 if is_mono else 32) if generation == 1 else (9 if is_mono else 17)
    return Header(size, samples, rate, side)


def _describes(data: bytes, position: int, frame: Header) -> bool:
    """Whether it is the frame in which encoders count the others: it is never played."""
    named = position + _HEAD + frame.side
    if data[named : named + 4] in {b"Xing", b"Info"}:
        return True
    return data[position + 36 : position + 40] == b"VBRI"
