"""docs/security.md: no threat without a proof, and no proof without tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from infra.reference import ROOT

GATE = (ROOT / ".ci" / "run").read_text()


class Threat(NamedTuple):
    """A row of the tables."""

    name: str
    defence: str
    proofs: tuple[str, ...]


def threats() -> Iterator[Threat]:
    """All rows."""
    for line in (ROOT / "docs" / "security.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] not in {"threat", "---"}:
            yield Threat(cells[0], cells[1], tuple(re.findall(r"`([^`]+)`", cells[2])))


ROWS = list(threats())


def test_there_are_threats() -> None:
    assert len(ROWS) > 25


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name[:60])
def test_every_threat_has_a_defence_and_a_proof_that_is_run(row: Threat) -> None:
    assert row.defence
    assert row.proofs
    for proof in row.proofs:
        if proof.startswith("make "):
            assert f"\n{proof}" in GATE
        else:
            assert "\ndef test_" in (ROOT / proof).read_text()
