"""Every kind of file cut off and with bits turned over: always a verdict, never anything else."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import BrokenImage, NotAnImage
from tests.imaging import mutants
from tests.imaging.damage import mutant
from tests.imaging.mutants import Answer
from tests.imaging.samples import developed
from tests.imaging.specimens import specimens

COUNT, SEED = 1300, 7
SIGSEGV = -11


def test_damage_ends_in_a_verdict_in_silence_and_in_bounded_memory() -> None:
    told = mutants.answers(COUNT, SEED)
    assert mutants.report(told, COUNT, SEED) == []


def test_a_whole_specimen_is_developed() -> None:
    for data, content_type in specimens().values():
        assert developed(data, content_type, "whole=64.webp").facts.width > 0


def test_half_a_still_is_never_taken_for_a_whole_one() -> None:
    stills = {name: file for name, file in specimens().items() if "animated" not in name}
    assert len(stills) >= 20
    for data, content_type in stills.values():
        with pytest.raises((BrokenImage, NotAnImage)):
            developed(data[: len(data) // 2], content_type, "whole=64.webp")


def test_a_mutant_is_the_same_whenever_it_is_made() -> None:
    assert mutant(1299, COUNT, SEED) == mutant(1299, COUNT, SEED)
    assert mutant(1299, COUNT, SEED) != mutant(1299, COUNT, SEED + 1)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(40, f"died, status {SIGSEGV}"),
        Answer(40, "raised IndexError()"),
        Answer(40, "ready", printed=1),
        Answer(40, "ready", peak=mutants.MOST_MEMORY),
    ],
    ids=["a crash", "an exception", "a word", "memory"],
)
def test_whatever_else_happens_is_told_with_the_mutant(answer: Answer) -> None:
    (line,) = mutants.report([answer], 1, SEED)
    assert mutant(40, 1, SEED).what in line


def test_a_child_that_dies_has_failed_the_mutant_it_was_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mutants, "WORKER", "tests.imaging.nobody")
    monkeypatch.setattr(mutants, "MAX_DEATHS", 1)
    told = mutants.answers(5, SEED, children=1)
    assert [answer.number for answer in told] == [0]
    assert told[0].code.startswith("died, status 1")
    assert mutants.report(told, 5, SEED)[-1].startswith("4 were not asked")
