"""What `make browser` needs, and how it comes here."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE = (20, 19)
NEEDED = {"chromium": "chromium", "curl": "curl", "espeak-ng": "espeak-ng"}
"""Programs, and the Debian packages they are in."""


class Unavailable(Exception):
    """Something cannot be had here; the message says what is missing."""


def install() -> None:
    """Everything that is missing, and the page itself. Raises Unavailable."""
    _node()
    missing = [package for program, package in NEEDED.items() if shutil.which(program) is None]
    if missing:
        _packages(missing)
    _python_package()
    _node_packages()
    _run(["make", "--silent", "console"], ROOT, show=True)


def _node() -> None:
    version = _node_version()
    if version is None and _candidate("nodejs") >= NODE:
        _packages(["nodejs", "npm"])
        version = _node_version()
    wanted = ".".join(map(str, NODE))
    if version is None:
        raise Unavailable(f"Node {wanted} or later is needed, and Debian's here is older or absent")
    if version < NODE:
        raise Unavailable(f"Node {wanted} or later is needed, not {'.'.join(map(str, version))}")


def _node_version() -> tuple[int, ...] | None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    return _version(subprocess.check_output(["node", "--version"], text=True))


def _candidate(package: str) -> tuple[int, ...]:
    """The version that apt-get would install; () when none."""
    if shutil.which("apt-cache") is None:
        return ()
    said = subprocess.check_output(["apt-cache", "policy", package], text=True)
    found = re.search(r"Candidate: (\S+)", said)
    return _version(found[1]) if found else ()


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:2])


def _packages(packages: list[str]) -> None:
    """As root, by apt-get; anybody else is told what is missing."""
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Unavailable(f"something is missing that only root installs: {' '.join(command)}")
    print(f"Installing {', '.join(packages)} (a minute or two)", flush=True)
    _run(["apt-get", "update", "--quiet"], ROOT)
    _run(command, ROOT)


def _python_package() -> None:
    """Into this very environment, which `make test` shares: it adds, and changes nothing."""
    pinned = HERE / "requirements.txt"
    options = ["--quiet", "--require-hashes", "--python", sys.executable]
    _run([sys.executable, "-m", "uv", "pip", "install", *options, "-r", str(pinned)], ROOT)


def _node_packages() -> None:
    """`npm ci`, unless these very packages are there."""
    stamp = HERE / "node_modules" / ".stamp"
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    _run(["npm", "ci", "--loglevel=error"], HERE)
    stamp.write_text(wanted)


def _run(words: list[str], folder: Path, *, show: bool = False) -> None:
    try:
        subprocess.run(
            words,
            cwd=folder,
            check=True,
            timeout=1200,
            stdout=None if show else subprocess.DEVNULL,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    except subprocess.SubprocessError as exc:
        raise Unavailable(f"{' '.join(words)} did not go through ({exc})") from exc
