"""Every file of the corpus ends in a verdict that its manifest allows. See docs/formats.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from darkroom.domain.errors import ImageRejected, TypeNotAllowed, public_errors
from darkroom.domain.limits import Limits
from tests.imaging.corpus import ROOT, Entry, corpus_file, entries
from tests.imaging.samples import TYPES, picture
from tests.shared_work import shared

READY = "ready"
VERDICTS = {READY} | {error.code for error in public_errors(ImageRejected)}
MIB = 2**20
CHILDREN = 2


@dataclass(frozen=True)
class Answer:
    """What a child said of a file; `code` is `died` when it said nothing."""

    code: str
    detail: str = ""
    leaks: Sequence[str] = field(default_factory=list)
    peak: int = 0


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[Entry, Answer]:
    """Everything once, in two children that are limited to 1 GiB, 10 s a file."""
    named = {entry.file: entry for entry in entries()}
    told = shared(tmp_path_factory, "corpus", _ask_all)
    return {named[file]: Answer(**answer) for file, answer in told.items()}


def _ask_all() -> dict[str, dict[str, Any]]:
    """What the children said, by file."""
    every = entries()
    with ThreadPoolExecutor(CHILDREN) as pool:
        shares = [every[start::CHILDREN] for start in range(CHILDREN)]
        told = pool.map(_ask, shares)
        return {entry.file: asdict(answer) for share in told for entry, answer in share}


def _ask(share: Sequence[Entry]) -> list[tuple[Entry, Answer]]:
    """A child that dies has failed the file it was at; another one goes on behind it."""
    told: list[tuple[Entry, Answer]] = []
    while len(told) < len(share):
        rest = share[len(told) :]
        lines = [f"{ROOT / entry.file}\t{entry.declared_type}\n" for entry in rest]
        child = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.imaging.corpus_worker"],
            input="".join(lines),
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).resolve().parents[2],
            env={**os.environ, "MALLOC_ARENA_MAX": "2"},
        )
        said = [Answer(**json.loads(line)) for line in child.stdout.splitlines()]
        if len(said) < len(rest):
            said.append(Answer("died", f"status {child.returncode}: {child.stderr[-400:]}"))
        told += zip(rest, said, strict=False)
    return told


def _of(answers: dict[Entry, Answer], *expected: str) -> dict[Entry, Answer]:
    return {entry: answer for entry, answer in answers.items() if entry.expected in expected}


def test_every_file_ends_in_a_verdict(answers: dict[Entry, Answer]) -> None:
    assert len(answers) == len(entries())
    odd = {entry.file: answer for entry, answer in answers.items() if answer.code not in VERDICTS}
    assert odd == {}


def test_good_files_of_a_developable_type_are_accepted(answers: dict[Entry, Answer]) -> None:
    good = _of(answers, "accept", "accept+strip")
    refused = {
        entry.file: answer
        for entry, answer in good.items()
        if entry.is_developable and answer.code != READY
    }
    assert refused == {}


def test_good_files_of_another_type_are_rejected_for_it(answers: dict[Entry, Answer]) -> None:
    good = _of(answers, "accept", "accept+strip")
    codes = {answer.code for entry, answer in good.items() if not entry.is_developable}
    assert codes == {"type_mismatch", "not_an_image"}


def test_another_type_does_not_even_get_a_ticket() -> None:
    foreign = {entry.decoded_as for entry in entries()} - {*TYPES, "None"}
    for name in foreign:
        with pytest.raises(TypeNotAllowed):
            Limits().check_type(f"image/{name.lower()}")


def test_bad_files_are_rejected(answers: dict[Entry, Answer]) -> None:
    accepted = [
        entry.file for entry, answer in _of(answers, "reject").items() if answer.code == READY
    ]
    assert accepted == []


def test_unusual_files_are_treated_as_the_docs_say(answers: dict[Entry, Answer]) -> None:
    """CMYK, 16 bit, animation: accepted if of a developable type, within limits and, for an
    animated PNG, clear about its number of frames."""
    unusual = _of(answers, "policy")
    refused = {
        Path(entry.file).name: answer.code
        for entry, answer in unusual.items()
        if entry.is_developable and answer.code != READY
    }
    assert refused == {
        "pillow__blend_op_over_near_transparent.png": "too_many_frames",
        "pillow__chunk_multi_actl.png": "broken_image",
        "pillow__syntax_num_frames_invalid.png": "broken_image",
        "pillow__syntax_num_frames_zero_default.png": "broken_image",
    }
    assert READY not in {
        answer.code for entry, answer in unusual.items() if not entry.is_developable
    }


def test_a_broken_later_frame_always_gives_the_same_verdict(answers: dict[Entry, Answer]) -> None:
    first = _of(answers, "reject-frames")
    again = dict(_ask(list(first)))
    assert {entry: answer.code for entry, answer in again.items()} == {
        entry: answer.code for entry, answer in first.items()
    }


def test_no_variant_of_any_file_carries_metadata(answers: dict[Entry, Answer]) -> None:
    leaky = {entry.file: answer.leaks for entry, answer in answers.items() if answer.leaks}
    assert leaky == {}


def test_every_rejection_is_a_sentence(answers: dict[Entry, Answer]) -> None:
    for answer in answers.values():
        if answer.code != READY:
            assert answer.detail.endswith(".")


def test_no_file_takes_more_than_a_quarter_of_a_gibibyte(answers: dict[Entry, Answer]) -> None:
    assert max(answer.peak for answer in answers.values()) < 256 * MIB


def _distance(a: Image.Image, b: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(a.convert("RGB"), b.convert("RGB"))).mean)


@pytest.mark.parametrize("orientation", range(9))
@pytest.mark.parametrize(
    "name",
    [
        "orientation/exif-orientation-examples__Landscape_{}.jpg",
        "orientation/exif-orientation-examples__Portrait_{}.jpg",
    ],
)
def test_a_turned_photo_looks_like_the_one_that_was_not(name: str, orientation: int) -> None:
    reference = picture(corpus_file(name.format(1)), "image/jpeg", "small=400.png")
    turned = picture(corpus_file(name.format(orientation)), "image/jpeg", "small=400.png")
    assert turned.size == reference.size
    assert _distance(turned, reference) < 4


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("suffix", ["jpg", "webp"])
def test_the_turned_hopper_looks_like_the_one_that_was_not(suffix: str, orientation: int) -> None:
    content_type = {"jpg": "image/jpeg", "webp": "image/webp"}[suffix]
    reference = picture(corpus_file("valid/pillow__hopper.jpg"), "image/jpeg", "small=100.png")
    turned = picture(
        corpus_file(f"orientation/pillow__hopper_orientation_{orientation}.{suffix}"),
        content_type,
        "small=100.png",
    )
    assert turned.size == reference.size
    assert _distance(turned, reference) < 12
