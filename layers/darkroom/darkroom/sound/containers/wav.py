"""WAV: RIFF with samples as they are (Microsoft, Multimedia Programming Interface, 1991)."""

from __future__ import annotations

from collections.abc import Iterator

from darkroom.sound.containers.base import Parts, Played, broken, unheard

_RIFF_HEAD, _HEAD, _FORMAT = 12, 8, 16
_WIDTHS = {1: (8, 16, 24, 32), 3: (32, 64), 6: (8,), 7: (8,)}
"""PCM, floating point, A-law and mu-law, and how many bits a sample may have."""
_EXTENSIBLE = 0xFFFE
_SUBFORMAT = b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
"""What follows the format's number in the extensible header (mmreg.h)."""
_UNKNOWN_FROM = 0x7FFFF000
"""Who writes into a pipe does not know the size yet: 0, 0xFFFFFFFF, or about half of that."""
_RATES = range(4_000, 192_001)
_MOST_CHANNELS = 8


def measure(data: bytes) -> float:
    """All chunks of samples, as many as there are: players go on to the next."""
    played, second = Played(), 0
    for name, body in _chunks(data):
        if name == b"fmt ":
            if second:
                raise broken()
            second = _bytes_per_second(bytes(body[:40]))
        elif name == b"data":
            if not second:
                raise broken()
            played.add(len(body) / second)
    return played.seconds


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """To the end of the file, whatever RIFF says of its own size."""
    view, position, parts = memoryview(data), _RIFF_HEAD, Parts()
    while position + _HEAD <= len(data):
        parts.count()
        name, size = data[position : position + 4], _u32(data, position + 4)
        position += _HEAD
        if name == b"data" and (size == 0 or size >= _UNKNOWN_FROM):
            size = len(data) - position
        if position + size > len(data):
            raise broken()
        yield name, view[position : position + size]
        position += size + size % 2
    if any(data[position:]):
        raise broken()


def _bytes_per_second(body: bytes) -> int:
    """Raises NotARecording for samples that are not as they are, and for a header that does not
    agree with itself."""
    coding, channels = _u16(body, 0), _u16(body, 2)
    rate, block, width = _u32(body, 4), _u16(body, 12), _u16(body, 14)
    if coding == _EXTENSIBLE and body[26:40] == _SUBFORMAT:
        coding = _u16(body, 24)
    if len(body) < _FORMAT or not 1 <= channels <= _MOST_CHANNELS or rate not in _RATES:
        raise broken()
    if width not in _WIDTHS.get(coding, ()):
        raise unheard("is coded in a way that is not heard here")
    if block != channels * width // 8:
        raise broken()
    return rate * block


def _u16(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 2], "little")


def _u32(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 4], "little")
