"""The page is small: what a phone has to fetch before, and after, the first picture."""

from __future__ import annotations

import gzip

from infra.console_files import BUILT

MOST = 250_000
"""Bytes, compressed, of all there is."""


def test_all_of_the_page_is_small(system: dict[str, str]) -> None:
    files = [path for path in BUILT.rglob("*") if path.is_file() and path.name[0] != "."]
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in files}
    assert "index.html" in sizes
    assert sum(sizes.values()) < MOST, sizes
