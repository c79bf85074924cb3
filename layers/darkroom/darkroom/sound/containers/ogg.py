"""Ogg (RFC 3533) with one stream of Opus (RFC 7845) or Vorbis in it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from darkroom.sound.containers import opus
from darkroom.sound.containers.base import Parts, Played, broken, unheard
from darkroom.sound.containers.vorbis import Blocks

_HEAD = 27
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_NOTHING_ENDS = 0xFFFFFFFFFFFFFFFF
_MOST_GRANULES = 2**48
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class Page(NamedTuple):
    """`granule` is None where no packet ends; of `packets` the last may go on in the next page."""

    flags: int
    granule: int | None
    packets: list[bytes]
    goes_on: bool


class Coding(Protocol):
    """Of a stream: its rate in Hz, and how much its next packet plays. Raises NotARecording for
    what is no packet."""

    rate: int

    def samples(self, packet: bytes) -> int: ...


@dataclass
class _Opus:
    rate: int = opus.RATE

    def samples(self, packet: bytes) -> int:
        return opus.samples(packet)


def measure(data: bytes) -> float:
    """What the packets play, or what the pages count, whichever is more; without what Opus lets a
    decoder warm up with, which no decoder plays."""
    packets = _packets(data)
    coding, skipped = _coding(packets)
    played, start, counted = Played(), None, 0
    played.add(-skipped / coding.rate)
    total = 0
    for packet, granule in packets:
        samples = coding.samples(packet)
        total += samples
        played.add(samples / coding.rate)
        if granule is not None:
            start = max(0, granule - total) if start is None else start
            counted = max(counted, granule - start)
    if total and counted > total:
        played.add((counted - total) / coding.rate)
    return played.seconds


def _coding(packets: Iterator[tuple[bytes, int | None]]) -> tuple[Coding, int]:
    """What the first packets say: how to read the others, and how many samples to skip."""
    first = next(packets, (b"", None))[0]
    if first[:8] == b"OpusHead" and len(first) >= 19 and first[8] < 16:
        next(packets, None)
        return _Opus(), int.from_bytes(first[10:12], "little")
    if first[:7] == b"\x01vorbis" and len(first) >= 30:
        next(packets, None)
        setup = next(packets, (b"", None))[0]
        if setup[:7] != b"\x05vorbis":
            raise broken()
        return Blocks(first, setup), 0
    raise unheard("has something else in it than Opus or Vorbis")


def _packets(data: bytes) -> Iterator[tuple[bytes, int | None]]:
    """Whole packets, the last one of a page with what the page counts. Raises NotARecording."""
    begun = bytearray()
    for page in _pages(data):
        if page.packets and bool(page.flags & _CONTINUED) != bool(begun):
            raise broken()
        *whole, last = page.packets or [b""]
        for packet in whole:
            yield bytes(begun + packet), None
            begun.clear()
        begun += last
        if page.packets and not page.goes_on:
            yield bytes(begun), page.granule
            begun.clear()
    if begun:
        raise broken()


def _pages(data: bytes) -> Iterator[Page]:
    """Of one stream, to the end of the file, each as it was written. Raises NotARecording."""
    position, number, stream, is_over = 0, 0, data[14:18], False
    parts = Parts()
    while position < len(data):
        parts.count()
        head = data[position : position + _HEAD]
        if len(head) < _HEAD or head[:5] != b"OggS\0":
            raise broken()
        lengths = data[position + _HEAD : position + _HEAD + head[26]]
        end = position + _HEAD + head[26] + sum(lengths)
        if len(lengths) < head[26] or end > len(data) or not _is_sound(data[position:end]):
            raise broken()
        if is_over or head[14:18] != stream or bool(head[5] & _FIRST) != (number == 0):
            raise unheard("is made of several streams")
        if int.from_bytes(head[18:22], "little") != number:
            raise broken()
        yield Page(head[5], _granule(head), *_cut(data, end - sum(lengths), lengths))
        is_over = bool(head[5] & _LAST)
        position, number = end, number + 1


def _granule(head: bytes) -> int | None:
    granule = int.from_bytes(head[6:14], "little")
    if granule == _NOTHING_ENDS:
        return None
    return min(granule, _MOST_GRANULES)


def _cut(data: bytes, position: int, lengths: bytes) -> tuple[list[bytes], bool]:
    """A page's packets, and whether the last of them goes on: its pieces are all 255 bytes long."""
    packets, start = [], position
    for length in lengths:
        position += length
        if length < 255:
            packets.append(data[start:position])
            start = position
    goes_on = bool(lengths) and lengths[-1] == 255
    return ([*packets, data[start:position]], True) if goes_on else (packets, False)


def _is_sound(page: bytes) -> bool:
    """Whether the checksum is right (RFC 3533, 6): that of zlib, but every bit the other way."""
    blank = page[:22] + bytes(4) + page[26:]
    mirrored = zlib.crc32(blank.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return mirrored == int(f"{int.from_bytes(page[22:26], 'little'):032b}"[::-1], 2)
