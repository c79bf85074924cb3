"""What DynamoDB is asked about generations: how often, and what a lost answer or a race does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from darkroom.catalog.dynamodb import DynamoCatalog
from darkroom.domain.asset import Claim
from darkroom.domain.budget import Charge
from darkroom.domain.errors import BudgetSpent, CatalogFailure, GivenUp, RowBusy, RowChanged
from darkroom.domain.generation import Generation
from darkroom.domain.tally import Quota
from tests.builders import an_id
from tests.contract.catalogs import listening, moto_table
from tests.contract.generations import (
    BUDGET,
    CLAIM,
    LATER,
    TODAY,
    a_generation,
    a_once,
    begin,
    drafts_of,
)
from tests.contract.test_catalog_dynamodb import losing_the_first_answer
from tests.fakes import START

GET, PUT, UPDATE = "GetItem", "PutItem", "UpdateItem"
BATCH, QUERY, TRANSACT = "BatchGetItem", "Query", "TransactWriteItems"


@dataclass
class Rig:
    """A catalog with a generation, and what it asks DynamoDB."""

    catalog: DynamoCatalog
    asked: Counter[str] = field(default_factory=Counter)
    row: Generation = field(default_factory=a_generation)

    def swap(self, after: Generation, **words: Any) -> Generation:
        return self.catalog.swap_generation(self.row, after, **words)

    def want(self) -> None:
        wanting = self.row.wanting(an_id(), LATER)
        self.swap(wanting, drafts=drafts_of(wanting)[-1:], budget=BUDGET)

    def claim(self) -> Generation | None:
        return self.catalog.claim_generation("alice", self.row.id, CLAIM, START)


@pytest.fixture
def rig() -> Iterator[Rig]:
    with moto_table() as table:
        rig = Rig(DynamoCatalog(table))
        begin(rig.catalog, rig.row)

        def note(model: Any, **_: Any) -> None:
            rig.asked[model.name] += 1

        with listening("before-call.dynamodb", note):
            yield rig


REQUESTS: dict[str, tuple[Callable[[Rig], object], dict[str, int]]] = {
    "a beginning": (lambda rig: begin(rig.catalog, key="k2"), {TRANSACT: 1}),
    "a key": (lambda rig: rig.catalog.once("alice", "k1"), {GET: 1}),
    "an answer": (lambda rig: rig.catalog.answered(a_once(rig.row)), {UPDATE: 1}),
    "a generation": (lambda rig: rig.catalog.generation("alice", rig.row.id), {GET: 1}),
    "a page": (lambda rig: rig.catalog.generations("alice", limit=9, after=None), {QUERY: 1}),
    "a full page": (lambda rig: rig.catalog.generations("alice", limit=0, after=None), {QUERY: 1}),
    "a claim": (Rig.claim, {UPDATE: 1}),
    "a step": (lambda rig: rig.swap(rig.row.asking(0, LATER)), {PUT: 1}),
    "an end": (lambda rig: rig.swap(rig.row.ended(GivenUp(), LATER)), {TRANSACT: 1}),
    "a late image": (Rig.want, {TRANSACT: 1}),
    "a removal": (lambda rig: rig.catalog.remove_generation(rig.row, Charge(2)), {TRANSACT: 1}),
    "statistics": (lambda rig: rig.catalog.overview("alice", TODAY), {BATCH: 1}),
    "what is spent": (lambda rig: rig.catalog.spent("alice", TODAY), {GET: 1}),
    "what is due": (lambda rig: rig.catalog.due_generations(LATER, limit=9), {QUERY: 1}),
}


@pytest.mark.parametrize(("act", "requests"), REQUESTS.values(), ids=REQUESTS)
def test_takes_no_more_requests_than_this(
    rig: Rig, act: Callable[[Rig], object], requests: dict[str, int]
) -> None:
    act(rig)
    assert dict(rig.asked) == requests


def test_a_refusal_for_the_budget_is_read_once_more(rig: Rig) -> None:
    with pytest.raises(BudgetSpent):
        begin(rig.catalog, a_generation(number=3), "k2")
    assert dict(rig.asked) == {TRANSACT: 1, GET: 1}


def test_what_never_fits_is_not_tried(rig: Rig) -> None:
    with pytest.raises(BudgetSpent, match="2 of 4 images"):
        begin(rig.catalog, a_generation(number=5), "k2")
    assert dict(rig.asked) == {GET: 1}


# Answers that got lost


def test_a_step_whose_answer_got_lost_is_no_conflict(rig: Rig) -> None:
    asking = rig.row.asking(0, LATER)
    with losing_the_first_answer(PUT):
        written = rig.swap(asking)
    assert written == asking.written_over(rig.row)
    assert rig.catalog.generation("alice", rig.row.id) == written


def test_a_claim_whose_answer_got_lost_does_not_shut_out_its_holder(rig: Rig) -> None:
    with losing_the_first_answer(UPDATE):
        claimed = rig.claim()
    assert claimed
    assert claimed.claim == CLAIM
    assert claimed == rig.catalog.generation("alice", rig.row.id)


def test_an_answer_whose_note_got_lost_is_noted(rig: Rig) -> None:
    with losing_the_first_answer(UPDATE):
        rig.catalog.answered(a_once(rig.row))
    once = rig.catalog.once("alice", "k1")
    assert once
    assert once.is_answered


# Races: somebody comes between what is read and what is written


def before_the_next(operation: str, happening: Callable[[], object]) -> Any:
    """Something happens before this operation is asked for, once."""
    left = [happening]

    def happen(**_: Any) -> None:
        if left:
            left.pop()()

    return listening(f"before-call.dynamodb.{operation}", happen)


def test_the_last_of_a_budget_goes_to_one_of_two(rig: Rig) -> None:
    with (
        before_the_next(TRANSACT, lambda: begin(rig.catalog, key="theirs")),
        pytest.raises(BudgetSpent, match="0 of 4"),
    ):
        begin(rig.catalog, key="mine")
    assert rig.catalog.spent("alice", TODAY) == Charge(4)
    assert rig.catalog.once("alice", "mine") is None


def test_of_two_with_the_same_key_one_begins(rig: Rig) -> None:
    theirs = a_generation(number=1)
    with (
        before_the_next(TRANSACT, lambda: begin(rig.catalog, theirs, "k2")),
        pytest.raises(RowChanged),
    ):
        begin(rig.catalog, a_generation(number=1), "k2")
    once = rig.catalog.once("alice", "k2")
    assert once
    assert once.generation_id == theirs.id
    assert rig.catalog.spent("alice", TODAY) == Charge(3)


def test_room_that_is_there_again_is_worth_another_try(rig: Rig) -> None:
    def give_back() -> None:
        rig.catalog.remove_generation(rig.row, Charge(2))

    with before_the_next(GET, give_back), pytest.raises(CatalogFailure):
        begin(rig.catalog, a_generation(number=3), "k2")
    begin(rig.catalog, a_generation(number=3), "k2")


def test_a_quota_that_fills_up_meanwhile_refuses_nothing_of_a_late_image(rig: Rig) -> None:
    begin(rig.catalog, a_generation(number=0), "k2", quota=Quota(max_assets=1))
    rig.want()
    assert rig.catalog.spent("alice", TODAY) == Charge(3)


def test_a_claim_in_between_is_noticed(rig: Rig) -> None:
    with (
        before_the_next(PUT, rig.claim),
        pytest.raises(RowChanged),
    ):
        rig.swap(rig.row.asking(0, LATER))
    with pytest.raises(RowBusy):
        rig.catalog.claim_generation("alice", rig.row.id, Claim("you", LATER), START)


def test_two_refunds_of_the_same_row_count_once(rig: Rig) -> None:
    ended = rig.row.ended(GivenUp(), LATER)
    with before_the_next(TRANSACT, lambda: rig.swap(ended)), pytest.raises(RowChanged):
        rig.catalog.remove_generation(rig.row, Charge(2))
    assert rig.catalog.spent("alice", TODAY) == Charge()
