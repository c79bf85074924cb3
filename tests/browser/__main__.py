"""Install, build, start, test, stop: `make browser`.

Whatever it runs has to have run: in CI a test that was skipped fails it. Where the browser cannot
be had, it says what is missing and leaves it at that, but in CI that too is a failure.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tests.browser.installing import ROOT, Unavailable, install
from tests.browser.local_system import DidNotStart, running
from tests.browser.systems import ADDRESSES, SCREENSHOTS

PYTEST = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
STRICT = ("-p", "tests.conformance.nothing_skipped")


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _stop)
    try:
        install()
    except Unavailable as exc:
        print(f"No tests in a browser: {exc}.", flush=True)
        return 1 if os.environ.get("CI") else 0
    if subprocess.run(["make", "--silent", "console"], cwd=ROOT, check=False).returncode:
        return 1
    try:
        return _run(arguments or ["tests/browser"])
    except DidNotStart as exc:
        print(exc, flush=True)
        return 1


def _stop(number: int, _: FrameType | None) -> None:
    """As after Ctrl-C: whatever was started is stopped on the way out."""
    sys.exit(128 + number)


def _run(arguments: list[str]) -> int:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="darkroom-") as scratch,
        running(Path(scratch)) as addresses,
    ):
        environment = {**os.environ, ADDRESSES: json.dumps(addresses)}
        strict = STRICT if os.environ.get("CI") else ()
        tests = [sys.executable, "-m", "pytest", *PYTEST, *strict, *arguments]
        return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
