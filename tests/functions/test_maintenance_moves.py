"""The reconciler drives on moves towards private as well, and asks in words it understands."""

from __future__ import annotations

from typing import Any

import pytest

from darkroom.domain.asset import Claim, Visibility
from tests.builders import a_draft, an_asset
from tests.fakes import START
from tests.functions.world import World


@pytest.mark.parametrize("committed", [False, True])
def test_a_revocation_left_standing_is_driven_on(world: World, committed: bool) -> None:
    public = an_asset(visibility=Visibility.PUBLIC)
    left = public.moving(Visibility.PRIVATE, Claim("crashed", START), START)
    world.has(left.moved(START) if committed else left)
    world.clock.advance(minutes=1)
    assert world.sweep()["found"] == {"moves_finished": 1}
    row = world.row(left.id)
    assert row is not None
    assert (row.visibility, row.transition, row.claim) == (Visibility.PRIVATE, None, None)
    assert world.keys("public") == []
    assert world.keys("private") == sorted([left.original_key, *left.variant_keys])
    assert world.purged() == [f"/{left.key_prefix}*"]


@pytest.mark.parametrize("dry_run", ["true", "false", 1, 0, None, [], {}])
def test_a_wish_for_a_dry_run_that_is_not_clear_touches_nothing(world: World, dry_run: Any) -> None:
    """Somebody who writes "true" does not mean to delete anything."""
    world.has(a_draft())
    world.clock.advance(hours=1)
    before = world.everything()
    with pytest.raises(TypeError, match="dry_run is true or false"):
        world.sweep(dry_run=dry_run)
    assert world.everything() == before


def test_a_clear_no_is_a_real_run(world: World) -> None:
    world.has(a_draft())
    world.clock.advance(hours=1)
    report = world.sweep(dry_run=False)
    assert (report["dry_run"], report["found"]) == (False, {"uploads_expired": 1})
    assert world.everything()[1] == {"uploads": [], "private": [], "public": []}
