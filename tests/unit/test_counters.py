"""The counters' part of a transaction, and what fits a quota."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.catalog.base import DUE_SHARDS
from darkroom.catalog.counters import added, could_fit, count, fitting
from darkroom.domain.asset import Status
from darkroom.domain.errors import QuotaExceeded
from darkroom.domain.tally import Quota
from tests.builders import a_draft, an_asset
from tests.fakes import START

CHANGE = {"pending": -1, "ready": 1, "public": 1}
SIZES = st.lists(st.integers(1, 60), max_size=8)
QUOTAS = st.builds(Quota, st.integers(0, 120), st.integers(0, 6))


def update(change: dict[str, int], quota: Quota | None = None) -> Any:
    """The one action that counts the change."""
    (action,) = count("alice", change, START, quota)
    return action["Update"]


def test_nothing_that_changes_is_nothing_to_write() -> None:
    assert count("alice", {}, START, Quota(max_assets=1)) == []


def test_adds_every_change_to_its_counter() -> None:
    words = update(CHANGE)
    assert words["UpdateExpression"].endswith(
        " ADD #pending :pending, #ready :ready, #public :public"
    )
    assert {name: words["ExpressionAttributeNames"][f"#{name}"] for name in CHANGE} == {
        name: name for name in CHANGE
    }
    assert {name: words["ExpressionAttributeValues"][f":{name}"] for name in CHANGE} == {
        name: {"N": str(number)} for name, number in CHANGE.items()
    }


def test_counts_on_the_row_of_the_owner() -> None:
    assert update(CHANGE)["Key"] == {"pk": {"S": "owner#alice"}, "sk": {"S": "stats"}}


def test_an_owners_first_change_sets_the_first_audit_and_no_later_one_moves_it() -> None:
    words = update(CHANGE)
    assert "due_at = if_not_exists(due_at, :due_at)" in words["UpdateExpression"]
    assert "due_pk = if_not_exists(due_pk, :due_pk)" in words["UpdateExpression"]
    due_at = int(words["ExpressionAttributeValues"][":due_at"]["N"])
    assert due_at == (START + timedelta(days=1)).timestamp()
    shard = words["ExpressionAttributeValues"][":due_pk"]["S"].removeprefix("audit#")
    assert shard in DUE_SHARDS


def test_without_a_quota_there_is_no_condition() -> None:
    assert "ConditionExpression" not in update(CHANGE)
    assert "ConditionExpression" not in update(CHANGE, Quota())


def test_the_condition_is_that_what_is_held_leaves_room() -> None:
    words = update({"quota_assets": 2, "quota_bytes": 300}, Quota(max_assets=5, max_bytes=1000))
    values = words["ExpressionAttributeValues"]
    assert values[":room_quota_assets"] == {"N": "3"}
    assert values[":room_quota_bytes"] == {"N": "700"}
    assert words["ConditionExpression"] == (
        "(attribute_not_exists(#quota_assets) OR #quota_assets <= :room_quota_assets) AND "
        "(attribute_not_exists(#quota_bytes) OR #quota_bytes <= :room_quota_bytes)"
    )


@pytest.mark.parametrize(
    ("quota", "counter"),
    [(Quota(max_assets=5), "quota_assets"), (Quota(max_bytes=1000), "quota_bytes")],
)
def test_a_quota_that_is_not_set_is_no_condition(quota: Quota, counter: str) -> None:
    words = update({"quota_assets": 1, "quota_bytes": 1}, quota)
    assert words["ConditionExpression"].count("attribute_not_exists") == 1
    assert counter in words["ConditionExpression"]


def test_drafts_add_up() -> None:
    drafts = [a_draft(size=10), a_draft(size=5), an_asset(status=Status.DELETING)]
    assert added(drafts) == {"pending": 2, "quota_assets": 2, "quota_bytes": 15}


@pytest.mark.parametrize(
    ("quota", "fits"),
    [
        (Quota(), True),
        (Quota(max_bytes=20), True),
        (Quota(max_bytes=19), False),
        (Quota(max_assets=2), True),
        (Quota(max_assets=1), False),
    ],
)
def test_knows_what_could_not_even_fit_an_empty_quota(quota: Quota, fits: bool) -> None:
    assert could_fit([a_draft(size=10), a_draft(size=10)], quota) is fits


def test_the_smaller_fits_where_the_larger_before_it_did_not() -> None:
    held = {"quota_assets": 1, "quota_bytes": 50}
    drafts = [a_draft(size=60), a_draft(size=50), a_draft(size=1)]
    fits, refused = fitting(drafts, held, Quota(max_bytes=100))
    assert fits == [1]
    assert refused.keys() == {0, 2}


@given(sizes=SIZES, quota=QUOTAS, held=st.integers(0, 3), bytes_held=st.integers(0, 60))
def test_what_fits_keeps_the_quota_and_what_does_not_would_break_it(
    sizes: list[int], quota: Quota, held: int, bytes_held: int
) -> None:
    counters = {"quota_assets": held, "quota_bytes": bytes_held}
    fits, refused = fitting([a_draft(size=size) for size in sizes], counters, quota)
    assert sorted([*fits, *refused]) == list(range(len(sizes)))
    assert fits == sorted(fits)
    for place in range(len(sizes)):
        before = [other for other in fits if other < place]
        taken = {
            "quota_assets": held + len(before),
            "quota_bytes": bytes_held + sum(sizes[other] for other in before),
        }
        assert _fits(quota, taken, sizes[place]) is (place in fits)


def _fits(quota: Quota, held: dict[str, int], size: int) -> bool:
    try:
        quota.check(held, size)
    except QuotaExceeded:
        return False
    return True
