"""The boxes that MP4 files are made of (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from darkroom.sound.containers.base import Parts, broken


class Box(NamedTuple):
    """`start` is where the whole box begins in the file, `at` where its body does."""

    name: bytes
    start: int
    at: int
    body: memoryview


def outer(data: bytes, parts: Parts) -> Iterator[Box]:
    """The boxes that make up the file. The last may say, by a size of 0, that it goes to the end.
    Raises NotARecording unless they do so exactly."""
    yield from _boxes(memoryview(data), 0, parts, may_be_open=True)


def inner(box: Box, parts: Parts, skip: int = 0) -> Iterator[Box]:
    """The boxes in a box, behind some bytes of its own."""
    yield from _boxes(box.body[skip:], box.at + skip, parts, may_be_open=False)


def _boxes(view: memoryview, at: int, parts: Parts, *, may_be_open: bool) -> Iterator[Box]:
    position = 0
    while position < len(view):
        parts.count()
        size, head = u32(view, position), 8
        if size == 1:
            size, head = u64(view, position + 8), 16
        elif size == 0 and may_be_open:
            size = len(view) - position
        end = position + size
        if size < head or end > len(view):
            raise broken()
        name = bytes(view[position + 4 : position + 8])
        body = view[position + head : end]
        yield Box(name, at + position, at + position + head, body)
        position = end


def all_of(boxes: Iterable[Box], name: bytes) -> list[Box]:
    return [box for box in boxes if box.name == name]


def only(boxes: Iterable[Box], name: bytes) -> Box:
    """The one box of this name. Raises NotARecording: of two, players choose differently."""
    found = all_of(boxes, name)
    if len(found) != 1:
        raise broken()
    return found[0]


def u32(view: memoryview, position: int) -> int:
    """0 where there is nothing more, as for the others."""
    return int.from_bytes(view[position : position + 4])


def u64(view: memoryview, position: int) -> int:
    return int.from_bytes(view[position : position + 8])


def u16(view: memoryview, position: int) -> int:
    return int.from_bytes(view[position : position + 2])


def version_and_flags(view: memoryview) -> tuple[int, int]:
    field = u32(view, 0)
    return field >> 24, field & 0xFFFFFF
