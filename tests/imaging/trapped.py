"""Sends files into child processes with limits on memory and CPU, and judges what comes back.

    python -m tests.imaging.trapped

shows what every bomb and every largest picture takes, on every way in.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from darkroom.domain.limits import MIB
from tests.imaging.traps import LARGEST, ODD, REFUSED, Trap

ROOT = Path(__file__).resolve().parents[2]
WAYS = ["develop", "edit", "palettes"]
Asked = tuple[str, str]
"""A trap's name, and a way in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is `died` when there was none: too much CPU, or worse."""

    code: str
    opened: int = 0
    peak: int = 0
    seconds: float = 0


def answers(traps: Mapping[str, Trap], ways: Sequence[str], folder: Path) -> dict[Asked, Answer]:
    """What becomes of every trap on every way."""
    questions = {}
    for number, (name, trap) in enumerate(traps.items()):
        path = folder / str(number)
        path.write_bytes(trap.make())
        for way in ways:
            asked = {"path": str(path), "content_type": trap.content_type, "way": way}
            questions[name, way] = json.dumps(asked) + "\n"
    told: dict[Asked, Answer] = {}
    while left := [asked for asked in questions if asked not in told]:
        child = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.imaging.trap_worker"],
            input="".join(questions[asked] for asked in left),
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        said = [Answer(**json.loads(line)) for line in child.stdout.splitlines()]
        if len(said) < len(left):
            said.append(Answer(f"died: {child.returncode} {child.stderr[-300:]}"))
        told |= dict(zip(left, said, strict=False))
    return told


def check(traps: Mapping[str, Trap], told: Mapping[Asked, Answer]) -> None:
    """The verdict that is due, no decoder opened in vain, no more memory than is allowed."""
    odd = {
        (name, way): answer
        for (name, way), answer in told.items()
        if (trap := traps[name]).verdict != answer.code
        or (answer.opened and not trap.opens)
        or answer.peak > trap.peak
    }
    assert not odd, str(odd)


def main() -> None:
    every = REFUSED | ODD | LARGEST
    with tempfile.TemporaryDirectory() as folder:
        told = answers(every, WAYS, Path(folder))
    for (name, way), answer in told.items():
        took = f"{answer.peak // MIB:5} MiB {answer.seconds:6.2f} s"
        print(f"{name:52} {way:9} {answer.code:24} {took}")
    check(every, told)
    print(f"{len(told)} verdicts, all of them due.")


if __name__ == "__main__":
    main()
