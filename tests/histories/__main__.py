"""Many histories, new ones every time: `STEPS=10000 SEED=7 python -m tests.histories`."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice
from multiprocessing import get_context

from tests.histories.running import LENGTH, Chapter, play
from tests.histories.steps import RULES

STEPS = 200_000
PROCESSES = 2
HISTORIES = 20
"""Played with one seed, and told of when they are through."""


def main() -> int:
    steps = int(os.environ.get("STEPS") or STEPS)
    seed = int(os.environ.get("SEED") or secrets.randbelow(10**9))
    print(f"{steps:,} steps of random histories; SEED={seed}", flush=True)
    began = time.monotonic()
    ran: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for chapter in _chapters(steps, seed):
        ran += chapter.ran
        ended += chapter.ended
        if chapter.failure:
            print(chapter.failure)
            print(
                f"Again: SEED={chapter.seed} STEPS={HISTORIES * LENGTH} python -m tests.histories"
            )
            return 1
        print(f"seed {chapter.seed}: {_steps(ran):,} steps so far", flush=True)
    return _report(ran, ended, time.monotonic() - began)


def _chapters(steps: int, seed: int) -> Iterator[Chapter]:
    """As they are finished, until there are steps enough."""
    size = min(HISTORIES, -(-steps // LENGTH))
    seeds = count(seed)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        done = 0
        while done < steps:
            missing = -(-(steps - done) // (size * LENGTH))
            for chapter in pool.map(play, islice(seeds, missing), [size] * missing):
                yield chapter
                done += _steps(chapter.ran)
                if chapter.failure:
                    pool.shutdown(cancel_futures=True)
                    return


def _report(ran: Counter[str], ended: Counter[str], seconds: float) -> int:
    for name in sorted(RULES):
        print(f"{ran[name]:>9,} {name}")
    print("Assets when all was told:", ", ".join(f"{n:,} {how}" for how, n in ended.most_common()))
    never = sorted(name for name in RULES if not ran[name])
    print(f"{_steps(ran):,} steps in {ran['history']:,} histories, {seconds:.0f} seconds")
    if never:
        print(f"Never ran: {', '.join(never)}")
    return 1 if never else 0


def _steps(ran: Counter[str]) -> int:
    return ran.total() - ran["history"]


if __name__ == "__main__":
    sys.exit(main())
