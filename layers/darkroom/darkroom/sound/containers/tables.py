"""Where the samples of a track are (ISO/IEC 14496-12, 8.6 and 8.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from darkroom.sound.containers.base import broken, too_long
from darkroom.sound.containers.boxes import Box, all_of, only, u32, u64

MOST_SAMPLES = 50_000
"""In one run: even at the shortest that Opus has, 2.5 ms, it is longer than a recording may be."""

Samples = Callable[[], Iterator[tuple[int, int]]]


class Run(NamedTuple):
    """Samples: how long they say they are, in the track's units, and offset and size of each."""

    duration: int
    samples: Samples


def runs(boxes: list[Box]) -> list[Run]:
    """The samples that are not in fragments. Raises NotARecording for tables that do not agree."""
    sizes = _sizes(only(boxes, b"stsz").body)
    chunks = _chunks(boxes)
    steps = _entries(only(boxes, b"stsc"), 12)
    durations = _entries(only(boxes, b"stts"), 8)
    if sum(u32(each, 0) for each in durations) != len(sizes):
        raise broken()
    total = sum(u32(each, 0) * u32(each, 4) for each in durations)
    return [Run(total, lambda: _placed(sizes, chunks, steps))]


def _placed(
    sizes: Sequence[int], chunks: Sequence[int], steps: Sequence[memoryview]
) -> Iterator[tuple[int, int]]:
    """Chunk by chunk: the samples in it follow one another."""
    index, step = 0, 0
    for number, start in enumerate(chunks, 1):
        while step + 1 < len(steps) and u32(steps[step + 1], 0) <= number:
            step += 1
        count = u32(steps[step], 4) if steps else 0
        if not count:
            raise broken()
        offset = start
        for size in sizes[index : index + count]:
            yield offset, size
            offset += size
        index += count
    if index < len(sizes):
        raise broken()


def _sizes(body: memoryview) -> Sequence[int]:
    """Of every sample; there is no table where all are alike."""
    alike, count = u32(body, 4), u32(body, 8)
    if count > MOST_SAMPLES:
        raise too_long()
    if alike:
        return [alike] * count
    if len(body) < 12 + 4 * count:
        raise broken()
    return [u32(body, 12 + 4 * index) for index in range(count)]


def _chunks(boxes: list[Box]) -> list[int]:
    """Where each begins in the file."""
    if all_of(boxes, b"co64"):
        return [u64(each, 0) for each in _entries(only(boxes, b"co64"), 8)]
    return [u32(each, 0) for each in _entries(only(boxes, b"stco"), 4)]


def _entries(box: Box, size: int) -> list[memoryview]:
    """Of a table with a version, flags and a count before it."""
    count = u32(box.body, 4)
    if len(box.body) < 8 + count * size:
        raise broken()
    return [box.body[8 + index * size : 8 + (index + 1) * size] for index in range(count)]
