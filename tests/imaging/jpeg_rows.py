"""Large JPEG files without encoding them: a strip with a restart marker after every row of blocks
(ITU-T T.81, E.1.4) is repeated, as each row then is decoded on its own."""

from __future__ import annotations

from typing import Any

from PIL import Image

from tests.imaging.samples import encoded

STRIP_HEIGHT = 80
_END, _SCAN = 0xD9, 0xDA
_RESTARTS = range(0xD0, 0xD8)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def tall(mode: str, width: int, height: int, scans: int = 0, **options: Any) -> bytes:
    """A real file of one colour of nearly this height, the last scan of its strip `scans` times
    more."""
    color = {"L": (90,), "RGB": (9, 99, 199), "CMYK": (10, 20, 30, 40)}[mode]
    strip = Image.merge(mode, [Image.new("L", (width, STRIP_HEIGHT), level) for level in color])
    data = encoded(strip, "JPEG", restart_marker_rows=1, **options)
    last = data[data.rindex(b"\xff\xda") : -2]
    return _repeated(data[:-2] + last * scans + data[-2:], height // STRIP_HEIGHT)


def _repeated(data: bytes, times: int) -> bytes:
    """The file that many times as high."""
    out, position = bytearray(data[:2]), 2
    while (marker := data[position + 1]) != _END:
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        segment = bytearray(data[position:end])
        if marker in _FRAMES:
            segment[5:7] = (int.from_bytes(segment[5:7]) * times).to_bytes(2)
        out += segment
        position = end
        if marker == _SCAN:
            rows, position = _rows(data, end)
            for number, row in enumerate(rows * times):
                out += (b"\xff%c" % _RESTARTS[(number - 1) % 8] if number else b"") + row
    return bytes(out + data[position:])


def _rows(data: bytes, begin: int) -> tuple[list[bytes], int]:
    """What is between the restart markers of a scan, and where the scan ends."""
    rows, position = [], begin
    while True:
        position = data.index(b"\xff", position)
        marker = data[position + 1]
        if marker:
            rows.append(data[begin:position])
        if marker and marker not in _RESTARTS:
            return rows, position
        position += 2
        begin = position if marker else begin
