"""How large the frames of an AV1 stream are (AV1 Bitstream & Decoding Process, 5.3 to 5.9).

A container may say anything; this is what the decoder allocates by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from darkroom.imaging.formats.base import Parts

Size = tuple[int, int]

_SEQUENCE_HEADER = 1
_FRAME_HEADERS = frozenset({3, 6, 7})
_HAS_EXTENSION, _HAS_LENGTH = 4, 2
_LONGEST_HEADER = 512
"""More bytes than a sequence header of 32 operating points has."""
_KEY_FRAME, _SWITCH_FRAME = 0, 3
_FRAME_DECIDES = 2
"""SELECT_SCREEN_CONTENT_TOOLS, SELECT_INTEGER_MV."""
_HIGH_LEVEL = 7
"""Above it a level has a tier."""


def frame_sizes(stream: memoryview, parts: Parts) -> list[Size]:
    """The largest size that each header in a stream allows. Raises BrokenImage for too many.

    A frame that does not have its sequence's size is counted for all that its fields could say:
    decoders take it at its word, and no encoder of pictures writes such a thing.
    """
    sizes: list[Size] = []
    sequence: _Sequence | None = None
    for kind, header in _units(stream, parts):
        if kind == _SEQUENCE_HEADER:
            sequence = _sequence(_Bits(header))
            sizes.append(sequence.size)
        elif kind in _FRAME_HEADERS and sequence and _has_own_size(_Bits(header), sequence):
            sizes.append(sequence.largest)
    return sizes


def _units(stream: memoryview, parts: Parts) -> Iterator[tuple[int, bytes]]:
    """The type of every open bitstream unit, and its first bytes."""
    position = 0
    while position < len(stream):
        parts.count()
        flags = stream[position]
        position += 2 if flags & _HAS_EXTENSION else 1
        length = len(stream) - position
        if flags & _HAS_LENGTH:
            length, position = _leb128(stream, position)
        header = stream[position : position + min(length, _LONGEST_HEADER)]
        yield flags >> 3 & 15, header.tobytes()
        position += length


def _leb128(stream: memoryview, position: int) -> tuple[int, int]:
    """A number of up to eight bytes, and where it ends."""
    value = 0
    for index, byte in enumerate(stream[position : position + 8]):
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value, position + index + 1
    return value, position + 8


class _Bits:
    """Reads numbers from the most significant bit on; zeros where there is nothing more."""

    def __init__(self, data: bytes) -> None:
        self._left = len(data) * 8
        self._value = int.from_bytes(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            return 0
        return self._value >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        return self.take(1) == 1


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What a sequence header says of sizes, and of what comes before them in frame headers."""

    is_reduced: bool
    size: Size
    largest: Size
    time_bits: int
    id_bits: int
    screen_content: int
    integer_motion: int


def _sequence(bits: _Bits) -> _Sequence:
    bits.take(4)  # profile, still picture
    is_reduced = bits.flag()
    time_bits = 0
    if is_reduced:
        bits.take(5)
    else:
        time_bits = _skip_timing(bits)
    wide, tall = bits.take(4) + 1, bits.take(4) + 1
    size = (bits.take(wide) + 1, bits.take(tall) + 1)
    id_bits, screen_content, integer_motion = 0, _FRAME_DECIDES, _FRAME_DECIDES
    if not is_reduced:
        if bits.flag():
            id_bits = bits.take(4) + 2
            id_bits += bits.take(3) + 1
        screen_content, integer_motion = _tools(bits)
    return _Sequence(
        is_reduced, size, (1 << wide, 1 << tall), time_bits, id_bits, screen_content, integer_motion
    )


def _skip_timing(bits: _Bits) -> int:
    """Timing, decoder model and operating points. How long a frame's presentation time is."""
    time_bits = delay_bits = 0
    if bits.flag():
        bits.take(64)
        is_steady = bits.flag()
        if is_steady:
            _skip_uvlc(bits)
        if bits.flag():
            delay_bits = bits.take(5) + 1
            bits.take(32 + 5)
            length = bits.take(5) + 1
            time_bits = 0 if is_steady else length
    says_delay = bits.flag()
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > _HIGH_LEVEL:
            bits.take(1)
        if delay_bits and bits.flag():
            bits.take(2 * delay_bits + 1)
        if says_delay and bits.flag():
            bits.take(4)
    return time_bits


def _skip_uvlc(bits: _Bits) -> None:
    zeros = 0
    while zeros < 32 and not bits.flag():
        zeros += 1
    if zeros < 32:
        bits.take(zeros)


def _tools(bits: _Bits) -> tuple[int, int]:
    """Who says whether a frame has screen content, and whether its motion is in whole pixels."""
    bits.take(3 + 4)
    has_order = bits.flag()
    if has_order:
        bits.take(2)
    screen_content = _FRAME_DECIDES if bits.flag() else bits.take(1)
    integer_motion = _FRAME_DECIDES
    if screen_content and not bits.flag():
        integer_motion = bits.take(1)
    return screen_content, integer_motion


def _has_own_size(bits: _Bits, sequence: _Sequence) -> bool:
    """Whether a frame header says another size than its sequence's: frame_size_override_flag."""
    if sequence.is_reduced or bits.flag():  # a frame that is shown once more
        return False
    kind, is_shown = bits.take(2), bits.flag()
    if kind == _SWITCH_FRAME:
        return True
    bits.take(sequence.time_bits if is_shown else 1)
    if not (kind == _KEY_FRAME and is_shown):
        bits.take(1)
    bits.take(1)
    screen_content = sequence.screen_content
    if screen_content == _FRAME_DECIDES:
        screen_content = bits.take(1)
    if screen_content and sequence.integer_motion == _FRAME_DECIDES:
        bits.take(1)
    bits.take(sequence.id_bits)
    return bits.flag()
