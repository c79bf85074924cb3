"""Thousands of requests to every operation, right and wrong: `make fuzz`.

CASES=10000 SEED=… python -m tests.fuzz

Fails when anything was wrong with an answer, or an operation never answered with a success.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from math import ceil

from tests.fuzz.described import covering, operations, sample
from tests.fuzz.rounds import Work, fuzz
from tests.fuzz.tally import Tally

CASES = int(os.environ.get("CASES", "10000"))
SEED = os.environ.get("SEED") or secrets.token_hex(4)
PROCESSES = 2
CASES_IN_A_ROUND = 680
ROUNDS = ceil(CASES / CASES_IN_A_ROUND)


def main() -> int:
    print(f"SEED={SEED} CASES={CASES}: {ROUNDS} rounds", flush=True)
    tally = Tally()
    with ProcessPoolExecutor(PROCESSES) as pool:
        for part in pool.map(one_round, range(ROUNDS)):
            tally.add(part)
    for line in report(tally):
        print(line)
    labels = [operation.label for operation in operations()]
    failures = [*tally.complaints, *tally.missing(labels)]
    for failure in failures:
        print(f"\n{failure}")
    print(f"\n{sum(map(tally.cases, labels))} requests, {len(failures)} complaints, SEED={SEED}")
    return 1 if failures else 0


def one_round(number: int) -> Tally:
    return fuzz(work_of(number), f"{SEED} {number}")


def work_of(number: int) -> Iterator[Work]:
    """Half of the requests at most are those that follow from the description, each sent once;
    the others are made up."""
    every = sum(len(covering(operation)) for operation in operations())
    share = min(1.0, CASES / 2 / every)
    generated = ceil((CASES - share * every) / ROUNDS / len(operations()))
    for operation in operations():
        chosen = sample(operation, ceil(share * len(covering(operation))), SEED)
        yield operation, generated, chosen[number::ROUNDS]


def report(tally: Tally) -> Iterator[str]:
    """How often each operation was asked, and what it answered."""
    for operation in operations():
        statuses = sorted(tally.statuses.get(operation.label, {}).items())
        found = "  ".join(f"{status}: {number}" for status, number in statuses)
        yield f"{tally.cases(operation.label):6}  {operation.label:40}  {found}"


if __name__ == "__main__":
    sys.exit(main())
