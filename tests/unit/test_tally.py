"""Counters: whatever happens to assets, an owner's counters are the sum over what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain.asset import Asset, Claim, Kind, Rejection, Status, Variant, Visibility
from darkroom.domain.errors import QuotaExceeded
from darkroom.domain.limits import Limits
from darkroom.domain.tally import COUNTERS, Quota, difference, tally
from tests.builders import FACTS, VARIANTS, a_draft, an_asset
from tests.fakes import START

NOW = START + timedelta(hours=1)
CLAIM = Claim("worker-1", until=NOW)
REJECTION = Rejection("broken_image", "The image is damaged.")
MADE = sum(variant.size for variant in VARIANTS)

READY = {
    "ready": 1,
    "private": 1,
    "uploaded": 1,
    "bytes_originals": 100,
    "bytes_variants": MADE,
    "quota_assets": 1,
    "quota_bytes": 100,
}
PENDING = {"pending": 1, "quota_assets": 1, "quota_bytes": 100}

steadily = settings(deadline=None)
sizes = st.integers(1, 50 * 1024 * 1024)
variants = st.lists(
    st.builds(Variant, st.sampled_from(["large", "small"]), st.just("webp"), sizes, sizes, sizes),
    max_size=3,
).map(tuple)
assets = st.builds(
    an_asset,
    status=st.sampled_from(Status),
    kind=st.sampled_from(Kind),
    visibility=st.sampled_from(Visibility),
    job_id=st.sampled_from(["default", "job-1"]),
    size=sizes,
    variants=variants,
)
rows = st.none() | assets


def negative(change: Mapping[str, int]) -> dict[str, int]:
    return {name: -count for name, count in change.items()}


def total(*changes: Mapping[str, int]) -> dict[str, int]:
    """The changes together, without what cancels out."""
    counters: Counter[str] = Counter()
    for change in changes:
        counters.update(change)
    return {name: count for name, count in counters.items() if count}


def ready(**changes: Any) -> Asset:
    return an_asset(size=100, **changes)


def test_a_ticket_promises_an_asset_and_its_bytes() -> None:
    assert difference(None, a_draft(size=100)) == PENDING


def test_an_accepted_upload_counts_what_is_stored() -> None:
    draft = a_draft(size=100)
    accepted = draft.accepted(facts=FACTS, variants=VARIANTS, size=100, now=NOW)
    assert difference(draft, accepted) == {
        "pending": -1,
        "ready": 1,
        "private": 1,
        "uploaded": 1,
        "bytes_originals": 100,
        "bytes_variants": MADE,
    }


def test_an_upload_smaller_than_promised_frees_the_rest_of_the_quota() -> None:
    draft = a_draft(size=100)
    accepted = draft.accepted(facts=FACTS, variants=(), size=60, now=NOW)
    assert difference(draft, accepted)["quota_bytes"] == -40


def test_a_rejected_upload_frees_what_it_was_promised() -> None:
    draft = a_draft(size=100)
    assert difference(draft, draft.rejected(REJECTION, NOW)) == negative(PENDING) | {"rejected": 1}


def test_a_forgotten_rejection_leaves_no_trace() -> None:
    rejected = a_draft().rejected(REJECTION, NOW)
    assert difference(rejected, None) == {"rejected": -1}


def test_deleting_a_ready_asset_takes_all_of_it_away() -> None:
    assert difference(ready(), ready().deleting(NOW)) == negative(READY)


def test_abandoning_an_upload_takes_its_promise_away() -> None:
    draft = a_draft(size=100)
    assert difference(draft, draft.deleting(NOW)) == negative(PENDING)


def test_what_is_being_deleted_counts_for_nothing_any_more() -> None:
    assert tally(ready().deleting(NOW)) == {}
    assert difference(ready().deleting(NOW), None) == {}


def test_publishing_counts_at_the_commit_and_at_no_other_step() -> None:
    asset = ready()
    moving = asset.moving(Visibility.PUBLIC, CLAIM, NOW)
    moved = moving.moved(NOW)
    assert difference(asset, moving) == {}
    assert difference(moving, moved) == {"private": -1, "public": 1}
    assert difference(moved, moved.settled()) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (a_draft(), a_draft().claimed(CLAIM)),
        (a_draft(), a_draft().nudged(NOW)),
        (ready(), ready().edited(NOW, filename="new.jpg", tags=("sea",))),
    ],
    ids=["claimed", "nudged", "edited"],
)
def test_what_changes_no_count_writes_no_counter(before: Asset, after: Asset) -> None:
    assert difference(before, after) == {}


def test_no_row_before_and_none_after_is_no_change() -> None:
    assert difference(None, None) == {}


@pytest.mark.parametrize(
    ("kind", "edited"), [(Kind.UPLOADED, 0), (Kind.PROCESSED, 1), (Kind.GENERATED, 0)]
)
def test_an_edited_asset_is_a_processed_one(kind: Kind, edited: int) -> None:
    counted = tally(ready(kind=kind))
    assert (counted[kind.value], counted["edited"]) == (1, edited)


@pytest.mark.parametrize(("job_id", "in_jobs"), [("default", 0), ("Default", 1), ("job-1", 1)])
def test_the_default_job_is_no_group(job_id: str, in_jobs: int) -> None:
    assert tally(ready(job_id=job_id))["in_jobs"] == in_jobs


@steadily
@given(assets)
def test_every_counter_is_one_of_those_that_are_kept(asset: Asset) -> None:
    assert tally(asset).keys() <= set(COUNTERS)
    assert all(count >= 0 for count in tally(asset).values())


@steadily
@given(rows, rows)
def test_undoing_a_change_undoes_its_counts(before: Asset | None, after: Asset | None) -> None:
    assert difference(after, before) == negative(difference(before, after))


@steadily
@given(st.lists(rows, max_size=8))
def test_however_a_row_came_to_be_its_changes_add_up_to_its_tally(
    history: list[Asset | None],
) -> None:
    steps = [None, *history]
    changes = [difference(*step) for step in zip(steps, history, strict=False)]
    assert total(*changes) == difference(None, steps[-1])


@steadily
@given(st.lists(st.lists(assets, min_size=1, max_size=4), max_size=5))
def test_counters_are_the_sum_over_all_that_is_there(histories: list[list[Asset]]) -> None:
    changes = [
        difference(before, after)
        for history in histories
        for before, after in zip([None, *history], history, strict=False)
    ]
    assert total(*changes) == total(*(tally(history[-1]) for history in histories))


# Quotas


@pytest.mark.parametrize(("assets_held", "more"), [(0, 3), (2, 1), (3, 0)])
def test_the_last_asset_of_a_quota_is_accepted(assets_held: int, more: int) -> None:
    Quota(max_assets=3).check({"quota_assets": assets_held}, 1, more)


@pytest.mark.parametrize(("assets_held", "more"), [(0, 4), (3, 1), (9, 1)])
def test_one_asset_more_is_refused(assets_held: int, more: int) -> None:
    with pytest.raises(QuotaExceeded, match="3 assets"):
        Quota(max_assets=3).check({"quota_assets": assets_held}, 1, more)


@pytest.mark.parametrize(("held", "more"), [(0, 100), (99, 1), (100, 0)])
def test_the_last_byte_of_a_quota_is_accepted(held: int, more: int) -> None:
    Quota(max_bytes=100).check({"quota_bytes": held}, more)


@pytest.mark.parametrize(("held", "more"), [(0, 101), (100, 1), (200, 1)])
def test_one_byte_more_is_refused(held: int, more: int) -> None:
    with pytest.raises(QuotaExceeded, match="100 bytes"):
        Quota(max_bytes=100).check({"quota_bytes": held}, more)


def test_an_owner_without_counters_holds_nothing() -> None:
    Quota(100, 1).check({}, 100)


def test_pending_tickets_count_against_the_quota_and_rejected_uploads_do_not() -> None:
    quota = Quota(max_assets=1)
    draft = a_draft()
    with pytest.raises(QuotaExceeded):
        quota.check(tally(draft), 1)
    quota.check(tally(draft.rejected(REJECTION, NOW)), 1)


def test_zero_is_no_quota() -> None:
    assert not Quota()
    Quota().check({"quota_assets": 10**12, "quota_bytes": 10**15}, 10**15, 10**12)


@pytest.mark.parametrize("quota", [Quota(max_bytes=1), Quota(max_assets=1)])
def test_either_limit_is_a_quota(quota: Quota) -> None:
    assert quota


def test_the_quota_is_that_of_the_deployment() -> None:
    limits = Limits(max_bytes_per_owner=5, max_assets_per_owner=7)
    assert Quota.of(limits) == Quota(max_bytes=5, max_assets=7)
