"""Documents that are made from the code: written, or checked against what is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def write_or_check(name: str, text: str, arguments: Sequence[str]) -> int:
    """Write docs/`name`; with `--check`, 1 if it is not this text."""
    target = DOCS / name
    if "--check" not in arguments:
        target.write_text(text)
        print(f"wrote docs/{name}")
        return 0
    if target.read_text() == text:
        return 0
    print(f"docs/{name} is not what the code says: run `make docs`.")
    return 1
