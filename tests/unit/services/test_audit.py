"""The reconciler's second round: objects that no row explains."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from darkroom.domain.asset import Asset, Status, Variant, Visibility
from darkroom.domain.errors import CatalogFailure, DeliveryFailure, Fault, StoreFailure
from darkroom.domain.tally import Quota
from darkroom.services import audit
from darkroom.services.reconcile import Report
from darkroom.storage.base import ObjectStore, Write
from tests.builders import a_draft, an_id
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, crash_after, happening_at

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


def time_for(number: int) -> Callable[[], bool]:
    """Answers yes so often."""
    answers = iter([True] * number)
    return lambda: next(answers, False)


def failing(*names: str) -> Steps:
    """Every call of these names fails."""
    steps = Steps()
    kinds = {"catalog": CatalogFailure, "delivery": DeliveryFailure}

    def fail(number: int, name: str) -> None:
        if name in names:
            raise kinds.get(name.partition(".")[0], StoreFailure)

    steps.before = fail
    return steps


# What is removed


@buckets
def test_objects_that_no_row_knows_are_removed(house: House, bucket: Visibility) -> None:
    store = house.ports.variants_of(bucket)
    put(store, *keys_of_nobody(house, 3), f"bob/tour/{an_id()}.jpg")
    house.clock.advance(hours=1)
    assert dict(walk(house, bucket).found) == {"objects_without_row": 4}
    assert house.keys(store) == set()


def test_what_was_public_and_nobodys_is_forgotten_by_the_edge(house: House) -> None:
    first, second = keys_of_nobody(house, 2)
    put(house.public, first, second)
    house.edge.visit()
    house.clock.advance(hours=1)
    walk(house, PUBLIC)
    assert house.edge.purged == [key.removesuffix("_large.webp") for key in (first, second)]
    assert house.edge.cached == set()
    assert len(house.edge.references) == 1


def test_what_was_private_and_nobodys_was_never_at_the_edge(house: House) -> None:
    put(house.ports.private, *keys_of_nobody(house))
    house.clock.advance(hours=1)
    walk(house, PRIVATE)
    assert house.edge.references == []


@buckets
def test_copies_in_the_wrong_bucket_are_removed(house: House, bucket: Visibility) -> None:
    asset = house.upload(visibility=PUBLIC if bucket is PRIVATE else PRIVATE)
    put(house.ports.variants_of(bucket), *asset.variant_keys)
    house.edge.visit()
    house.clock.advance(hours=1)
    assert dict(walk(house, bucket).found) == {"objects_misplaced": 2}
    house.check_end()
    assert house.row(asset.id).visibility is asset.visibility


def test_an_original_in_public_is_removed(house: House) -> None:
    asset = house.published()
    put(house.public, asset.original_key)
    house.clock.advance(hours=1)
    assert dict(walk(house, PUBLIC).found) == {"objects_misplaced": 1}
    house.check_end()


@buckets
def test_a_variant_that_its_row_does_not_have_is_removed(house: House, bucket: Visibility) -> None:
    """Made by a run that was cut off, before the deployment's variants were changed."""
    asset = house.upload(visibility=bucket)
    put(house.ports.home_of(asset), asset.variant_key(Variant("huge", "webp", 1, 1, 1)))
    house.clock.advance(hours=1)
    assert dict(walk(house, bucket).found) == {"objects_misplaced": 1}
    house.check_end()


@buckets
def test_objects_of_a_rejected_upload_are_removed(house: House, bucket: Visibility) -> None:
    asset = house.upload(body=NOT_A_PHOTO, visibility=bucket)
    put(house.ports.variants_of(bucket), f"{asset.key_prefix}_large.webp")
    house.clock.advance(hours=1)
    assert dict(walk(house, bucket).found) == {"objects_misplaced": 1}
    house.check_end()


# What is left alone


@buckets
def test_what_is_healthy_is_not_touched(house: House, bucket: Visibility) -> None:
    house.upload()
    house.published()
    house.upload("bob", job_id="tour")
    house.clock.advance(days=400)
    before = house.everything()
    assert not walk(house, bucket).found
    walks = house.catalog.walks
    assert walks == {f"objects-{bucket.value}": {}}
    walks.clear()
    assert house.everything() == before


@buckets
def test_young_objects_are_left_alone(house: House, bucket: Visibility) -> None:
    put(house.ports.variants_of(bucket), *keys_of_nobody(house))
    house.clock.advance(minutes=59, seconds=59)
    assert not walk(house, bucket).found
    assert house.keys(house.ports.variants_of(bucket))


