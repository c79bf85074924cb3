"""Pin what pyproject.toml allows, with hashes, for every Python and platform that we support."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINNED = (
    ("layers/pillow/requirements.txt", ("pyproject.toml",)),
    (
        "tests/requirements.txt",
        ("pyproject.toml", "--group", "dev", "-c", "layers/pillow/requirements.txt"),
    ),
    ("infra/requirements-sam.txt", ("--group", "sam")),
)
COMPILE = (
    *("-m", "uv", "pip", "compile", "--quiet", "--upgrade", "--universal"),
    *("--python-version", "3.11", "--generate-hashes", "--no-header"),
)


def main() -> None:
    for target, sources in PINNED:
        command = [sys.executable, *COMPILE, *sources, "--output-file", target]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"pinned {target}")


if __name__ == "__main__":
    main()
