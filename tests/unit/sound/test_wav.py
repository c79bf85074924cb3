"""WAV: as it should be, as it is written into a pipe, and as it lies."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import NotARecording, RecordingTooLong
from darkroom.sound.probe import probe
from tests.unit.sound.made import wav

SECOND = bytes(32_000)
NOTE = b"LIST\4\0\0\0note"


def seconds(data: bytes) -> float:
    return probe(data, "audio/wav").seconds


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_who_writes_into_a_pipe_does_not_know_the_size(size: int) -> None:
    assert seconds(wav(SECOND, size=size)) == 1


def test_chunks_before_and_behind_the_samples_are_skipped() -> None:
    plain = wav(SECOND)
    assert seconds(plain[:36] + NOTE + plain[36:] + NOTE) == 1


def test_samples_in_a_second_chunk_are_counted_because_players_go_on() -> None:
    second = b"data" + len(SECOND).to_bytes(4, "little") + SECOND
    assert seconds(wav(SECOND) + second) == 2


def test_samples_that_no_chunk_owns_are_refused() -> None:
    with pytest.raises(NotARecording):
        probe(wav(b"\1" * 32_000, size=1000), "audio/wav")


def test_more_samples_than_the_file_has_are_refused() -> None:
    with pytest.raises(NotARecording):
        probe(wav(SECOND, size=32_002), "audio/wav")


@pytest.mark.parametrize("lie", [{"block": 4}, {"block": 0}, {"rate": 0}, {"rate": 2**31}], ids=str)
def test_a_header_that_does_not_agree_with_itself_is_refused(lie: dict[str, int]) -> None:
    with pytest.raises(NotARecording):
        probe(wav(SECOND, **lie), "audio/wav")


def test_a_slow_rate_makes_it_long() -> None:
    with pytest.raises(RecordingTooLong):
        probe(wav(SECOND * 16, rate=4_000), "audio/wav")


def test_two_headers_are_refused() -> None:
    plain = wav(SECOND)
    with pytest.raises(NotARecording):
        probe(plain[:36] + plain[12:36] + plain[36:], "audio/wav")


def test_samples_without_a_header_are_refused() -> None:
    plain = wav(SECOND)
    with pytest.raises(NotARecording):
        probe(plain[:12] + plain[36:], "audio/wav")


def test_compressed_samples_are_refused() -> None:
    plain = wav(SECOND)
    with pytest.raises(NotARecording, match="not heard here"):
        probe(plain[:20] + b"\x11" + plain[21:], "audio/wav")
