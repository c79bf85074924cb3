"""The corpus beside the checkout: image files that nobody in this project made."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.imaging.samples import TYPES

ROOT = Path(__file__).resolve().parents[3] / "shared" / "corpus"
_BY_SUFFIX = {
    ".png": "image/png",
    ".apng": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the manifest. `decoded_as` is what an unrestricted Pillow takes the file for."""

    file: str
    expected: str
    decoded_as: str

    @property
    def is_developable(self) -> bool:
        return self.decoded_as in TYPES

    @property
    def declared_type(self) -> str:
        """What an honest client would declare; a client of a foreign format has to lie."""
        return TYPES.get(self.decoded_as) or _BY_SUFFIX.get(Path(self.file).suffix, "image/png")


@cache
def entries() -> tuple[Entry, ...]:
    """The manifest. Skips the test where there is no corpus, except in CI."""
    manifest = ROOT / "manifest.tsv"
    if not manifest.exists():
        reason = "there is no corpus in ../shared/corpus beside the checkout"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with manifest.open(newline="", encoding="utf-8") as lines:
        return tuple(
            Entry(row["file"], row["expected"], row["pillow_format"])
            for row in csv.DictReader(lines, delimiter="\t")
        )


def corpus_file(name: str) -> bytes:
    entries()
    return (ROOT / name).read_bytes()
