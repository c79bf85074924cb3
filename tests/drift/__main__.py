"""A hundred of every kind of drift, found and mended.

    DRIFT=100 python -m tests.drift

With arguments for pytest, other tests at that size: `python -m tests.drift tests/drift` runs all of
them, which takes a quarter of an hour.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MENDING = ("tests/drift/test_mending.py", "-k", "found_and_mended")


def main(arguments: list[str]) -> int:
    size = {"DRIFT": os.environ.get("DRIFT", "100")}
    tests = [sys.executable, "-m", "pytest", "-n", "2", *(arguments or MENDING)]
    return subprocess.run(tests, cwd=ROOT, env=os.environ | size, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
