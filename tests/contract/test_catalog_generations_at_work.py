"""The contract of every catalog: generations at work, what they charge, and lists of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from darkroom.catalog.base import Catalog
from darkroom.domain.asset import Claim, Kind, Status
from darkroom.domain.budget import Budget, Charge, day_of
from darkroom.domain.errors import (
    AnswerLost,
    BudgetSpent,
    ContentRefused,
    GivenUp,
    RowBusy,
    RowChanged,
)
from darkroom.domain.generation import (
    FORGOTTEN_AFTER,
    Ask,
    GenerationRef,
    State,
    Task,
)
from darkroom.domain.tally import Quota
from tests.builders import an_asset, an_id
from tests.contract.catalogs import CATALOGS
from tests.contract.generations import (
    BUDGET,
    CLAIM,
    LATER,
    PLAN,
    TODAY,
    a_generation,
    begin,
    drafts_of,
)
from tests.fakes import START


@pytest.fixture(params=CATALOGS)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    with CATALOGS[request.param]() as made:
        yield made


# Claims


def test_one_at_a_time_works_on_a_generation(catalog: Catalog) -> None:
    row = begin(catalog)
    claimed = catalog.claim_generation("alice", row.id, CLAIM, START)
    assert claimed == replace(row, claim=CLAIM, revision=2)
    assert catalog.generation("alice", row.id) == claimed
    with pytest.raises(RowBusy):
        catalog.claim_generation("alice", row.id, Claim("you", CLAIM.until), START)
    again = catalog.claim_generation("alice", row.id, CLAIM, START)  # its answer was lost
    assert again == replace(row, claim=CLAIM, revision=3)


def test_a_claim_that_ended_is_taken_over(catalog: Catalog) -> None:
    row = begin(catalog)
    mine = catalog.claim_generation("alice", row.id, CLAIM, START)
    yours = Claim("you", CLAIM.until + timedelta(minutes=5))
    taken = catalog.claim_generation("alice", row.id, yours, CLAIM.until)
    assert taken
    assert taken.claim == yours
    assert mine
    with pytest.raises(RowChanged):
        catalog.swap_generation(mine, mine.asking(0, LATER))


def test_what_is_over_or_gone_is_not_claimed(catalog: Catalog) -> None:
    row = begin(catalog)
    over = catalog.swap_generation(row, row.ended(GivenUp(), LATER))
    assert catalog.claim_generation("alice", row.id, CLAIM, START) == over
    assert catalog.claim_generation("alice", an_id(), CLAIM, START) is None
    assert catalog.claim_generation("bob", row.id, CLAIM, START) is None


# Swapping


def test_of_two_who_write_at_once_one_is_told(catalog: Catalog) -> None:
    row = begin(catalog)
    first = catalog.swap_generation(row, row.asking(0, LATER))
    with pytest.raises(RowChanged):
        catalog.swap_generation(row, row.ended(GivenUp(), LATER))
    assert catalog.generation("alice", row.id) == first
    assert catalog.spent("alice", TODAY) == Charge(2)


def test_the_budget_follows_the_charge(catalog: Catalog) -> None:
    row = begin(catalog, a_generation(charge=Charge(2, 9)))
    row = catalog.swap_generation(row, row.unmade(0, ContentRefused(), LATER, is_paid=False))
    assert catalog.spent("alice", TODAY) == Charge(1, 9)
    row = catalog.swap_generation(row, row.unmade(1, AnswerLost(), LATER, is_paid=True))
    assert catalog.spent("alice", TODAY) == Charge(1, 9)
    catalog.swap_generation(row, row.ended(GivenUp(), LATER))
    assert catalog.spent("alice", TODAY) == Charge(1, 0)


def test_what_is_given_back_goes_to_the_day_that_was_charged(catalog: Catalog) -> None:
    row = begin(catalog)
    tomorrow = START + timedelta(days=1)
    catalog.swap_generation(row, row.ended(GivenUp(), tomorrow))
    assert catalog.spent("alice", TODAY) == Charge()
    assert catalog.spent("alice", day_of(tomorrow)) == Charge()


def test_a_late_image_is_charged_with_its_draft_or_not_at_all(catalog: Catalog) -> None:
    other = begin(catalog, a_generation(number=3))
    row = begin(catalog, a_generation(number=0), "k2")
    wanting = row.wanting(an_id(), LATER)
    drafts = drafts_of(wanting)
    wanted = catalog.swap_generation(row, wanting, drafts, budget=BUDGET)
    assert catalog.get("alice", wanted.images[0].asset_id) == drafts[0]
    assert catalog.spent("alice", TODAY) == Charge(4)
    more = wanted.wanting(an_id(), LATER)
    with pytest.raises(BudgetSpent, match="0 of 4 images"):
        catalog.swap_generation(wanted, more, drafts_of(more)[1:], budget=BUDGET)
    assert catalog.get("alice", more.images[1].asset_id) is None
    assert catalog.generation("alice", row.id) == wanted
    assert catalog.stats("alice")["pending"] == 4
    with pytest.raises(BudgetSpent, match="0 of 0 images"):
        catalog.swap_generation(wanted, more, drafts_of(more)[1:], budget=Budget(0, 0))
    assert catalog.generation("alice", other.id) == other


def test_without_a_budget_of_images_no_late_image_is_charged(catalog: Catalog) -> None:
    row = begin(catalog, a_generation(number=0, charge=Charge(0, 5)))
    wanting = row.wanting(an_id(), LATER)
    with pytest.raises(BudgetSpent, match="0 of 0 images"):
        catalog.swap_generation(row, wanting, drafts_of(wanting), budget=Budget(0, 60))
    assert catalog.spent("alice", TODAY) == Charge(0, 5)
    assert catalog.get("alice", wanting.images[0].asset_id) is None


def test_a_late_image_of_a_row_that_changed_is_not_charged(catalog: Catalog) -> None:
    row = begin(catalog, a_generation(number=0))
    catalog.swap_generation(row, row.heard("x", LATER))
    wanting = row.wanting(an_id(), LATER)
    with pytest.raises(RowChanged):
        catalog.swap_generation(row, wanting, drafts_of(wanting), budget=BUDGET)
    assert catalog.get("alice", wanting.images[0].asset_id) is None
    assert catalog.spent("alice", TODAY) == Charge()


def test_nothing_brings_a_removed_generation_back(catalog: Catalog) -> None:
    row = begin(catalog)
    catalog.remove_generation(row, Charge(2))
    assert catalog.generation("alice", row.id) is None
    assert catalog.spent("alice", TODAY) == Charge()
    for again in (row.asking(0, LATER), row.ended(GivenUp(), LATER)):
        with pytest.raises(RowChanged):
            catalog.swap_generation(row, again)
    with pytest.raises(RowChanged):
        catalog.remove_generation(row, Charge(2))
    assert catalog.spent("alice", TODAY) == Charge()
    assert catalog.generation("alice", row.id) is None


def test_what_changed_meanwhile_is_not_removed(catalog: Catalog) -> None:
    row = begin(catalog)
    asked = catalog.swap_generation(row, row.asking(0, LATER))
    with pytest.raises(RowChanged):
        catalog.remove_generation(row, Charge(2))
    assert catalog.spent("alice", TODAY) == Charge(2)
    catalog.remove_generation(asked, Charge(1))
    assert catalog.spent("alice", TODAY) == Charge(1)


# Listing


def test_generations_are_listed_newest_first_page_by_page(catalog: Catalog) -> None:
    rows = [begin(catalog, a_generation(number=0), f"k{number}") for number in range(4)]
    begin(catalog, a_generation("bob", 0))
    catalog.add([an_asset()], Quota())
    newest = rows[::-1]
    assert catalog.generations("alice", limit=9, after=None) == newest
    assert catalog.generations("alice", limit=1, after=None) == newest[:2]
    assert catalog.generations("alice", limit=2, after=newest[0].id) == newest[1:4]
    assert catalog.generations("alice", limit=2, after=newest[3].id) == []
    assert catalog.generations("alice", limit=2, after=an_id()) == newest[:3]


def test_a_page_of_long_prompts_is_whole(catalog: Catalog) -> None:
    """40 of these are more than the megabyte that one answer of DynamoDB holds."""
    words = "🌊" * 2000
    long = Ask(Task.GENERATION, words, words)
    row = a_generation(number=0, ask=long, transcript=words, plan=PLAN | {"for_model": words})
    for number in range(40):
        begin(catalog, replace(row, id=an_id()), f"k{number}")
    assert len(catalog.generations("alice", limit=39, after=None)) == 40


def test_statistics_have_the_counters_and_what_is_spent(catalog: Catalog) -> None:
    assert catalog.overview("alice", TODAY) == (catalog.stats("alice"), Charge())
    begin(catalog, a_generation(charge=Charge(2, 9)))
    tally, spent = catalog.overview("alice", TODAY)
    assert (tally, spent) == (catalog.stats("alice"), Charge(2, 9))
    assert tally["pending"] == 2
    assert catalog.overview("alice", "2026-03-13") == (tally, Charge())


# What is due


def test_what_was_forgotten_is_due_most_overdue_first(catalog: Catalog) -> None:
    rows = [
        begin(
            catalog,
            a_generation(owner, 0, created_at=START + delay, updated_at=START + delay),
        )
        for owner, delay in (("bob", timedelta(minutes=2)), ("alice", timedelta()))
    ]
    refs = [GenerationRef(row.owner, row.id) for row in rows]
    due = START + FORGOTTEN_AFTER
    assert catalog.due_generations(due - timedelta(seconds=1), limit=9) == []
    assert catalog.due_generations(due + timedelta(seconds=1), limit=9) == refs[1:]
    later = due + timedelta(minutes=3)
    assert catalog.due_generations(later, limit=9) == refs[::-1]
    assert catalog.due_generations(later, limit=1) == refs[1:]


def test_a_claim_moves_no_due_date_but_a_step_does(catalog: Catalog) -> None:
    row = begin(catalog)
    at = START + FORGOTTEN_AFTER + timedelta(seconds=1)
    claimed = catalog.claim_generation("alice", row.id, Claim("me", at + timedelta(hours=1)), at)
    assert claimed
    assert catalog.due_generations(at, limit=9) == [GenerationRef("alice", row.id)]
    catalog.swap_generation(claimed, claimed.asking(0, at))
    assert catalog.due_generations(at, limit=9) == []


def test_what_is_over_is_never_due(catalog: Catalog) -> None:
    row = begin(catalog)
    over = catalog.swap_generation(row, row.ended(GivenUp(), LATER))
    assert over.state is State.FAILED
    assert catalog.due_generations(START + timedelta(days=40), limit=9) == []


def test_a_draft_is_an_asset_that_is_pending(catalog: Catalog) -> None:
    row = begin(catalog)
    draft = catalog.get("alice", row.images[0].asset_id)
    assert draft
    assert (draft.status, draft.kind) == (Status.PENDING, Kind.GENERATED)
    catalog.swap(draft, draft.deleting(LATER))
    assert catalog.stats("alice")["pending"] == 1
