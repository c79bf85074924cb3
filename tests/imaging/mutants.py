"""Thousands of damaged images, each of which must end in a verdict.

    MUTANTS=20000 SEED=1 python -m tests.imaging.mutants

Two child processes work through them; one that dies has failed the file it was at, and another goes
on behind it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from darkroom.domain.errors import ImageRejected, public_errors
from darkroom.domain.limits import MIB
from tests.imaging.damage import mutant
from tests.imaging.specimens import specimens

ROOT = Path(__file__).resolve().parents[2]
WORKER = "tests.imaging.mutant_worker"
CHILDREN = 2
MAX_DEATHS = 20
MOST_MEMORY = 512 * MIB
VERDICTS = {"ready"} | {error.code for error in public_errors(ImageRejected)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mutant; `printed` is how many bytes it made the process print."""

    number: int
    code: str
    seconds: float = 0
    peak: int = 0
    printed: int = 0

    @property
    def is_due(self) -> bool:
        return self.code in VERDICTS and not self.printed and self.peak < MOST_MEMORY


def answers(count: int, seed: int, children: int = CHILDREN) -> list[Answer]:
    """What became of `count` mutants."""
    shares = [range(count)[start::children] for start in range(children)]
    with ThreadPoolExecutor(children) as pool:
        told = pool.map(lambda share: _ask(share, count, seed), shares)
        return [answer for share in told for answer in share]


def _ask(numbers: Sequence[int], count: int, seed: int) -> list[Answer]:
    told: list[Answer] = []
    deaths = 0
    while len(told) < len(numbers) and deaths < MAX_DEATHS:
        left = numbers[len(told) :]
        child = subprocess.run(
            [sys.executable, "-W", "error", "-m", WORKER, str(count), str(seed)],
            input="".join(f"{number}\n" for number in left),
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        said = [
            Answer(number, **json.loads(line))
            for number, line in zip(left, child.stdout.splitlines(), strict=False)
        ]
        if len(said) < len(left):
            deaths += 1
            code = f"died, status {child.returncode} {child.stderr[-300:]}"
            said.append(Answer(left[len(said)], code))
        told += said
    return told


def report(told: Sequence[Answer], count: int, seed: int) -> list[str]:
    """A line for everything that ought not to be."""
    odd = [answer for answer in told if not answer.is_due]
    lines = [f"{mutant(answer.number, count, seed).what}: {answer}" for answer in odd[:MAX_DEATHS]]
    if len(told) < count:
        lines.append(f"{count - len(told)} were not asked: children died too often.")
    return lines


def main() -> None:
    count, seed = int(os.environ.get("MUTANTS", "20000")), int(os.environ.get("SEED", "1"))
    told = answers(count, seed)
    verdicts = Counter(answer.code for answer in told if answer.is_due)
    slowest = max(told, key=lambda answer: answer.seconds)
    print(f"{len(told)} mutants of {len(specimens())} files, seed {seed}")
    for code, number in verdicts.most_common():
        print(f"{number:8} {code}")
    print(f"slowest: {slowest.seconds:.2f} s, {mutant(slowest.number, count, seed).what}")
    print(f"most memory: {max(answer.peak for answer in told) // MIB} MiB")
    if odd := report(told, count, seed):
        sys.exit("\n".join(odd))


if __name__ == "__main__":
    main()
