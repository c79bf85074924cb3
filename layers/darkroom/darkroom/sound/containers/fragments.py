"""The samples of a fragment, as recorders write them on the way (ISO/IEC 14496-12, 8.8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from darkroom.sound.containers.base import Parts, broken, too_long
from darkroom.sound.containers.boxes import Box, all_of, inner, only, u32, u64, version_and_flags
from darkroom.sound.containers.tables import MOST_SAMPLES, Run

_HAS_OFFSET, _HAS_FIRST_FLAGS = 0x1, 0x4
_HAS_DURATION, _HAS_SIZE, _HAS_FLAGS, _HAS_COMPOSITION = 0x100, 0x200, 0x400, 0x800
_HAS_DESCRIPTION, _HAS_DEFAULT_DURATION, _HAS_DEFAULT_SIZE = 0x2, 0x8, 0x10


class _Head(NamedTuple):
    """Of a fragment's track: from where offsets are counted, and what its samples are like."""

    base: int
    duration: int
    size: int


def runs(fragment: Box, track: int, defaults: tuple[int, int], parts: Parts) -> Iterator[Run]:
    """`defaults`: duration and size of a sample where nothing else says them."""
    for box in all_of(inner(fragment, parts), b"traf"):
        boxes = list(inner(box, parts))
        head = only(boxes, b"tfhd").body
        if u32(head, 4) != track:
            continue
        known = _head(head, fragment.start, defaults)
        position = known.base
        for each in all_of(boxes, b"trun"):
            run, position = _run(each.body, known, position)
            yield run


def _head(body: memoryview, start: int, defaults: tuple[int, int]) -> _Head:
    _, flags = version_and_flags(body)
    position, base = 8, start
    duration, size = defaults
    if flags & _HAS_OFFSET:
        base, position = u64(body, position), position + 8
    if flags & _HAS_DESCRIPTION:
        position += 4
    if flags & _HAS_DEFAULT_DURATION:
        duration, position = u32(body, position), position + 4
    if flags & _HAS_DEFAULT_SIZE:
        size = u32(body, position)
    return _Head(base, duration, size)


def _run(body: memoryview, head: _Head, position: int) -> tuple[Run, int]:
    """The samples, and where the next run begins that does not say where."""
    _, flags = version_and_flags(body)
    count, at = u32(body, 4), 8
    if flags & _HAS_OFFSET:
        position = head.base + int.from_bytes(body[at : at + 4], signed=True)
        at += 4
    if flags & _HAS_FIRST_FLAGS:
        at += 4
    if count > MOST_SAMPLES:
        raise too_long()
    durations = _column(body, at, flags, _HAS_DURATION, count) or [head.duration] * count
    sizes = _column(body, at, flags, _HAS_SIZE, count) or [head.size] * count
    if position < 0:
        raise broken()
    placed, offset = [], position
    for size in sizes:
        placed.append((offset, size))
        offset += size
    return Run(sum(durations), lambda: iter(placed)), offset


def _column(body: memoryview, at: int, flags: int, wanted: int, count: int) -> list[int]:
    """One field of every sample's row; nothing where the rows have no such field."""
    fields = [
        each for each in (_HAS_DURATION, _HAS_SIZE, _HAS_FLAGS, _HAS_COMPOSITION) if flags & each
    ]
    if wanted not in fields:
        return []
    wide = 4 * len(fields)
    if at + count * wide > len(body):
        raise broken()
    first = at + 4 * fields.index(wanted)
    return [u32(body, first + row * wide) for row in range(count)]
