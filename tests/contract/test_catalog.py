"""The contract of every catalog: whole histories, and what adding, claiming and swapping leave.

Its simpler sentences are in test_catalog_rows.py and test_catalog_listings.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.catalog.base import Catalog, GalleryQuery, Slot
from darkroom.domain.asset import (
    Asset,
    Claim,
    Rejection,
    Status,
    Transition,
    Visibility,
)
from darkroom.domain.errors import QuotaExceeded, RowBusy, RowChanged
from darkroom.domain.tally import Quota
from tests.builders import FACTS, VARIANTS, a_draft, an_asset, an_id
from tests.contract.catalogs import CATALOGS
from tests.contract.history import History
from tests.fakes import START

LATER = START + timedelta(minutes=1)
CLAIM = Claim("me", START + timedelta(minutes=5))
PUBLIC = Visibility.PUBLIC


@pytest.fixture(params=CATALOGS)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    with CATALOGS[request.param]() as made:
        yield made


def put(catalog: Catalog, *rows: Asset) -> list[str]:
    assert catalog.add(rows, Quota()) == [None] * len(rows)
    return [row.id for row in rows]


def accepted(row: Asset) -> Asset:
    return row.accepted(facts=FACTS, variants=VARIANTS, size=row.size, now=LATER)


# Whole histories


@pytest.mark.parametrize("seed", range(4))
def test_answers_as_the_model_does_and_counts_what_it_holds(catalog: Catalog, seed: int) -> None:
    history = History(catalog, seed)
    for _ in range(100):
        history.step()
        history.check_counters()
    history.check_everything()


# Adding


def test_a_batch_over_many_transactions_is_answered_in_order(catalog: Catalog) -> None:
    sizes = [10, 999, 10] * 8
    outcomes = catalog.add([a_draft(size=size) for size in sizes], Quota(max_bytes=160))
    assert [isinstance(outcome, QuotaExceeded) for outcome in outcomes] == [
        size == 999 for size in sizes
    ]
    assert catalog.stats("alice")["quota_bytes"] == 160


def test_what_a_quota_refused_is_not_there(catalog: Catalog) -> None:
    fits, does_not = a_draft(size=10), a_draft(size=11)
    catalog.add([does_not, fits], Quota(max_bytes=10))
    assert catalog.get("alice", does_not.id) is None
    assert catalog.get("alice", fits.id) == fits


def test_quotas_of_two_owners_have_nothing_to_do_with_each_other(catalog: Catalog) -> None:
    quota = Quota(max_assets=1)
    assert catalog.add([a_draft("alice")], quota) == [None]
    assert catalog.add([a_draft("bob")], quota) == [None]


def test_adding_nothing_is_nothing(catalog: Catalog) -> None:
    assert catalog.add([], Quota(max_assets=1)) == []


def test_a_batch_with_an_id_used_before_overwrites_nothing(catalog: Catalog) -> None:
    (taken,) = (a_draft(),)
    put(catalog, taken)
    with pytest.raises(RowChanged):
        catalog.add([a_draft(), replace(taken, filename="other.jpg")], Quota(max_assets=9))
    assert catalog.get("alice", taken.id) == taken
    assert catalog.stats("alice")["pending"] == 1


@pytest.mark.parametrize("owner", ["owner#x", "a#b", "ready#alice", "#", " ", "é😀", "x" * 128])
def test_an_owner_may_be_called_anything(catalog: Catalog, owner: str) -> None:
    row = an_asset(owner, visibility=PUBLIC, job_id="j")
    put(catalog, row)
    assert catalog.get(owner, row.id) == row
    for query in (GalleryQuery(owner, 5), GalleryQuery(owner, 5, visibility=PUBLIC, job_id="j")):
        assert [(each.owner, each.id) for each in catalog.page(query).assets] == [(owner, row.id)]


# Claims


@pytest.mark.parametrize("status", [Status.READY, Status.REJECTED, Status.DELETING])
def test_only_a_pending_row_is_claimed(catalog: Catalog, status: Status) -> None:
    row = a_draft(status=status)
    put(catalog, row)
    assert catalog.claim("alice", row.id, CLAIM, START) == row
    assert catalog.get("alice", row.id) == row


def test_nobody_claims_the_row_of_another_owner(catalog: Catalog) -> None:
    (row_id,) = put(catalog, a_draft())
    assert catalog.claim("bob", row_id, CLAIM, START) is None


def test_a_claim_is_taken_over_at_the_moment_it_ends(catalog: Catalog) -> None:
    end = START + timedelta(seconds=10, microseconds=250_001)
    (row_id,) = put(catalog, a_draft(claim=Claim("first", end)))
    with pytest.raises(RowBusy):
        catalog.claim("alice", row_id, CLAIM, end - timedelta(microseconds=1))
    taken = catalog.claim("alice", row_id, CLAIM, end)
    assert taken is not None
    assert taken.claim == CLAIM


def test_a_claim_made_twice_shuts_nobody_out_but_the_others(catalog: Catalog) -> None:
    (row_id,) = put(catalog, a_draft())
    catalog.claim("alice", row_id, CLAIM, START)
    again = catalog.claim("alice", row_id, CLAIM, START)
    assert again is not None
    assert again == catalog.get("alice", row_id)
    assert again.claim == CLAIM


def test_a_claim_changes_no_counter(catalog: Catalog) -> None:
    (row_id,) = put(catalog, a_draft())
    before = catalog.stats("alice")
    catalog.claim("alice", row_id, CLAIM, START)
    assert catalog.stats("alice") == before


def test_whoever_was_taken_over_can_no_longer_decide(catalog: Catalog) -> None:
    (row_id,) = put(catalog, a_draft())
    first = catalog.claim("alice", row_id, CLAIM, START)
    catalog.claim("alice", row_id, Claim("other", START + timedelta(hours=1)), CLAIM.until)
    assert first is not None
    with pytest.raises(RowChanged):
        catalog.swap(first, first.rejected(Rejection("broken_image", "It is."), LATER))
    assert catalog.stats("alice")["rejected"] == 0


# Swaps, slots


def test_counters_follow_a_row_back_from_public(catalog: Catalog) -> None:
    row = an_asset(visibility=PUBLIC)
    put(catalog, row)
    row = catalog.swap(row, row.moving(Visibility.PRIVATE, CLAIM, LATER))
    assert row.transition is Transition.REVOKING
    row = catalog.swap(row, row.moved(LATER))
    catalog.swap(row, row.settled())
    counters = catalog.stats("alice")
    assert (counters["public"], counters["private"], counters["ready"]) == (0, 1, 1)


def test_a_stale_edit_changes_nothing(catalog: Catalog) -> None:
    row = an_asset()
    put(catalog, row)
    current = catalog.swap(row, row.edited(LATER, filename="first.jpg"))
    with pytest.raises(RowChanged):
        catalog.swap(row, row.edited(LATER, filename="second.jpg"))
    assert catalog.get("alice", row.id) == current


def test_a_swap_that_wants_no_slot_takes_none(catalog: Catalog) -> None:
    row = a_draft(slot="a/b")
    put(catalog, row)
    catalog.swap(row, accepted(row))
    assert catalog.slot("alice", "a/b") is None


def test_a_row_without_a_slot_takes_none(catalog: Catalog) -> None:
    row = a_draft()
    put(catalog, row)
    assert catalog.swap(row, accepted(row), take_slot=True) == catalog.get("alice", row.id)


def test_a_row_may_take_its_slot_without_a_counter_changing(catalog: Catalog) -> None:
    row = an_asset(slot="a/b")
    put(catalog, row)
    catalog.swap(row, row.edited(LATER, filename="new.jpg"), take_slot=True)
    assert catalog.slot("alice", "a/b") == Slot("alice", "a/b", row.id, as_of=row.id)


def test_a_stale_swap_takes_no_slot_from_something_older(catalog: Catalog) -> None:
    older, row = a_draft(slot="a/b"), a_draft(slot="a/b")
    put(catalog, older, row)
    catalog.swap(older, accepted(older), take_slot=True)
    catalog.swap(row, row.deleting(LATER))
    with pytest.raises(RowChanged):
        catalog.swap(row, accepted(row), take_slot=True)
    slot = catalog.slot("alice", "a/b")
    assert slot is not None
    assert slot.asset_id == older.id


def test_a_slot_pointed_twice_the_same_way_is_no_conflict(catalog: Catalog) -> None:
    slot = Slot("alice", "a/b", "x", as_of=an_id())
    catalog.point_slot(slot)
    catalog.point_slot(slot)
    assert catalog.slot("alice", "a/b") == slot


def test_removing_a_row_leaves_every_listing_without_it(catalog: Catalog) -> None:
    row = an_asset(visibility=PUBLIC, job_id="j")
    put(catalog, row)
    catalog.remove(row)
    for words in ({}, {"job_id": "j"}, {"visibility": PUBLIC}):
        assert catalog.page(GalleryQuery("alice", 5, **words)).assets == ()


def test_a_row_comes_into_a_listing_when_it_is_accepted_and_not_before(catalog: Catalog) -> None:
    row = a_draft(visibility=PUBLIC, job_id="j")
    put(catalog, row)
    listings: list[dict[str, Any]] = [{}, {"job_id": "j"}, {"visibility": PUBLIC}]
    seen = [len(catalog.page(GalleryQuery("alice", 5, **words)).assets) for words in listings]
    assert seen == [0, 0, 0]
    catalog.swap(row, accepted(row))
    seen = [len(catalog.page(GalleryQuery("alice", 5, **words)).assets) for words in listings]
    assert seen == [1, 1, 1]
