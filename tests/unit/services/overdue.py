"""Rows that the reconciler has to look at."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import count

from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.ids import uuid7
from darkroom.domain.tally import Quota
from tests.builders import a_draft
from tests.fakes import START
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.moving import crash_while_moving
from tests.unit.services.stepping import Crash, Steps, crash_after

_serial = count(1)


def in_shard(shard: str) -> str:
    """An id of its own that ends so."""
    return uuid7(0, (next(_serial) << 4 | int(shard, 16)).to_bytes(10, "big"))


def overdue_drafts(house: House, *shards: str) -> list[Asset]:
    """Uploads that never came, the most overdue first."""
    drafts = [
        a_draft(id=in_shard(shard), created_at=START + timedelta(milliseconds=n))
        for n, shard in enumerate(shards)
    ]
    house.catalog.add(drafts, Quota())
    house.clock.advance(hours=1)
    return drafts


def half_moved(house: House, target: Visibility = Visibility.PUBLIC) -> Asset:
    asset = house.upload()
    crash_while_moving(house, asset, target, 4)
    return asset


def half_deleted(house: House) -> Asset:
    asset, steps = house.upload(), Steps()
    crash_after(steps, 2)
    with suppress(Crash):
        house.stepping(steps).deletion.delete("alice", asset.id)
    return asset


def everything_overdue(house: House) -> None:
    """One of each kind."""
    house.upload(body=NOT_A_PHOTO)
    house.clock.advance(days=7)
    house.upload()
    half_moved(house)
    half_deleted(house)
    house.ticket()
    house.arrive(house.ticket())
    house.clock.advance(minutes=20)
