"""AVIF files put together box by box (ISO/IEC 14496-12, 23008-12), to say what no encoder says."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from tests.imaging.samples import plain

_CONTAINERS = {b"meta": 4, b"iprp": 0, b"ipco": 0}
_TILE_SIDE = 1000


def box(name: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body)) + name + body


def full_box(name: bytes, *bodies: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags), *bodies)


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every box's name and body, depth first where it contains others."""
    position = 0
    while position + 8 <= len(data):
        length = int.from_bytes(data[position : position + 4])
        name, body = data[position + 4 : position + 8], data[position + 8 : position + length]
        yield name, body
        if name in _CONTAINERS:
            yield from boxes(body[_CONTAINERS[name] :])
        position += max(8, length)


@cache
def _tile(side: int) -> tuple[bytes, bytes, bytes]:
    """A picture of one colour: what is coded, its configuration, and the box of its channels."""
    whole = plain("AVIF", (side, side), speed=10)
    parts = dict(boxes(whole))
    return parts[b"mdat"], box(b"av1C", parts[b"av1C"]), box(b"pixi", parts[b"pixi"])


def coded_tile(side: int = _TILE_SIDE) -> bytes:
    """The coded bytes of a picture of one colour."""
    return _tile(side)[0]


def still(*codings: bytes, shown: tuple[int, int], extents: Sequence[bytes] = ()) -> bytes:
    """Items of these codings, of which the first is the picture; each says it is `shown` large.

    `extents`: where the first one's bytes are instead, each as place().
    """
    _, configuration, channels = _tile(_TILE_SIDE)
    starts = accumulate(map(len, codings), initial=0)
    found = [[place(at, len(each))] for at, each in zip(starts, codings, strict=False)]
    items = [(b"av01", list(extents) or found[0]), *[(b"av01", each) for each in found[1:]]]
    properties = [[configuration, channels, _size(*shown)]] * len(items)
    return _file(items, properties, b"".join(codings))


def place(offset: int, length: int) -> bytes:
    """An extent."""
    return struct.pack(">2I", offset, length)


def grid(across: int, down: int, *, side: int = _TILE_SIDE, shown: tuple[int, int] | None = None
         ) -> bytes:  # fmt: skip
    """A picture of `across` x `down` tiles, which are all the same bytes. `shown`: the size it says
    it has, where that is not the tiles'."""
    coded, configuration, channels = _tile(side)
    size = (across * side, down * side)
    plan = struct.pack(">4B2I", 0, 1, down - 1, across - 1, *size)
    here = place(len(coded), len(plan))
    tiles = [(b"av01", [place(0, len(coded))])] * (across * down)
    of_tile = [configuration, channels, _size(side, side)]
    of_grid = [channels, _size(*(shown or size))]
    return _file(
        [(b"grid", [here]), *tiles], [of_grid, *[of_tile] * len(tiles)], coded + plan,
        derived=len(tiles),
    )  # fmt: skip


def _size(width: int, height: int) -> bytes:
    return full_box(b"ispe", struct.pack(">2I", width, height))


def _file(
    items: Sequence[tuple[bytes, Sequence[bytes]]],
    properties: Sequence[Sequence[bytes]],
    data: bytes,
    derived: int = 0,
) -> bytes:
    """Items by type and extents, each with its properties; the first is the primary one, made of
    the `derived` ones that follow it."""
    kinds = list(dict.fromkeys(each for some in properties for each in some))
    entries = [
        full_box(b"infe", struct.pack(">HH4s", number, 0, kind), b"\0", version=2)
        for number, (kind, _) in enumerate(items, 1)
    ]
    uses = [
        struct.pack(">HB", number, len(some)) + bytes(kinds.index(each) + 1 for each in some)
        for number, some in enumerate(properties, 1)
    ]
    places = [
        struct.pack(">4H", number, 1, 0, len(extents)) + b"".join(extents)
        for number, (_, extents) in enumerate(items, 1)
    ]
    tiles = struct.pack(f">{derived}H", *range(2, derived + 2))
    made_of = box(b"dimg", struct.pack(">2H", 1, derived), tiles) if derived else b""
    meta = full_box(
        b"meta",
        full_box(b"hdlr", b"\0" * 4 + b"pict" + b"\0" * 13),
        full_box(b"pitm", struct.pack(">H", 1)),
        full_box(b"iloc", struct.pack(">2BH", 0x44, 0, len(items)), *places, version=1),
        full_box(b"iinf", struct.pack(">H", len(items)), *entries),
        *([full_box(b"iref", made_of)] if derived else []),
        box(
            b"iprp",
            box(b"ipco", *kinds),
            full_box(b"ipma", struct.pack(">I", len(uses)), *uses),
        ),
        box(b"idat", data),
    )
    return box(b"ftyp", b"avif\0\0\0\0avifmif1miaf") + meta
