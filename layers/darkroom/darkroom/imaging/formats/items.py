"""The items of a HEIF file (ISO/IEC 23008-12, 14496-12 section 8.11): what kind, and which bytes.

Boxes are found by their names wherever they are, not by walking a tree: there is no place to hide
one in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from darkroom.domain.errors import BrokenImage
from darkroom.domain.limits import MAX_FILE_SIZE_CEILING
from darkroom.imaging.formats.base import Parts

MAX_ITEMS = 10_000
"""Items and their extents in one file. The decoder looks each up among all of them: it takes 9 s
for 40,000. A picture of 64 Mpx in tiles of 512 x 512, with alpha and a gain map, has 750 items."""
MAX_LIST_SIZE = 8 * MAX_ITEMS
"""Bytes that say which items belong together, or which have what property."""
_IN_INNER_DATA = 1


def boxes(data: bytes | memoryview, name: bytes) -> Iterator[memoryview]:
    """The body of every box of this name that does not reach beyond its surroundings.

    Raises BrokenImage for more of them than any encoder writes.
    """
    view, whole, parts = memoryview(data), bytes(data), Parts(MAX_ITEMS)
    at = whole.find(name, 4)
    while at >= 0:
        length, begin = int.from_bytes(view[at - 4 : at]), at + 4
        if length == 1:  # it did not fit in there
            length, begin = int.from_bytes(view[begin : begin + 8]), begin + 8
        end = at - 4 + length if length else len(whole)
        parts.count()
        if begin <= end <= len(whole):
            yield view[begin:end]
        at = whole.find(name, at + 4)


class _Reader:
    """Big-endian numbers one after the other; zeros behind the end."""

    def __init__(self, data: memoryview) -> None:
        self._data, self._position = data, 0

    def take(self, size: int) -> int:
        field = self._data[self._position : self._position + size]
        self._position += size
        return int.from_bytes(field)


def items(data: bytes) -> Iterator[tuple[frozenset[bytes], memoryview]]:
    """The types that every item goes by, and its bytes. Raises BrokenImage for more of them than
    any encoder writes. Items may share bytes, as encoders store what is the same once."""
    for name in (b"iref", b"ipma"):
        if any(len(body) > MAX_LIST_SIZE for body in boxes(data, name)):
            raise BrokenImage(
                "The image is put together of more parts than it needs. Save it anew."
            )
    kinds: dict[int, set[bytes]] = defaultdict(set)
    for entry in boxes(data, b"infe"):
        wide = 4 if int.from_bytes(entry[:1]) == 3 else 2
        kinds[int.from_bytes(entry[4 : 4 + wide])].add(bytes(entry[6 + wide : 10 + wide]))
    for item, body in _located(data):
        yield frozenset(kinds[item]), body


def _located(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """Every item's number and bytes, by every table of places there is."""
    parts, joiner = Parts(MAX_ITEMS), _Joiner()
    inner = list(boxes(data, b"idat"))
    for table in boxes(data, b"iloc"):
        reader = _Reader(table)
        version = reader.take(4) >> 24
        widths = reader.take(2)
        offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
        wide = 2 if version < 2 else 4
        for _ in range(reader.take(wide)):
            parts.count()
            item = reader.take(wide)
            method = reader.take(2) & 15 if version else 0
            reader.take(2)
            start = reader.take(base)
            extents = []
            for _ in range(reader.take(2)):
                parts.count()
                reader.take(index if version else 0)
                extents.append((start + reader.take(offset), reader.take(length)))
            for source in inner if method == _IN_INNER_DATA else [memoryview(data)]:
                yield item, joiner.joined(source, extents)


class _Joiner:
    """Puts the extents of items together, without copying more than any file has."""

    def __init__(self) -> None:
        self._left = MAX_FILE_SIZE_CEILING

    def joined(self, source: memoryview, extents: list[tuple[int, int]]) -> memoryview:
        """What the extents are; one of length 0 goes to the end. Raises BrokenImage."""
        pieces = [source[at : at + length if length else None] for at, length in extents]
        if len(pieces) == 1:
            return pieces[0]
        self._left -= sum(map(len, pieces))
        if self._left < 0:
            raise BrokenImage("The parts of the image overlap. Save it anew.")
        return memoryview(b"".join(pieces))
