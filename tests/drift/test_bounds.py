"""One run does so much and no more; the next one does the rest."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from darkroom.catalog.items import owner_shard
from darkroom.services import audit, reconcile
from tests.drift.broken_objects import an_original_lost, an_original_without_a_row
from tests.drift.broken_rows import an_abandoned_upload
from tests.drift.ground import IDLE, Ground, sow
from tests.drift.healthy import a_private_one
from tests.functions.world import World


def test_a_run_that_finds_nothing_asks_as_often_as_is_documented(world: World) -> None:
    Ground(world, (), ()).sweep()
    assert len(world.recorder.requests()) == IDLE


def test_a_run_mends_so_many_rows_of_a_shard(
    world: World, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    a_run = few
    monkeypatch.setattr(reconcile, "OVERDUE_PER_SHARD", a_run)
    ground = sow(world, [an_abandoned_upload], (), 16 * 2 * a_run)
    shards = Counter(each.row.id[-1] for each in ground.broken if each.row)
    assert set(shards.values()) == {2 * a_run}
    mended = [ground.sweep() for _ in range(3)]
    assert [report["found"] for report in mended] == [
        {"uploads_expired": 16 * a_run},
        {"uploads_expired": 16 * a_run},
        {},
    ]
    assert [report["complete"] for report in mended] == [False, False, True]


def test_a_run_walks_over_so_many_objects_of_a_bucket(
    world: World, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Those that have to stay come first, and keep no run from going on behind them."""
    a_run = max(4, number)
    monkeypatch.setattr(audit, "OBJECTS_PER_RUN", a_run)
    ground = sow(world, [an_original_without_a_row], [a_private_one], a_run)
    ground.sweep_through()
    assert ground.found == ground.expected
    erased = Counter(key for _, key in ground.erased())
    assert erased == Counter(key for each in ground.broken for _, key in each.objects)
    ground.expect_mended()


def test_a_run_looks_at_so_many_owners_and_says_when_there_are_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "OWNERS_PER_SHARD", 2)
    owners = (f"owner-{name}" for name in count())
    same_shard = (owner for owner in owners if owner_shard(owner) == "7")
    ground = sow(world, [an_original_lost], (), 5, owners=[next(same_shard) for _ in range(5)])
    reports = [ground.sweep() for _ in range(4)]
    found = [report["found"].get("rows_without_object", 0) for report in reports]
    assert found == [2, 2, 1, 0]
    assert [report["complete"] for report in reports] == [False, False, True, True]
