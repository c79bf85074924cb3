"""MP4 (ISO/IEC 14496-12) with one track of sound: AAC, or Opus as browsers record it; whole, or in
fragments.

A decoder plays samples, whatever the tables say of their durations: both are added up, and the
larger counts. What an edit list cuts off is counted; one that could repeat something is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from darkroom.sound.containers import fragments, tables
from darkroom.sound.containers.base import Parts, Played, broken, unheard
from darkroom.sound.containers.boxes import Box, all_of, inner, only, outer, u32, version_and_flags
from darkroom.sound.containers.codings import Coding, coding

_SOUND, _FILM = b"soun", b"vide"


class Track(NamedTuple):
    """Of sound: its number, its time units in a second, how it is coded, and its tables."""

    id: int
    timescale: int
    coding: Coding
    tables: list[Box]


def measure(data: bytes) -> float:
    parts = Parts()
    top = list(outer(data, parts))
    film = list(inner(only(top, b"moov"), parts))
    track = _track(film, parts)
    defaults = _defaults(film, track, parts)
    pieces = (fragments.runs(box, track.id, defaults, parts) for box in all_of(top, b"moof"))
    return _length(data, track, chain(tables.runs(track.tables), chain.from_iterable(pieces)))


def _length(data: bytes, track: Track, runs: Iterable[tables.Run]) -> float:
    """Run by run, so that nothing is read behind where it becomes too long. Raises NotARecording
    for samples that are not in the file."""
    view, played, declared = memoryview(data), Played(), Played()
    for run in runs:
        declared.add(run.duration / track.timescale)
        for offset, size in run.samples():
            if offset + size > len(view):
                raise broken()
            played.add(track.coding.seconds(view[offset : offset + size]))
    return max(played.seconds, declared.seconds)


def _defaults(film: list[Box], track: Track, parts: Parts) -> tuple[int, int]:
    """The duration and size of a fragment's sample, where the fragment does not say them."""
    for extends in all_of(film, b"mvex"):
        for box in all_of(inner(extends, parts), b"trex"):
            if u32(box.body, 4) == track.id:
                return u32(box.body, 12), u32(box.body, 16)
    return 0, 0


def _track(film: list[Box], parts: Parts) -> Track:
    """The one with sound. Raises NotARecording where there is none, several, or a picture."""
    found = []
    for box in all_of(film, b"trak"):
        boxes = list(inner(box, parts))
        media = list(inner(only(boxes, b"mdia"), parts))
        kind = bytes(only(media, b"hdlr").body[8:12])
        if kind == _FILM:
            raise unheard("has pictures in it")
        if kind == _SOUND:
            found.append((boxes, media))
    if len(found) != 1:
        raise unheard("has no track of sound, or more than one")
    ((boxes, media),) = found
    _check_edits(boxes, parts)
    stored = list(inner(only(inner(only(media, b"minf"), parts), b"stbl"), parts))
    return Track(_id(boxes), _timescale(media), coding(only(stored, b"stsd"), parts), stored)


def _id(boxes: list[Box]) -> int:
    body = only(boxes, b"tkhd").body
    version, _ = version_and_flags(body)
    return u32(body, 20 if version else 12)


def _timescale(media: list[Box]) -> int:
    """The media's own: the one of the whole file is for its edits."""
    body = only(media, b"mdhd").body
    version, _ = version_and_flags(body)
    timescale = u32(body, 20 if version else 12)
    if not timescale:
        raise broken()
    return timescale


def _check_edits(boxes: list[Box], parts: Parts) -> None:
    """One edit, besides silence, can only leave something out."""
    for box in all_of(boxes, b"edts"):
        for edits in all_of(inner(box, parts), b"elst"):
            if sum(start != -1 for start in _starts(edits.body)) > 1:
                raise unheard("is cut together")


def _starts(body: memoryview) -> Iterator[int]:
    """Where in the media each edit begins; -1 for silence."""
    version, _ = version_and_flags(body)
    wide = 8 if version else 4
    for position in range(8, len(body) - 2 * wide - 3, 2 * wide + 4):
        field = body[position + wide : position + 2 * wide]
        yield int.from_bytes(field, signed=True)
