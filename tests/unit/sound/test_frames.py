"""MP3 and ADTS: what may stand around frames, and what may not."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import NotARecording
from darkroom.sound.probe import probe
from tests.unit.sound.encodings import AAC, MP3, Encoding
from tests.unit.sound.made import bare_of, recording

TAG = b"ID3\4\0\0\0\0\2\0" + b"T" * 256


def seconds(data: bytes, encoding: Encoding) -> float:
    return probe(data, encoding.content_type).seconds


both = pytest.mark.parametrize("encoding", [MP3, AAC], ids=["mp3", "aac"])


@both
@pytest.mark.parametrize("tag", [TAG, TAG * 2, TAG + bytes(700)], ids=["one", "two", "and zeros"])
def test_tags_before_the_first_frame_are_skipped(encoding: Encoding, tag: bytes) -> None:
    bare = bare_of(encoding)
    assert seconds(tag + bare, encoding) == seconds(bare, encoding)


@both
def test_a_tag_and_zeros_behind_the_last_frame_are_skipped(encoding: Encoding) -> None:
    bare = bare_of(encoding)
    old = b"TAG" + b"x" * 125
    assert (
        seconds(bare + old, encoding)
        == seconds(bare, encoding)
        == seconds(bare + bytes(99), encoding)
    )


@both
def test_junk_between_frames_is_refused_because_a_decoder_goes_on_behind_it(
    encoding: Encoding,
) -> None:
    bare = bare_of(encoding)
    with pytest.raises(NotARecording):
        probe(bare + b"junk" + bare, encoding.content_type)


@both
def test_a_tag_that_hides_frames_behind_itself_is_refused(encoding: Encoding) -> None:
    bare = bare_of(encoding)
    with pytest.raises(NotARecording):
        probe(bare + b"TAG" + b"x" * 125 + bare, encoding.content_type)


@both
def test_frames_of_another_rate_are_refused(encoding: Encoding) -> None:
    other = recording(encoding._replace(rate=24_000))
    with pytest.raises(NotARecording):
        probe(bare_of(encoding) + other[other.index(b"\xff") :], encoding.content_type)


def test_a_header_that_counts_few_frames_is_not_believed() -> None:
    bare = bare_of(MP3)
    at = bare.index(b"Info" if b"Info" in bare[:100] else b"Xing") + 8
    lie = bare[:at] + (1).to_bytes(4) + bare[at + 4 :]
    assert lie != bare
    assert seconds(lie, MP3) == seconds(bare, MP3)


def test_the_free_format_is_refused() -> None:
    frame = b"\xff\xfb\x00\x00" + bytes(400)
    with pytest.raises(NotARecording):
        probe(frame * 3, "audio/mpeg")


def test_layers_other_than_the_third_are_no_mp3() -> None:
    frame = b"\xff\xfd\x40\x00" + bytes(400)
    with pytest.raises(NotARecording):
        probe(frame * 3, "audio/mpeg")


def test_several_blocks_in_an_adts_frame_are_refused() -> None:
    data = bytearray(bare_of(AAC))
    data[6] |= 3
    with pytest.raises(NotARecording):
        probe(bytes(data), "audio/aac")


def test_blocks_hidden_in_an_adts_frame_are_refused() -> None:
    size = 7 + 1100
    head = bytes([0xFF, 0xF1, 0x60, 0x40 | size >> 11, size >> 3 & 255, (size & 7) << 5 | 31, 0xFC])
    with pytest.raises(NotARecording):
        probe(head + bytes(1100), "audio/aac")
