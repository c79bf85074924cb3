"""The contract of every catalog: rows, claims, swaps, counters."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from darkroom.catalog.base import Catalog
from darkroom.domain.asset import Asset, Claim, Rejection, Status, Transition, Visibility
from darkroom.domain.errors import QuotaExceeded, RowBusy, RowChanged
from darkroom.domain.tally import Quota, tally
from tests.builders import FACTS, VARIANTS, a_draft, an_asset
from tests.contract.catalogs import CATALOGS
from tests.fakes import START

LATER = START + timedelta(minutes=5)
NO_QUOTA = Quota()


@pytest.fixture(params=CATALOGS)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    with CATALOGS[request.param]() as made:
        yield made


def added(catalog: Catalog, asset: Asset) -> Asset:
    assert catalog.add([asset], NO_QUOTA) == [None]
    return asset


def accepted(asset: Asset) -> Asset:
    return asset.accepted(facts=FACTS, variants=VARIANTS, size=asset.size, now=LATER)


def a_claim(token: str = "me") -> Claim:
    return Claim(token, START + timedelta(minutes=5))


def held(catalog: Catalog, owner: str = "alice") -> dict[str, int]:
    return {name: count for name, count in catalog.stats(owner).items() if count}


def test_gives_back_what_was_added(catalog: Catalog) -> None:
    draft = added(
        catalog,
        a_draft(
            tags=("a", "ü", "#1"),
            metadata={"deep": [1, 2.5, None, {"é": "😀"}]},
            slot="profile/avatar",
            checksum_sha256="x" * 44,
            visibility=Visibility.PUBLIC,
        ),
    )
    assert catalog.get("alice", draft.id) == draft


def test_gives_back_a_ready_row_whole(catalog: Catalog) -> None:
    animated = an_asset(facts=replace(FACTS, frames=12), recipe={"v": 1}, source_asset_id="s")
    added(catalog, animated)
    assert catalog.get("alice", animated.id) == animated


def test_knows_nothing_of_a_row_of_another_owner(catalog: Catalog) -> None:
    draft = added(catalog, a_draft("alice"))
    assert catalog.get("bob", draft.id) is None
    assert catalog.get_many("bob", [draft.id]) == {}


def test_adds_more_than_one_transaction_holds(catalog: Catalog) -> None:
    drafts = [a_draft(size=10) for _ in range(25)]
    assert catalog.add(drafts, Quota(max_assets=25)) == [None] * 25
    assert held(catalog) == {"pending": 25, "quota_assets": 25, "quota_bytes": 250}


def test_fills_a_quota_to_the_byte_and_refuses_what_is_beyond(catalog: Catalog) -> None:
    outcomes = catalog.add([a_draft(size=size) for size in (60, 50, 40, 1)], Quota(max_bytes=100))
    assert [type(outcome) for outcome in outcomes] == [
        type(None),
        QuotaExceeded,
        type(None),
        QuotaExceeded,
    ]
    assert held(catalog)["quota_bytes"] == 100


def test_counts_assets_against_a_quota_over_several_calls(catalog: Catalog) -> None:
    quota = Quota(max_assets=2)
    outcomes = [catalog.add([a_draft()], quota)[0] for _ in range(3)]
    assert [outcome is None for outcome in outcomes] == [True, True, False]


def test_refuses_a_batch_of_which_nothing_fits(catalog: Catalog) -> None:
    outcomes = catalog.add([a_draft(size=11), a_draft(size=12)], Quota(max_bytes=10))
    assert all(isinstance(outcome, QuotaExceeded) for outcome in outcomes)
    assert held(catalog) == {}


def test_never_writes_over_a_row(catalog: Catalog) -> None:
    draft = added(catalog, a_draft())
    with pytest.raises(RowChanged):
        catalog.add([replace(draft, filename="other.jpg")], NO_QUOTA)
    assert held(catalog)["pending"] == 1


def test_reads_many_rows_and_leaves_out_the_missing(catalog: Catalog) -> None:
    drafts = [a_draft() for _ in range(120)]
    catalog.add(drafts, NO_QUOTA)
    ids = [draft.id for draft in drafts]
    found = catalog.get_many("alice", [*ids, "019ce000-0000-7000-8000-000000000000", ids[0]])
    assert sorted(found) == sorted(ids)


def test_a_claim_gives_the_row_and_marks_it(catalog: Catalog) -> None:
    draft = added(catalog, a_draft())
    claimed = catalog.claim("alice", draft.id, a_claim(), START)
    assert claimed == replace(draft, claim=a_claim(), revision=draft.revision + 1)
    assert catalog.get("alice", draft.id) == claimed


def test_a_live_claim_keeps_everybody_else_out(catalog: Catalog) -> None:
    draft = added(catalog, a_draft())
    catalog.claim("alice", draft.id, a_claim(), START)
    with pytest.raises(RowBusy):
        catalog.claim("alice", draft.id, a_claim("other"), START + timedelta(seconds=299))


def test_an_ended_claim_is_taken_over(catalog: Catalog) -> None:
    draft = added(catalog, a_draft())
    catalog.claim("alice", draft.id, a_claim(), START)
    later = Claim("other", LATER + timedelta(minutes=5))
    taken = catalog.claim("alice", draft.id, later, LATER)
    assert taken is not None
    assert taken.claim == later


def test_a_decided_row_is_given_as_it_is(catalog: Catalog) -> None:
    ready = added(catalog, an_asset())
    assert catalog.claim("alice", ready.id, a_claim(), START) == ready
    assert catalog.get("alice", ready.id) == ready


def test_a_missing_row_cannot_be_claimed(catalog: Catalog) -> None:
    assert catalog.claim("alice", a_draft().id, a_claim(), START) is None


def test_a_swap_gives_the_next_revision(catalog: Catalog) -> None:
    draft = added(catalog, a_draft())
    swapped = catalog.swap(draft, replace(draft, nudged_at=LATER))
    assert swapped.revision == draft.revision + 1
    assert catalog.get("alice", draft.id) == swapped


def test_a_stale_swap_changes_nothing(catalog: Catalog) -> None:
    draft = added(catalog, a_draft(slot="a/b"))
    current = catalog.swap(draft, replace(draft, nudged_at=LATER))
    before = held(catalog)
    with pytest.raises(RowChanged):
        catalog.swap(draft, accepted(draft), take_slot=True)
    assert catalog.get("alice", draft.id) == current
    assert held(catalog) == before
    assert catalog.slot("alice", "a/b") is None


def test_a_swap_of_a_missing_row_makes_none(catalog: Catalog) -> None:
    draft = a_draft()
    with pytest.raises(RowChanged):
        catalog.swap(draft, accepted(draft))
    assert catalog.get("alice", draft.id) is None
    assert held(catalog) == {}


def test_counters_follow_a_row_through_its_life(catalog: Catalog) -> None:
    row = added(catalog, a_draft(size=100, job_id="trip"))
    assert held(catalog) == {"pending": 1, "quota_assets": 1, "quota_bytes": 100}
    row = catalog.swap(row, accepted(row))
    ready = {
        "ready": 1,
        "private": 1,
        "uploaded": 1,
        "in_jobs": 1,
        "bytes_originals": 100,
        "bytes_variants": sum(variant.size for variant in VARIANTS),
        "quota_assets": 1,
        "quota_bytes": 100,
    }
    assert held(catalog) == ready
    row = catalog.swap(row, row.moving(Visibility.PUBLIC, a_claim(), LATER))
    assert held(catalog) == ready
    row = catalog.swap(row, row.moved(LATER))
    del ready["private"]
    assert held(catalog) == ready | {"public": 1}
    row = catalog.swap(row, row.deleting(LATER))
    assert held(catalog) == {}
    catalog.remove(row)
    assert catalog.get("alice", row.id) is None
    assert held(catalog) == {}


def test_a_rejected_row_gives_its_quota_back(catalog: Catalog) -> None:
    row = added(catalog, a_draft(size=100))
    catalog.swap(row, row.rejected(Rejection("broken_image", "It is."), LATER))
    assert held(catalog) == {"rejected": 1}


def test_a_removed_row_takes_its_counters_with_it(catalog: Catalog) -> None:
    row = added(catalog, a_draft(size=100))
    catalog.remove(row)
    assert held(catalog) == {}
    with pytest.raises(RowChanged):
        catalog.remove(row)


def test_a_stale_removal_removes_nothing(catalog: Catalog) -> None:
    row = added(catalog, a_draft(size=100))
    catalog.swap(row, accepted(row))
    with pytest.raises(RowChanged):
        catalog.remove(row)
    assert held(catalog)["ready"] == 1


def test_counters_are_always_the_sum_over_rows(catalog: Catalog) -> None:
    dice = random.Random(7)
    rows: dict[str, Asset] = {}
    for _ in range(60):
        choice = dice.randrange(5)
        if choice == 0 or not rows:
            draft = added(catalog, a_draft(size=dice.randrange(1, 99), job_id=dice.choice("ab")))
            rows[draft.id] = draft
            continue
        row = rows[dice.choice(sorted(rows))]
        changed = _changed(row, choice)
        if changed is None:
            catalog.remove(row)
            del rows[row.id]
        else:
            rows[row.id] = catalog.swap(row, changed)
    expected: Counter[str] = Counter()
    for row in rows.values():
        expected.update(tally(row))
    assert held(catalog) == {name: count for name, count in expected.items() if count}


def _changed(row: Asset, choice: int) -> Asset | None:
    if row.status is Status.DELETING:
        return None
    if choice == 1:
        return row.deleting(LATER)
    if row.status is Status.PENDING:
        return accepted(row) if choice < 4 else row.rejected(Rejection("x", "y"), LATER)
    if row.status is Status.REJECTED:
        return None
    public = row.visibility is Visibility.PUBLIC
    towards = Transition.REVOKING if public else Transition.PUBLISHING
    return replace(row, transition=towards).moved(LATER).settled()
