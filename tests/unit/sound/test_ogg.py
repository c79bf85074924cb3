"""Ogg: pages as they were written, of one stream, with Opus or Vorbis in it."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import NotARecording
from darkroom.sound.probe import probe
from tests.unit.sound.encodings import ALL, OPUS, Encoding
from tests.unit.sound.made import recording, resealed

VORBIS = ALL["ogg with vorbis"]


def pages(data: bytes) -> list[bytes]:
    return [b"OggS" + each for each in data.split(b"OggS")[1:]]


def seconds(data: bytes) -> float:
    return probe(data, "audio/ogg").seconds


@pytest.mark.parametrize("encoding", [OPUS, VORBIS], ids=["opus", "vorbis"])
def test_a_page_that_counts_few_samples_is_not_believed(encoding: Encoding) -> None:
    honest = recording(encoding)
    *others, last = pages(honest)
    lie = resealed(last[:6] + (1).to_bytes(8, "little") + last[14:])
    assert seconds(b"".join([*others, lie])) == pytest.approx(seconds(honest), abs=0.03)


def test_a_page_that_counts_many_samples_is_charged() -> None:
    honest = recording(OPUS, 2.5)
    *others, last = pages(honest)
    counted = int.from_bytes(last[6:14], "little") + 48_000 * 5
    lie = resealed(last[:6] + counted.to_bytes(8, "little") + last[14:])
    assert seconds(b"".join([*others, lie])) == pytest.approx(seconds(honest) + 5, abs=0.03)


def test_a_changed_byte_is_noticed_by_the_checksum() -> None:
    data = bytearray(recording(OPUS))
    data[-5] ^= 1
    with pytest.raises(NotARecording, match="damaged"):
        probe(bytes(data), "audio/ogg")


def test_a_lost_page_is_noticed() -> None:
    first, _, *rest = pages(recording(OPUS))
    with pytest.raises(NotARecording):
        probe(b"".join([first, *rest]), "audio/ogg")


def test_one_recording_behind_another_is_refused_because_a_player_goes_on() -> None:
    with pytest.raises(NotARecording, match="several streams"):
        probe(recording(OPUS) * 2, "audio/ogg")


def test_other_sound_than_opus_and_vorbis_is_refused() -> None:
    first, *rest = pages(recording(OPUS))
    speex = resealed(first.replace(b"OpusHead", b"Speex   "))
    with pytest.raises(NotARecording, match="else in it than Opus or Vorbis"):
        probe(b"".join([speex, *rest]), "audio/ogg")


def test_headers_alone_are_no_recording() -> None:
    with pytest.raises(NotARecording):
        probe(b"".join(pages(recording(OPUS))[:2]), "audio/ogg")
