"""Moves, as tests begin them and cut them off."""

from __future__ import annotations

from contextlib import suppress

import pytest

from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.errors import AssetNotFound
from tests.unit.services.house import House
from tests.unit.services.stepping import Crash, Steps, crash_after

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
directions = pytest.mark.parametrize(("start", "target"), [(PRIVATE, PUBLIC), (PUBLIC, PRIVATE)])


def crash_while_moving(house: House, asset: Asset, target: Visibility, n: int) -> None:
    """A move that dies after its n-th step, unless it ends before."""
    steps = Steps()
    crash_after(steps, n)
    with suppress(Crash, AssetNotFound):
        house.stepping(steps).moves.move(asset.owner, asset.id, target)


def steps_of_a_move(house: House, start: Visibility, target: Visibility) -> int:
    """How many steps it takes when nothing goes wrong."""
    steps = Steps()
    asset = house.upload(visibility=start)
    house.stepping(steps).moves.move("alice", asset.id, target)
    return len(steps.taken)
