"""AAC as it comes from a recorder, put into an MP4 file without being decoded.

For who hears MP4 but no bare ADTS frames, such as Amazon Transcribe and OpenAI.
"""

from __future__ import annotations

from darkroom.domain.errors import NotARecording
from darkroom.sound.containers import aac, adts

_MATRIX = b"".join(each.to_bytes(4) for each in (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30))
_ENGLISH_UNKNOWN = 0x55C4
"""`und`, in three groups of five bits."""


def as_mp4(recording: bytes) -> bytes:
    """The very same blocks as audio/mp4, what describes them first. Raises NotARecording for
    anything but ADTS frames."""
    frames = list(adts.frames(recording))
    if not frames:
        raise NotARecording
    first = frames[0].header
    sizes = [len(frame.body) for frame in frames]
    brand = _box(b"ftyp", b"M4A ", _u32(0), b"M4A mp42isom")
    length = len(brand) + len(_film(first, sizes, 0))
    film = _film(first, sizes, length + 8)
    return b"".join([brand, film, _box(b"mdat", *(frame.body for frame in frames))])


def _film(sort: adts.Header, sizes: list[int], at: int) -> bytes:
    """`moov`. `at`: where the first block is in the file."""
    duration = len(sizes) * aac.SAMPLES
    volume = b"\1\0" + bytes(10)
    head = _full(
        b"mvhd", _u32(0, 0, sort.rate, duration, 1 << 16), volume, _MATRIX, bytes(24), _u32(2)
    )
    track = _full(
        b"tkhd", _u32(0, 0, 1, 0, duration, 0, 0, 0), b"\1\0\0\0", _MATRIX, _u32(0, 0), flags=7
    )
    media = _box(
        b"mdia",
        _full(b"mdhd", _u32(0, 0, sort.rate, duration, _ENGLISH_UNKNOWN << 16)),
        _full(b"hdlr", _u32(0), b"soun", bytes(12), b"Sound\0"),
        _box(b"minf", _full(b"smhd", _u32(0)), _here(), _tables(sort, sizes, at)),
    )
    return _box(b"moov", head, _box(b"trak", track, media))


def _here() -> bytes:
    """That the blocks are in this file."""
    return _box(b"dinf", _full(b"dref", _u32(1), _full(b"url ", flags=1)))


def _tables(sort: adts.Header, sizes: list[int], at: int) -> bytes:
    """All blocks in one chunk, all as long."""
    count = len(sizes)
    return _box(
        b"stbl",
        _full(b"stsd", _u32(1), _entry(sort, max(sizes))),
        _full(b"stts", _u32(1, count, aac.SAMPLES)),
        _full(b"stsc", _u32(1, 1, count, 1)),
        _full(b"stsz", _u32(0, count, *sizes)),
        _full(b"stco", _u32(1, at)),
    )


def _entry(sort: adts.Header, largest: int) -> bytes:
    channels = 8 if sort.channels == 7 else sort.channels
    config = aac.config(sort.kind, sort.rate_index, sort.channels)
    setup = b"\x40\x15" + largest.to_bytes(3) + _u32(0, 0) + _descriptor(5, config)
    stream = _descriptor(3, b"\0\0\0" + _descriptor(4, setup) + _descriptor(6, b"\2"))
    shape = bytes(8) + channels.to_bytes(2) + b"\0\x10" + bytes(4)
    rate = _u32(sort.rate << 16) if sort.rate < 1 << 16 else _u32(0)
    return _box(b"mp4a", bytes(6), b"\0\1", shape, rate, _full(b"esds", stream))


def _descriptor(tag: int, body: bytes) -> bytes:
    return bytes([tag, len(body)]) + body


def _full(name: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return _box(name, _u32(flags), *parts)


def _box(name: bytes, *parts: bytes | memoryview) -> bytes:
    body = b"".join(parts)
    return _u32(8 + len(body)) + name + body


def _u32(*values: int) -> bytes:
    return b"".join(value.to_bytes(4) for value in values)
