"""ADTS put into MP4: the same blocks, so the same sound."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import NotARecording
from darkroom.sound.probe import probe
from darkroom.sound.remux import as_mp4
from tests.unit.sound.encodings import ALL, decoded
from tests.unit.sound.made import recording, wav

ADTS = [name for name in ALL if name.startswith("adts")]


@pytest.mark.parametrize("name", ADTS)
def test_every_sample_is_the_same_in_the_other_container(name: str) -> None:
    bare = recording(ALL[name], 1.0)
    assert decoded(as_mp4(bare)) == decoded(bare)


@pytest.mark.parametrize("name", ADTS)
def test_it_is_a_recording_of_the_same_length(name: str) -> None:
    bare = recording(ALL[name], 1.0)
    assert probe(as_mp4(bare), "audio/mp4").seconds == probe(bare, "audio/aac").seconds


@pytest.mark.parametrize("data", [b"", wav(bytes(99))], ids=["nothing", "another container"])
def test_only_adts_is_wrapped(data: bytes) -> None:
    with pytest.raises(NotARecording):
        as_mp4(data)
