"""What the tests of speech need, and how it comes here: Debian's espeak-ng."""

from __future__ import annotations

import os
import shutil
import subprocess

PROGRAM = "espeak-ng"
_INSTALL = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", PROGRAM]


class Unavailable(Exception):
    """It cannot be had here; the message says what is missing."""


def install() -> None:
    """Unless it is there. Raises Unavailable."""
    if shutil.which(PROGRAM):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Unavailable(f"something is missing that only root installs: {' '.join(_INSTALL)}")
    print(f"Installing {PROGRAM}", flush=True)
    for command in (["apt-get", "update", "--quiet"], _INSTALL):
        try:
            subprocess.run(
                command,
                check=True,
                timeout=600,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
        except subprocess.SubprocessError as exc:
            raise Unavailable(f"{' '.join(command)} did not go through ({exc})") from exc
