"""Damaged recordings: a verdict, soon, and never anything else."""

from __future__ import annotations

import random

import pytest

from darkroom.domain.errors import NotARecording, RecordingTooLong, TypeMismatch
from darkroom.sound.probe import probe
from darkroom.sound.remux import as_mp4
from tests.unit.sound.encodings import AAC, ALL, FIVE, Encoding
from tests.unit.sound.made import recording

VERDICTS = (NotARecording, TypeMismatch, RecordingTooLong)
CASES = 60
HEADERS = 700


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut off, changed anywhere, changed in the headers, or with a part lost or twice."""
    changed = bytearray(data)
    kind = chance.randrange(4)
    if kind == 0:
        del changed[chance.randrange(len(data)) :]
    elif kind == 1:
        start, end = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
        changed[start:end] = changed[start:end] * chance.choice((0, 2))
    else:
        reach = len(data) if kind == 2 else min(HEADERS, len(data))
        for _ in range(chance.randrange(1, 6)):
            changed[chance.randrange(reach)] = chance.choice((0, 1, 127, 128, 255))
    return bytes(changed)


@pytest.mark.parametrize("name", ALL)
def test_whatever_happens_to_a_recording_it_gets_a_length_or_a_verdict(name: str) -> None:
    chance, whole = random.Random(name), recording(ALL[name], 0.25)
    longest = probe(whole, ALL[name].content_type).seconds
    verdicts = 0
    for _ in range(CASES):
        try:
            measured = probe(damaged(whole, chance), ALL[name].content_type)
        except VERDICTS:
            verdicts += 1
        else:
            assert 0 < measured.seconds <= 60.5
    assert verdicts
    assert longest > 0


@pytest.mark.parametrize("encoding", FIVE, ids=lambda each: each.content_type)
def test_a_recording_cut_off_anywhere_is_never_longer_than_it_was(encoding: Encoding) -> None:
    whole = recording(encoding, 0.25)
    seconds = probe(whole, encoding.content_type).seconds
    for length in range(0, len(whole), max(1, len(whole) // 97)):
        try:
            assert probe(whole[:length], encoding.content_type).seconds <= seconds
        except VERDICTS:
            continue


def test_damaged_frames_are_not_wrapped() -> None:
    chance, whole = random.Random(3), recording(AAC, 0.25)
    refused = 0
    for _ in range(CASES):
        try:
            as_mp4(damaged(whole, chance))
        except NotARecording:
            refused += 1
    assert 0 < refused < CASES
