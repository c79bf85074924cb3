"""AAC in ADTS frames (ISO/IEC 13818-7, 6.2; ISO/IEC 14496-3, 1.A.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from darkroom.sound.containers import tags
from darkroom.sound.containers.aac import MOST_BYTES, RATES, SAMPLES
from darkroom.sound.containers.base import Played, broken

_HEAD, _CHECKSUM = 7, 2


class Header(NamedTuple):
    """Of one frame: `size` in bytes with the header, of which `head` bytes are the header; the
    audio object type, the index of its rate, and its channels (7 stands for 8)."""

    size: int
    head: int
    kind: int
    rate_index: int
    channels: int

    @property
    def rate(self) -> int:
        """In Hz. Where a decoder doubles it (HE-AAC), it doubles the samples of a frame too."""
        return RATES[self.rate_index]

    @property
    def sort(self) -> tuple[int, int, int]:
        """What all frames of a recording share."""
        return self.kind, self.rate_index, self.channels


class Frame(NamedTuple):
    """What a frame says of itself, and the coded sound in it."""

    header: Header
    body: memoryview


def measure(data: bytes) -> float:
    played = Played()
    for frame in frames(data):
        played.add(SAMPLES / frame.header.rate)
    return played.seconds


def frames(data: bytes) -> Iterator[Frame]:
    """All of them, in order. Raises NotARecording unless nothing else is in the file."""
    view, position = memoryview(data), tags.after_leading(data)
    first = found = header(data, position)
    while found and first:
        end = position + found.size
        body = view[position + found.head : end]
        if found.sort != first.sort or end > len(data) or len(body) > MOST_BYTES * found.channels:
            raise broken()
        yield Frame(found, body)
        position, found = end, header(data, end)
    if not tags.are_all(data, position):
        raise broken()


def header(data: bytes, position: int) -> Header | None:
    """The header of a frame that begins here; None when none does, or none that can be counted:
    with several blocks in a frame, or channels that are described inside the block."""
    head = data[position : position + _HEAD]
    if len(head) < _HEAD or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return None
    kind, rate_index = (head[2] >> 6) + 1, head[2] >> 2 & 15
    channels = (head[2] & 1) << 2 | head[3] >> 6
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    length = _HEAD if head[1] & 1 else _HEAD + _CHECKSUM
    blocks = (head[6] & 3) + 1
    if rate_index >= len(RATES) or not channels or blocks > 1 or size <= length:
        return None
    return Header(size, length, kind, rate_index, channels)
