"""Every kind of drift, among everything that is as it should be."""

from __future__ import annotations

import pytest

from darkroom.services import audit
from tests.drift import healthy
from tests.drift.broken_objects import SPOILT, a_foreign_key
from tests.drift.ground import Ground, look, sow
from tests.drift.kinds import ALL_KINDS
from tests.drift.sizes import IN_FULL
from tests.functions.world import World

READS = {"GetItem", "BatchGetItem", "Query", "HeadObject", "ListObjectsV2"}
EVERYTHING = 1_000_000


TOGETHER = "all together"
BY_NAME = {each.__name__.replace("_", " "): each for each in ALL_KINDS}
NEIGHBOURS = 20
"""Of each kind that is healthy, beside many of one that is not."""


@pytest.fixture(autouse=True)
def _one_walk_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that all is counted: the copies of one asset are mended together, and where a run ends
    between two of them, the next one does not find the second any more."""
    monkeypatch.setattr(audit, "OBJECTS_PER_RUN", EVERYTHING)


@pytest.fixture(params=[TOGETHER, *(BY_NAME if IN_FULL else ())])
def ground(world: World, request: pytest.FixtureRequest, number: int) -> Ground:
    """A few of every kind, or many of one."""
    if request.param == TOGETHER:
        return sow(world, ALL_KINDS, healthy.KINDS, min(number, 5))
    return sow(world, [BY_NAME[request.param]], healthy.KINDS, number, healthy=NEIGHBOURS)


def test_all_of_it_is_found_and_mended_and_nothing_else_is_touched(ground: Ground) -> None:
    before = look(ground.world)
    ground.sweep_through()
    assert ground.found == ground.metrics == ground.expected
    ground.expect_mended()
    ground.expect_told()
    ground.expect_untouched(before)


def test_a_dry_run_finds_all_of_it_and_touches_nothing(ground: Ground) -> None:
    before = look(ground.world)
    ground.sweep(dry_run=True)
    assert ground.found == ground.metrics == ground.expected
    assert look(ground.world) == before
    assert {call.operation for call in ground.calls} <= READS


def test_foreign_keys_are_counted_in_every_round_and_left_alone(world: World, number: int) -> None:
    ground = sow(world, [a_foreign_key], healthy.SETTLED, number)
    _, before = look(world)
    for _ in range(2):
        assert ground.sweep()["found"] == {"objects_foreign": 2 * number}
    assert look(world)[1] == before


def test_what_cannot_be_mended_is_counted_once_a_week_and_left_to_a_person(
    world: World, number: int
) -> None:
    ground = sow(world, SPOILT, healthy.SETTLED, number)
    before = look(world)
    ground.sweep_until_clean()
    assert ground.found == ground.metrics == ground.expected
    ground.expect_mended()
    ground.expect_untouched(before)
    world.clock.advance(days=7)
    assert ground.sweep()["found"] == ground.expected
