"""A hundred of every kind of drift, and every way to cut a run off.

DRIFT=100 python -m tests.drift
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    size = {"DRIFT": os.environ.get("DRIFT", "100")}
    tests = [sys.executable, "-m", "pytest", "-n", "2", "--durations=5", "tests/drift", *arguments]
    return subprocess.run(tests, cwd=ROOT, env=os.environ | size, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
