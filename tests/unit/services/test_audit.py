"""The reconciler's second round: objects that no row explains."""

from __future__ import annotations

from contextlib import suppress

import pytest

from darkroom.domain.asset import Status, Variant, Visibility
from darkroom.domain.tally import Quota
from darkroom.services import audit
from darkroom.services.reconcile import Report
from darkroom.storage.base import ObjectStore, Write
from tests.builders import a_draft, an_id
from tests.unit.services.house import NOT_A_PHOTO, House, time_for
from tests.unit.services.stepping import Crash, Steps, crash_after

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
