"""Install, build, start, test, stop: `make browser`.

Whatever it runs has to have run: in CI a test that was skipped fails it. Where the browser cannot
be had, it says what is missing and leaves it at that, but in CI that too is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browser.installing import ROOT, Unavailable, install
from tests.browser.systems import SCREENSHOTS, START, SYSTEM

SUITES = ("tests/browser/test_gallery_of_hundreds.py", "tests/browser")
"""What takes longest first, so that one worker does it while the other does the rest."""

# A file is one worker's, with a system and a browser of its own.
PYTEST = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
STRICT = ("-p", "tests.conformance.nothing_skipped")


def main(arguments: list[str]) -> int:
    try:
        install()
    except Unavailable as exc:
        print(f"No tests in a browser: {exc}.", flush=True)
        return 1 if os.environ.get("CI") else 0
    return _run(arguments or list(SUITES))


def _run(arguments: list[str]) -> int:
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    strict = STRICT if os.environ.get("CI") else ()
    tests = [sys.executable, "-m", "pytest", *PYTEST, *strict, *arguments]
    environment = {**os.environ, SYSTEM: START}
    return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
