"""Install, start, test, stop: `make conformance`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conformance import ceph, dynamodb_local

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
SUITES = ("tests/contract", "tests/conformance")


def main(arguments: list[str]) -> int:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing and not _install(sorted({name for each in missing for name in NEEDED[each]})):
        return 1
    home = dynamodb_local.install(FETCHED)
    with (
        tempfile.TemporaryDirectory(prefix="darkroom-") as scratch,
        ceph.ceph(Path(scratch) / "ceph") as s3_url,
        dynamodb_local.dynamodb_local(home, Path(scratch)) as dynamodb_url,
    ):
        print(f"Ceph at {s3_url}, DynamoDB Local at {dynamodb_url}", flush=True)
        servers = {"DARKROOM_TEST_S3": s3_url, "DARKROOM_TEST_DYNAMODB": dynamodb_url}
        tests = [sys.executable, "-m", "pytest", "-n", "2", *(arguments or SUITES)]
        return subprocess.run(tests, cwd=ROOT, env=os.environ | servers, check=False).returncode


def _install(packages: list[str]) -> bool:
    """As root, by apt-get; anybody else is told what is missing."""
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Something is missing that only root installs: {' '.join(command)}")
        return False
    print(f"Installing {', '.join(packages)} (some minutes)", flush=True)
    for words, seconds in ((["apt-get", "update", "--quiet"], 600), (command, 1200)):
        subprocess.run(
            words,
            check=True,
            timeout=seconds,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
