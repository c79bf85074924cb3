"""Moves that stand still, at every place where a move can stop."""

from __future__ import annotations

from dataclasses import replace

from darkroom.domain.asset import Visibility
from tests.builders import an_asset
from tests.drift.things import (
    DEAD,
    EXPORT,
    PRIVATE,
    PUBLIC,
    YESTERDAY,
    Break,
    Broken,
    variants,
)

ALL = ("large", "medium", "112x112")
SOME = ("medium",)
NONE: tuple[str, ...] = ()

STAGES = {
    "before the first copy": (False, ALL, NONE),
    "between two copies": (False, ALL, SOME),
    "before the commit": (False, ALL, ALL),
    "after the commit": (True, ALL, ALL),
    "while cleaning": (True, SOME, ALL),
    "before the end": (True, NONE, ALL),
}
"""Whether it is committed, which variants are where it started, and which where it leads."""


def stopped(target: Visibility, stage: str) -> Break:
    """Makes moves that stopped there on the way to this visibility."""
    committed, behind, ahead = STAGES[stage]
    start = PRIVATE if target is PUBLIC else PUBLIC

    def a_move(owner: str) -> Broken:
        asset = an_asset(owner, created_at=YESTERDAY, visibility=start, exports=(EXPORT,))
        row = asset.moving(target, DEAD, YESTERDAY)
        always = {("private", asset.original_key), *(("private", k) for k in asset.export_keys)}
        places = variants(asset, start.value, behind) | variants(asset, target.value, ahead)
        return Broken(
            row.moved(YESTERDAY) if committed else row,
            places | always,
            finding="moves_finished",
            becomes=replace(asset, visibility=target),
            kept=variants(asset, target.value) | always,
            is_purged=target is PRIVATE,
        )

    return a_move


PUBLISHING: tuple[Break, ...] = tuple(stopped(PUBLIC, stage) for stage in STAGES)
REVOKING: tuple[Break, ...] = tuple(stopped(PRIVATE, stage) for stage in STAGES)
