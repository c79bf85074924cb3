"""What a recording is, and how long: beside FFmpeg's decoders, on files of FFmpeg's encoders."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import NotARecording, RecordingTooLong, TypeMismatch
from darkroom.domain.recordings import AUDIO_TYPES, GRACE_SECONDS, MAX_SECONDS
from darkroom.sound.probe import MEASURES, probe
from tests.unit.sound.encodings import AAC, ALL, FIVE, MP3, Encoding, decoded
from tests.unit.sound.made import bare_of, recording, wav

PADDING = {"mp3": 0.1, "mp3 at 8 kHz": 0.2, "m4a": 0.13}
"""What an encoder puts before and after (for AAC up to two blocks, of 64 ms at 16 kHz), and says in
a header that FFmpeg believes: a decoder that does not plays it. It is charged."""
SECOND = bytes(32_000)


@pytest.mark.parametrize("name", ALL)
def test_a_recording_is_as_long_as_a_decoder_plays_it(name: str) -> None:
    file = recording(ALL[name], 1.0)
    _, played = decoded(file)
    measured = probe(file, ALL[name].content_type)
    assert measured.content_type == ALL[name].content_type
    assert played - 0.001 <= measured.seconds <= played + PADDING.get(name, 0.05)


def test_every_type_that_is_taken_is_measured() -> None:
    assert set(MEASURES) == set(AUDIO_TYPES) == {each.content_type for each in FIVE}


@pytest.mark.parametrize("encoding", FIVE, ids=lambda each: each.content_type)
def test_a_recording_of_another_type_is_refused_with_its_name(encoding: Encoding) -> None:
    declared = next(each for each in AUDIO_TYPES if each != encoding.content_type)
    with pytest.raises(TypeMismatch, match=f"Declare it as {encoding.content_type}"):
        probe(recording(encoding), declared)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 4000, b"hello", b"\xff\xd8\xff\xe0" + bytes(99), b"fLaC" + bytes(99), b"ID3"],
    ids=["nothing", "zeros", "words", "a photo", "another container", "half a tag"],
)
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(NotARecording):
        probe(data, "audio/mpeg")


@pytest.mark.parametrize("encoding", FIVE, ids=lambda each: each.content_type)
def test_a_recording_that_is_cut_off_is_refused(encoding: Encoding) -> None:
    with pytest.raises(NotARecording, match="damaged or cut off"):
        probe(recording(encoding)[:-3], encoding.content_type)


def test_a_recording_of_60_seconds_is_taken() -> None:
    assert probe(wav(SECOND * 60), "audio/wav").seconds == MAX_SECONDS


def test_a_recording_may_be_longer_by_what_its_encoder_adds() -> None:
    grace = bytes(round(32_000 * GRACE_SECONDS))
    assert probe(wav(SECOND * 60 + grace), "audio/wav").seconds == 60.5


def test_refuses_a_recording_of_61_seconds() -> None:
    with pytest.raises(RecordingTooLong, match="longer than 60 seconds"):
        probe(wav(SECOND * 61), "audio/wav")


@pytest.mark.parametrize("encoding", [MP3, AAC], ids=lambda each: each.content_type)
def test_refuses_a_minute_and_more_of_frames(encoding: Encoding) -> None:
    with pytest.raises(RecordingTooLong):
        probe(bare_of(encoding) * 130, encoding.content_type)


def test_refuses_a_recording_of_no_length() -> None:
    with pytest.raises(NotARecording, match="no sound"):
        probe(wav(b""), "audio/wav")