@buckets
@pytest.mark.parametrize("status", [Status.PENDING, Status.DELETING])
def test_objects_of_a_row_that_is_worked_on_are_left_alone(
    house: House, bucket: Visibility, status: Status
) -> None:
    draft = a_draft(status=status)
    house.catalog.add([draft], Quota())
    put(house.ports.variants_of(bucket), f"{draft.key_prefix}_large.webp")
    house.clock.advance(hours=1)
    assert not walk(house, bucket).found
    assert house.keys(house.ports.variants_of(bucket))


@pytest.mark.parametrize("target", list(Visibility))
def test_copies_of_an_asset_that_moves_are_left_alone(house: House, target: Visibility) -> None:
    asset, steps = house.upload(visibility=PUBLIC if target is PRIVATE else PRIVATE), Steps()
    crash_after(steps, 6)
    with suppress(Crash):
        house.stepping(steps).moves.move("alice", asset.id, target)
    house.clock.advance(hours=1)
    before = house.everything()
    for bucket in Visibility:
        assert not walk(house, bucket).found
    house.catalog.walks.clear()
    assert house.everything() == before


@buckets
def test_what_is_not_named_as_our_objects_are_is_counted_and_left(
    house: House, bucket: Visibility
) -> None:
    store = house.ports.variants_of(bucket)
    put(store, "README.txt", "alice/default/holiday.jpg", "alice/a/b/c.jpg")
    house.clock.advance(hours=1)
    assert dict(walk(house, bucket).found) == {"objects_foreign": 3}
    assert len(house.keys(store)) == 3


@buckets
def test_a_dry_run_counts_the_same_and_touches_nothing(house: House, bucket: Visibility) -> None:
    asset = house.upload(visibility=PUBLIC if bucket is PRIVATE else PRIVATE)
    store = house.ports.variants_of(bucket)
    put(store, *asset.variant_keys, *keys_of_nobody(house), "README.txt")
    put(store, f"{asset.key_prefix}_huge.webp")
    house.clock.advance(hours=1)
    before = house.everything()
    assert dict(house.now.objects(bucket, dry_run=True).found) == {
        "objects_without_row": 1,
        "objects_misplaced": 3,
        "objects_foreign": 1,
    }
    assert house.everything() == before


# A walk takes many runs


@buckets
def test_a_walk_goes_on_where_the_last_run_stopped_and_begins_anew_at_the_end(
    house: House, bucket: Visibility, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "OBJECTS_PER_RUN", 4)
    store = house.ports.variants_of(bucket)
    put(store, *keys_of_nobody(house, 10))
    house.clock.advance(hours=1)
    found = [walk(house, bucket).found["objects_without_row"] for _ in range(3)]
    assert found == [4, 4, 2]
    put(store, *keys_of_nobody(house))
    put(store, f"aaron/default/{an_id()}_large.webp")
    house.clock.advance(hours=1)
    assert walk(house, bucket).found["objects_without_row"] == 2


def test_the_two_buckets_are_walked_each_on_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "OBJECTS_PER_RUN", 1)
    keys = keys_of_nobody(house, 2)
    for bucket in Visibility:
        put(house.ports.variants_of(bucket), *keys)
    house.clock.advance(hours=1)
    for _ in range(2):
        for bucket in Visibility:
            assert walk(house, bucket).found["objects_without_row"] == 1


def test_a_walk_that_is_out_of_time_goes_on_with_the_next_owner(house: House) -> None:
    put(house.public, *(f"{owner}/default/{an_id()}_large.webp" for owner in "abc"))
    house.clock.advance(hours=1)
    counts = []
    for _ in range(3):
        report = Report(dry_run=False)
        audit.ObjectWalk(house.ports, PUBLIC).sweep(report, time_for(1))
        counts.append((report.found["objects_without_row"], report.complete))
    assert counts == [(1, False), (1, False), (1, True)]
    assert house.keys(house.public) == set()


@buckets
def test_many_strays_cost_few_requests(house: House, bucket: Visibility) -> None:
    put(house.ports.variants_of(bucket), *keys_of_nobody(house, 60))
    house.clock.advance(hours=1)
    steps = Steps()
    house.stepping(steps).objects(bucket)
    requests = [name for name in steps.taken if not name.endswith(".delete")]
    assert len(requests) <= 6


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
