"""Recordings that several tests use, each made once."""

from __future__ import annotations

from functools import cache

from tests.unit.sound.encodings import Encoding, encoded, voice


@cache
def recording(encoding: Encoding, seconds: float = 0.5) -> bytes:
    """Some voice, as a file."""
    return encoded(voice(seconds), encoding)


def bare_of(encoding: Encoding) -> bytes:
    """Frames alone, without the tag that FFmpeg writes."""
    data = recording(encoding)
    return data[data.index(b"\xff") :]


def replaced(data: bytes, after: bytes, skip: int, value: bytes) -> bytes:
    """With other bytes, so many behind the first place that reads `after`."""
    at = data.index(after) + len(after) + skip
    return data[:at] + value + data[at + len(value) :]


def wav(samples: bytes, *, size: int | None = None, rate: int = 16_000, block: int = 2) -> bytes:
    """16 bit PCM of one channel; `size`: what the header says of the samples."""
    shape = b"\1\0\1\0" + rate.to_bytes(4, "little") + bytes(4) + bytes([block, 0, 16, 0])
    said = len(samples) if size is None else size
    head = b"RIFF" + bytes(4) + b"WAVEfmt " + b"\x10\0\0\0" + shape
    return head + b"data" + said.to_bytes(4, "little") + samples


def resealed(page: bytes) -> bytes:
    """An Ogg page with the checksum that belongs to it, worked out bit by bit (RFC 3533)."""
    blank = page[:22] + bytes(4) + page[26:]
    register = 0
    for byte in blank:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1 ^ (0x04C11DB7 if register >> 31 else 0)) & 0xFFFFFFFF
    return page[:22] + register.to_bytes(4, "little") + page[26:]
