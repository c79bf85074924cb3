"""MP4: what is in it, whatever headers say; fragments; and what is no recording of sound."""

from __future__ import annotations

import io

import av
import pytest

from darkroom.domain.errors import NotARecording, RecordingTooLong
from darkroom.sound.probe import probe
from tests.unit.sound.encodings import FRAGMENTED, M4A, Encoding
from tests.unit.sound.made import recording, replaced

HONEST = recording(M4A)


def seconds(data: bytes) -> float:
    return probe(data, "audio/mp4").seconds


@pytest.mark.parametrize(
    ("box", "skip"),
    [(b"mvhd", 16), (b"tkhd", 20), (b"mdhd", 16), (b"elst", 8)],
    ids=["the file's", "the track's", "the media's", "the edit's"],
)
def test_a_duration_that_a_header_claims_is_not_believed(box: bytes, skip: int) -> None:
    lie = replaced(HONEST, box, skip, (1).to_bytes(4))
    assert lie != HONEST
    assert seconds(lie) == seconds(HONEST)


def test_a_clock_that_runs_fast_does_not_make_it_shorter() -> None:
    lie = replaced(HONEST, b"mdhd", 12, (2_000_000_000).to_bytes(4))
    assert seconds(lie) == seconds(HONEST)


def test_a_clock_that_runs_slow_makes_it_longer() -> None:
    with pytest.raises(RecordingTooLong):
        probe(replaced(HONEST, b"mdhd", 12, (100).to_bytes(4)), "audio/mp4")


def test_samples_that_claim_to_be_short_are_not_believed() -> None:
    lie = replaced(HONEST, b"stts", 12, (1).to_bytes(4))
    assert seconds(lie) == seconds(HONEST)


def test_fragments_that_claim_to_be_short_are_not_believed() -> None:
    honest = recording(FRAGMENTED)
    lie = replaced(honest, b"trex", 12, (1).to_bytes(4))
    assert seconds(lie) == seconds(honest)


def test_a_recording_in_fragments_is_as_long_as_the_same_in_one() -> None:
    assert seconds(recording(FRAGMENTED)) == pytest.approx(seconds(HONEST), abs=0.001)


def test_an_edit_list_that_repeats_something_is_refused() -> None:
    at = HONEST.index(b"edts") - 4
    size = int.from_bytes(HONEST[at : at + 4])
    edit = (500).to_bytes(4) + bytes(4) + b"\0\1\0\0"
    list_ = (16 + 24).to_bytes(4) + b"elst" + bytes(4) + (2).to_bytes(4) + edit * 2
    box = (8 + len(list_)).to_bytes(4) + b"edts" + list_
    grown = HONEST[:at] + box + HONEST[at + size :]
    for outer in (b"trak", b"moov"):
        start = grown.index(outer) - 4
        longer = int.from_bytes(grown[start : start + 4]) + len(box) - size
        grown = grown[:start] + longer.to_bytes(4) + grown[start + 4 :]
    with pytest.raises(NotARecording, match="cut together"):
        probe(grown, "audio/mp4")


def test_samples_that_are_not_in_the_file_are_refused() -> None:
    with pytest.raises(NotARecording):
        probe(replaced(HONEST, b"stco", 8, (len(HONEST)).to_bytes(4)), "audio/mp4")


def test_a_track_of_another_kind_is_no_sound() -> None:
    with pytest.raises(NotARecording, match="no track of sound"):
        probe(HONEST.replace(b"soun", b"text"), "audio/mp4")


def test_a_film_is_refused() -> None:
    file = io.BytesIO()
    with av.open(file, "w", "mp4") as container:
        stream = container.add_stream("mpeg4", 10)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(NotARecording, match="has pictures in it"):
        probe(file.getvalue(), "audio/mp4")


@pytest.mark.parametrize("codec", ["alac", "libmp3lame"])
def test_other_sound_than_aac_and_opus_is_refused(codec: str) -> None:
    container = "ipod" if codec == "alac" else "mp4"
    file = recording(Encoding("audio/mp4", container, codec, 44_100))
    with pytest.raises(NotARecording, match="coded in a way"):
        probe(file, "audio/mp4")


def test_two_tables_of_which_players_choose_one_are_refused() -> None:
    assert b"sgpd" in HONEST
    with pytest.raises(NotARecording):
        probe(HONEST.replace(b"sgpd", b"stsz"), "audio/mp4")
