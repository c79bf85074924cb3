"""How long each function takes to import, as a multiple of `import boto3`.

    python -m tests.benchmarks.coldstart [rounds]

Each figure is the median over fresh processes, taken in turns; the interpreter's own start is not
in it. The last column lets the garbage collector run during the imports, as it would without
darkroom.coldstart.
"""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
FUNCTIONS = (
    "presigned_upload",
    "process_upload",
    "signed_urls",
    "gallery",
    "visibility",
    "edits",
    "palettes",
    "generation",
    "generate",
    "maintenance",
)
BASE = "import boto3"
TIMED = """
import time
{prepare}
start = time.perf_counter()
{statement}
print(time.perf_counter() - start)
"""
LET_COLLECT = "import gc; gc.disable = gc.freeze = lambda: None"


def seconds(statement: str, prepare: str = "") -> float:
    """One fresh process's time for the statement."""
    program = TIMED.format(prepare=prepare, statement=statement)
    output = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return float(output.stdout.splitlines()[-1])


def main(rounds: int = 9) -> None:
    held: dict[str, list[float]] = defaultdict(list)
    collecting: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds + 1):  # the first round warms the disk cache and is dropped
        held[BASE].append(seconds(BASE))
        for function in FUNCTIONS:
            statement = f"import functions.{function}.app"
            held[function].append(seconds(statement))
            collecting[function].append(seconds(statement, LET_COLLECT))
    base = median(held[BASE][1:])
    print(f"Cold start: import time over {rounds} fresh processes each, `{BASE}` = 1.00")
    print(f"(on this machine {base * 1000:.0f} ms, Python {sys.version.split()[0]})\n")
    print(f"{'function':<18}{'x boto3':>9}{'collector left running':>25}{'saved':>8}")
    for function in FUNCTIONS:
        ours, theirs = median(held[function][1:]), median(collecting[function][1:])
        print(f"{function:<18}{ours / base:>9.2f}{theirs / base:>25.2f}{1 - ours / theirs:>8.0%}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
