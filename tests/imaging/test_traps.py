"""Whole bombs and the largest legal pictures, in a child process with limits on memory and CPU."""

from __future__ import annotations

from pathlib import Path

from tests.imaging.trapped import WAYS, answers, check
from tests.imaging.traps import LARGEST, ODD, REFUSED

QUICK = ["progressive JPEG", "WebP"]
"""The others are developed by `python -m tests.imaging.trapped`."""


def test_every_bomb_is_refused_on_every_way_in(tmp_path: Path) -> None:
    check(REFUSED, answers(REFUSED, WAYS, tmp_path))


def test_odd_files_are_developed_all_the_same(tmp_path: Path) -> None:
    check(ODD, answers(ODD, WAYS[:1], tmp_path))


def test_the_largest_pictures_are_developed_within_the_limits(tmp_path: Path) -> None:
    largest = {name: LARGEST[name] for name in QUICK}
    check(largest, answers(largest, WAYS[:1], tmp_path))
