"""What people and programs write before and after frames: ID3v2, ID3v1 and zeros.

Only what every player skips: in an APE tag at the end, some look for frames, and find them.
"""

from __future__ import annotations

import re

_ZEROS = re.compile(rb"\0*")
_ID3_HEAD, _ID3_FOOTER = 10, 0x10
_ID3V1_SIZE = 128
_MOST_TAGS = 16
"""Ordinary files have one. Of tags that hold nothing, 10 MiB have room for a million."""


def after_leading(data: bytes) -> int:
    """Where the first frame should be: behind tags (https://id3.org/id3v2.4.0-structure, 3.1) and
    the zeros that may follow them."""
    position = 0
    for _ in range(_MOST_TAGS):
        if data[position : position + 3] != b"ID3":
            break
        head = data[position : position + _ID3_HEAD]
        if len(head) < _ID3_HEAD:
            return len(data)
        position += _ID3_HEAD + _synchsafe(head[6:]) + (10 if head[5] & _ID3_FOOTER else 0)
    return _after_zeros(data, position)


def are_all(data: bytes, position: int) -> bool:
    """Whether from here to the end there are tags and zeros and nothing else."""
    if data[position : position + 3] == b"TAG" and len(data) - position == _ID3V1_SIZE:
        return True
    return _after_zeros(data, position) == len(data)


def _after_zeros(data: bytes, position: int) -> int:
    zeros = _ZEROS.match(data, min(position, len(data)))
    return zeros.end() if zeros else position


def _synchsafe(field: bytes) -> int:
    """Four bytes of seven bits each."""
    return sum((byte & 0x7F) << 7 * (3 - index) for index, byte in enumerate(field))
