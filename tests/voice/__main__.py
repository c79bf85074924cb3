"""Install espeak-ng, and run what speaks: `python -m tests.voice`.

Where espeak-ng cannot be had, it says what is missing and leaves it at that, but in CI that is a
failure, as is a test that was skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.voice.installing import Unavailable, install
from tests.voice.speech import WANTED

ROOT = Path(__file__).parents[2]
ALL = ("tests/voice", "-n", "2", "--dist", "worksteal")
STRICT = ("-p", "tests.conformance.nothing_skipped")


def main(arguments: list[str]) -> int:
    try:
        install()
    except Unavailable as exc:
        print(f"No tests of speech: {exc}.", flush=True)
        return 1 if os.environ.get("CI") else 0
    strict = STRICT if os.environ.get("CI") else ()
    tests = [sys.executable, "-m", "pytest", *strict, *(arguments or ALL)]
    environment = {**os.environ, WANTED: "1"}
    return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
