"""The reconciler's second round, with something failing, or somebody coming between."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.errors import Fault
from darkroom.services.reconcile import Report
from darkroom.storage.base import ObjectStore, Write
from tests.builders import an_id
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, failing, happening_at

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
buckets = pytest.mark.parametrize("bucket", list(Visibility))


def put(store: ObjectStore, *keys: str) -> None:
    for key in keys:
        store.save(Write(key, b"a stray", "image/webp"))


def keys_of_nobody(house: House, number: int = 1) -> list[str]:
    """Variants that no row knows, in order of their keys."""
    return [f"alice/default/{an_id()}_large.webp" for _ in range(number)]


def walk(house: House, bucket: Visibility) -> Report:
    return house.now.objects(bucket)


# When it fails


@buckets
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_the_next_run_mends_it_and_the_edge_forgets(
    new_house: NewHouse, way: Way, bucket: Visibility
) -> None:
    for n in range(1, 100):
        house, steps = new_house(), Steps()
        elsewhere = PUBLIC if bucket is PRIVATE else PRIVATE
        assets = [house.upload(visibility=elsewhere) for _ in range(2)]
        house.upload(visibility=bucket)
        store = house.ports.variants_of(bucket)
        put(store, *keys_of_nobody(house, 2), *(assets[0].variant_keys))
        put(store, f"{assets[1].key_prefix}_huge.webp")
        house.edge.visit()
        house.clock.advance(hours=1)
        way(steps, n)
        with_visitor = house.stepping(steps)
        steps.check = partial(house.edge.visit)
        with suppress(Crash):
            with_visitor.objects(bucket)
        house.end_claims()
        house.now.objects(bucket)
        house.now.overdue()
        house.check_end()
        if len(steps.taken) < n:
            return
    pytest.fail("the walk never came to an end")


@buckets
@pytest.mark.parametrize("name", ["checkpoint", "get_many", "list"])
def test_a_fault_ends_the_walk_for_this_run_without_harm(
    house: House, bucket: Visibility, name: str
) -> None:
    store = house.ports.variants_of(bucket)
    put(store, *keys_of_nobody(house))
    house.clock.advance(hours=1)
    before = house.everything()
    steps = failing(f"catalog.{name}", f"{bucket.value}.{name}")
    report = house.stepping(steps).objects(bucket)
    assert (report.faults.total(), report.complete) == (1, False)
    assert house.everything() == before
    assert walk(house, bucket).found["objects_without_row"] == 1


# At the same time


@buckets
@pytest.mark.parametrize("target", list(Visibility))
def test_a_move_between_any_two_steps_of_a_walk_loses_nothing(
    new_house: NewHouse, bucket: Visibility, target: Visibility
) -> None:
    """The copies found in the wrong bucket may be the right ones by the time they are removed."""
    for n in range(1, 100):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=PUBLIC if bucket is PRIVATE else PRIVATE)
        put(house.ports.variants_of(bucket), *asset.variant_keys)
        house.clock.advance(hours=1)
        service = house.stepping(steps)
        steps.check = partial(rows_point_at_objects, house)
        steps.before = happening_at(n, partial(move, house, asset, target))
        service.objects(bucket)
        house.end_claims()
        house.reconcile()
        house.check_end()
        if len(steps.taken) < n:
            return
    pytest.fail("the walk never came to an end")


@buckets
def test_a_deletion_between_any_two_steps_of_a_walk_leaves_nothing(
    new_house: NewHouse, bucket: Visibility
) -> None:
    for n in range(1, 100):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=PUBLIC if bucket is PRIVATE else PRIVATE)
        put(house.ports.variants_of(bucket), *asset.variant_keys)
        house.clock.advance(hours=1)
        service = house.stepping(steps)
        steps.check = partial(rows_point_at_objects, house)
        delete = partial(house.now.deletion.delete, "alice", asset.id)
        steps.before = happening_at(n, delete)
        report = service.objects(bucket)
        assert not report.faults
        house.reconcile()
        if len(steps.taken) < n:
            return
        assert house.catalog.rows == {}
        house.check_end()
    pytest.fail("the walk never came to an end")


def rows_point_at_objects(house: House) -> None:
    """What holds even while there is drift."""
    for row in house.catalog.rows.values():
        if row.status is Status.READY:
            assert row.original_key in house.keys(house.ports.private)
            assert house.keys(house.ports.home_of(row)).issuperset(row.variant_keys)


def move(house: House, asset: Asset, target: Visibility) -> None:
    with suppress(Fault):
        house.now.moves.move("alice", asset.id, target)
