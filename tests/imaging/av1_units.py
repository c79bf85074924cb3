"""Headers of AV1 (AV1 Bitstream & Decoding Process, 5.3 to 5.9), written bit by bit."""

from __future__ import annotations

Field = tuple[int, int]
"""A number, and how many bits it takes."""

_REDUCED = [(0, 3), (1, 1), (1, 1), (0, 5)]
_FULL = [(0, 3), (1, 1), (0, 1), (0, 1), (0, 1), (0, 5), (0, 12), (8, 5), (0, 1)]
_TIMED = [
    (0, 3), (1, 1), (0, 1),
    (1, 1), (1, 32), (1, 32), (1, 1), (0b00101, 5),  # steady ticks, and how many: a uvlc
    (1, 1), (9, 5), (1, 32), (7, 5), (6, 5),
    (1, 1), (0, 5), (0, 12), (8, 5), (0, 1), (1, 1), (3, 10), (3, 10), (0, 1), (1, 1), (2, 4),
]  # fmt: skip
_STARTS = {"reduced": _REDUCED, "full": _FULL, "numbered": _FULL, "timed": _TIMED}
_FRAMES_DECIDE = [(0, 1), (0, 7), (1, 1), (0, 2), (1, 1), (1, 1), (5, 3), (0, 16)]
_NUMBERED = [(1, 1), (3, 4), (2, 3), (0, 7), (0, 1), (0, 1), (0, 1), (0, 16)]
"""Frames have a number of eight bits, and no order or screen content."""


def sequence(width: int, height: int, *, kind: str = "reduced", bits: int = 16) -> bytes:
    """A sequence header whose frames may say sizes in this many bits."""
    size = [(bits - 1, 4), (bits - 1, 4), (width - 1, bits), (height - 1, bits)]
    tools = {"reduced": [(0, 16)], "numbered": _NUMBERED}.get(kind, _FRAMES_DECIDE)
    return unit(1, [*_STARTS[kind], *size, *tools])


def key_frame(kind: str, *, has_own_size: bool) -> bytes:
    """The start of a shown key frame after a sequence of this kind, which is not `reduced`."""
    shown = [(0, 1), (0, 2), (1, 1)]
    tools = [(0, 1), (255, 8)] if kind == "numbered" else [(0, 1), (1, 1), (0, 1)]
    return unit(6, [*shown, *tools, (int(has_own_size), 1), (0, 64)])


def switch_frame() -> bytes:
    return unit(3, [(0, 1), (3, 2), (1, 1), (0, 64)])


def unit(kind: int, fields: list[Field]) -> bytes:
    value = length = 0
    for number, bits in fields:
        value, length = value << bits | number, length + bits
    size = -(-length // 8)
    return bytes([kind << 3 | 2, size]) + (value << size * 8 - length).to_bytes(size)
