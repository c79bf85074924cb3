"""Every fault at every call, and all pairs where bytes and rows move: `make faults`."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.faults import sites
from tests.faults.kinds import Fault
from tests.faults.series import Sum
from tests.faults.stories import STORIES
from tests.faults.verdicts import Wrong
from tests.faults.whole import all_work, perform, stay

MOST_SHOWN = 20


def main() -> int:
    started = time.monotonic()
    total = Sum()
    context = get_context("spawn")
    cores = context.SimpleQueue()
    for core in sorted(os.sched_getaffinity(0)):
        cores.put(core)
    with ProcessPoolExecutor(
        len(os.sched_getaffinity(0)), context, initializer=stay, initargs=(cores,)
    ) as pool:
        pieces = [pool.submit(perform, work) for work in all_work()]
        for number, done in enumerate(as_completed(pieces), 1):
            total.take(done.result())
            print(f"\r{number} of {len(pieces)}, {total.trials} trials", end="", flush=True)
    print()
    unhit = sorted(sites.every() - total.sites)
    _report(total, unhit, time.monotonic() - started)
    return 1 if total.broken or unhit else 0


def _report(total: Sum, unhit: list[str], seconds: float) -> None:
    for line in total.broken[:MOST_SHOWN]:
        print(f"! {line}")
    for site in unhit:
        print(f"! never hit: {site}")
    kinds = ", ".join(f"{total.injected[fault]} {fault}" for fault in Fault)
    bad = total.wrong
    converged = 100 * (1 - bad[Wrong.UNFINISHED] / total.trials)
    print(
        f"{sum(total.injected.values())} faults injected in {total.trials} trials of "
        f"{len(STORIES)} stories, at {len(total.sites)} of {len(sites.every())} call sites: "
        f"{bad[Wrong.LOST]} lost, {bad[Wrong.ORPHANED]} orphaned, "
        f"{bad[Wrong.SHOWN]} wrongly public, {bad[Wrong.PAID]} paid twice, "
        f"{bad[Wrong.MISCOUNTED]} miscounted, {converged:.4g} % converged ({seconds:.0f} s)"
    )
    print(f"  {kinds}")


if __name__ == "__main__":
    sys.exit(main())
