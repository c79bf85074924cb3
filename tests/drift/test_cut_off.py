"""A run that is cut off, in whatever way: the next ones go on, and in the end all is mended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.drift import healthy
from tests.drift.broken_moves import PUBLISHING, REVOKING
from tests.drift.broken_objects import (
    MISPLACED,
    WITHOUT_ROW,
    private_copies_without_a_row,
)
from tests.drift.broken_rows import DELETIONS, UPLOADS
from tests.drift.ground import OWNERS, Ground, look, sow
from tests.drift.sizes import IN_FULL
from tests.drift.things import NOW, Break
from tests.functions.answers import Context
from tests.functions.world import World

SHARDS = 16
LATER = NOW + timedelta(minutes=61)
"""When a claim has ended, and an upload that was told of may be told of again."""
CUTS = {
    "before an upload is forgotten": ("dynamodb:TransactWriteItems", UPLOADS),
    "before an upload is told again": ("sqs:SendMessage", UPLOADS),
    "while copies are made": ("s3:CopyObject", PUBLISHING),
    "before a move is settled": ("dynamodb:PutItem", REVOKING),
    "before the CDN forgets what was revoked": ("cloudfront:CreateInvalidation", REVOKING),
    "before objects are deleted": ("s3:DeleteObjects", DELETIONS),
    "before strays are removed": ("s3:DeleteObjects", WITHOUT_ROW),
    "before a walk is written down": ("dynamodb:PutItem", WITHOUT_ROW),
    "before the CDN forgets strays": ("cloudfront:CreateInvalidation", WITHOUT_ROW),
    "while the rows of strays are read": ("dynamodb:BatchGetItem", MISPLACED),
}


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Countdown(Context):
    """Time for so many looks at the clock."""

    looks: int = 0

    def get_remaining_time_in_millis(self) -> int:
        self.looks -= 1
        return 290_000 if self.looks >= 0 else 10_000


FEW = list(CUTS) if IN_FULL else [*CUTS][::4]


@pytest.fixture(params=FEW)
def cut(request: pytest.FixtureRequest) -> tuple[str, tuple[Break, ...]]:
    found: tuple[str, tuple[Break, ...]] = CUTS[request.param]
    return found


def test_what_a_crash_left_is_mended_by_the_next_runs(
    world: World, cut: tuple[str, tuple[Break, ...]], few: int
) -> None:
    operation, breaks = cut
    ground = sow(world, breaks, healthy.SETTLED, few)
    before = look(world)
    world.faults.plan(operation, times=0, after=max(1, few // 2))
    world.faults.meanwhile(operation, _crash)
    with pytest.raises(Crash):
        ground.sweep()
    _expect_the_next_runs_to_mend(ground)
    ground.expect_untouched(before)


def test_a_fault_keeps_nothing_else_from_being_mended(
    world: World, cut: tuple[str, tuple[Break, ...]], few: int
) -> None:
    operation, breaks = cut
    ground = sow(world, breaks, healthy.SETTLED, few)
    before = look(world)
    world.faults.plan(operation, status=500, code="InternalError", after=max(1, few // 2))
    report = ground.sweep()
    assert (sum(report["faults"].values()), report["complete"]) == (1, False)
    _expect_the_next_runs_to_mend(ground)
    ground.expect_untouched(before)


def test_out_of_time_the_next_run_goes_on_where_it_stopped(world: World, few: int) -> None:
    """Each row is read once, each is mended once."""
    breaks = [*PUBLISHING, *REVOKING, *DELETIONS]
    ground = sow(world, breaks, healthy.SETTLED, few)
    rows_a_run = 1 + len(ground.broken) // 4
    runs = 0
    while ground.found != ground.expected:
        report = ground.sweep(Countdown(looks=SHARDS + rows_a_run))
        assert not report["complete"]
        runs += 1
        assert runs <= len(ground.broken)
    assert runs > 1
    read = Counter(
        call.parameters["Key"]["sk"]["S"] for call in ground.calls if call.operation == "GetItem"
    )
    assert {read[f"asset#{each.row.id}"] for each in ground.broken if each.row} == {1}
    ground.sweep_until_clean()
    ground.expect_mended()


def test_out_of_time_a_walk_goes_on_behind_the_last_owner_it_finished(
    world: World, few: int
) -> None:
    ground = sow(world, [private_copies_without_a_row], healthy.SETTLED, few * len(OWNERS))
    strays = {place for each in ground.broken for place in each.objects}
    for owners_done in range(1, len(OWNERS) + 1):
        ground.sweep(Countdown(looks=SHARDS + 1))
        owners_left = {key.partition("/")[0] for _, key in strays & look(world)[1].keys()}
        assert len(owners_left) == len(OWNERS) - owners_done
    assert ground.found == ground.expected
    assert set(Counter(ground.erased()).values()) == {1}


def _expect_the_next_runs_to_mend(ground: Ground) -> None:
    ground.world.clock.time = LATER
    ground.sweep_until_clean()
    ground.expect_mended()
    assert {each.path for each in ground.broken if each.is_purged} == set(ground.purged())
    waiting = {each.row.original_key for each in ground.broken if each.row and each.is_told_again}
    assert set(ground.told()) == waiting


def _crash() -> None:
    raise Crash
