"""Generations that are given up, or lose their drafts, sources and results, at every moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from darkroom.domain.budget import Charge
from darkroom.domain.errors import AssetNotFound, GenerationNotFound, RequestInFlight
from darkroom.domain.generation import Generation, State
from tests.unit.services.asking import (
    FOR_A_MODEL,
    SEA,
    begin,
    deliver,
    end,
    instructing,
    now,
    of_words,
    refining,
    settle,
    speaking,
    speaking_for_a_model,
    spent,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.provider import answers, fails
from tests.unit.services.stepping import Steps, happening_at

Begin = Callable[[House], Generation]
KINDS: dict[str, Begin] = {
    "two images": of_words,
    "a refinement": refining,
    "a model's": lambda house: instructing(house, FOR_A_MODEL),
    "operations": instructing,
    "spoken": speaking,
    "spoken for a model": speaking_for_a_model,
}
kinds = pytest.mark.parametrize("ask", KINDS.values(), ids=KINDS)
Meanwhile = Callable[[House, Generation], None]


def number_of_steps(new_house: NewHouse, ask: Begin) -> int:
    house, steps = new_house(in_memory=True), Steps()
    ask(house)
    deliver(house, house.stepping(steps))
    return len(steps.taken)


def at_each_step(
    new_house: NewHouse, ask: Begin, meanwhile: Meanwhile
) -> list[tuple[House, Generation]]:
    """Houses in which something happened before each step of the work, and then all is done."""
    houses = []
    for n in range(1, 1 + number_of_steps(new_house, ask)):
        house = new_house(in_memory=True)
        row = ask(house)

        def happen(house: House = house, row: Generation = row) -> None:
            meanwhile(house, row)

        deliver(house, house.stepping(Steps(before=happening_at(n, happen))))
        houses.append((house, row))
    return houses


def cancel(house: House, row: Generation) -> None:
    house.now.generations.cancel(row.owner, row.id)


# Given up


def test_what_is_queued_is_given_back_whole(house: House) -> None:
    row = of_words(house, 3)
    cancel(house, row)
    assert spent(house) == Charge()
    assert house.catalog.stats("alice")["pending"] == 0
    settle(house)
    assert house.creating.images.asked == []
    with pytest.raises(GenerationNotFound):
        house.now.generations.get("alice", row.id)
    end(house)
    assert house.catalog.rows == {}


def test_what_was_asked_for_stays_charged_and_what_is_made_stays(house: House) -> None:
    house.creating.images.script = [answers, fails]
    row = of_words(house, 3)
    deliver(house)
    cancel(house, row)
    assert spent(house) == Charge(1)
    assert house.row(row.images[0].asset_id).facts
    house.clock.advance(hours=26)
    house.reconcile(1)
    assert set(house.catalog.rows) == {("alice", row.images[0].asset_id)}
    house.check_end()


def test_speech_that_nobody_heard_is_given_back(house: House) -> None:
    row = speaking(house)
    cancel(house, row)
    assert spent(house) == Charge()
    end(house)


def test_of_what_is_over_the_record_goes_and_nothing_is_given_back(house: House) -> None:
    row = of_words(house)
    settle(house)
    cancel(house, row)
    assert house.catalog.generation_rows == {}
    assert len(house.catalog.rows) == 2
    assert spent(house) == Charge(2)
    with pytest.raises(GenerationNotFound):
        cancel(house, row)


def test_nobody_gives_up_what_is_another_s(house: House) -> None:
    row = of_words(house)
    for missing in (row.id, "nonsense"):
        with pytest.raises(GenerationNotFound):
            house.now.generations.cancel("bob", missing)


def test_a_row_that_never_holds_still_is_asked_for_later(house: House) -> None:
    row = of_words(house)

    def touch(number: int, name: str) -> None:
        if name == "catalog.remove_generation":
            current = now(house, row)
            house.catalog.swap_generation(current, current.let_go(house.clock.now()))

    with pytest.raises(RequestInFlight):
        house.stepping(Steps(before=touch)).generations.cancel("alice", row.id)
    assert spent(house) == Charge(2)


@kinds
def test_given_up_at_any_moment_nothing_is_left_and_nothing_comes_back(
    new_house: NewHouse, ask: Begin
) -> None:
    for house, row in at_each_step(new_house, ask, cancel):
        assert house.catalog.generation("alice", row.id) is None
        paid = house.creating.images.paid.total(), house.creating.speech.paid.total()
        charged = spent(house)
        assert paid[0] <= charged.images <= len(row.images or house.creating.images.asked)
        assert charged.voice_seconds in ({0, 5} if not paid[1] else {5})
        end(house, kept=charged)
        left = [asset for asset in house.catalog.rows.values() if asset.generation]
        assert len(left) <= max(1, len(row.images))


def test_a_worker_that_comes_between_makes_it_no_less_given_up(new_house: NewHouse) -> None:
    for n in range(1, 6):
        house = new_house(in_memory=True)
        row = of_words(house)

        def work(house: House = house) -> None:
            deliver(house)

        services = house.stepping(Steps(before=happening_at(n, work)))
        with suppress(GenerationNotFound):
            services.generations.cancel("alice", row.id)
        settle(house)
        assert house.catalog.generation("alice", row.id) is None
        assert house.creating.images.paid.total() <= spent(house).images
        end(house, kept=spent(house))


# Drafts, sources and results that are deleted meanwhile


def delete(house: House, asset_id: str | None) -> None:
    with suppress(AssetNotFound):
        house.now.deletion.delete("alice", asset_id or "")


@pytest.mark.parametrize("ask", [of_words, refining], ids=["two images", "a refinement"])
def test_a_draft_that_is_deleted_meanwhile_is_no_result(new_house: NewHouse, ask: Begin) -> None:
    for house, row in at_each_step(
        new_house, ask, lambda house, row: delete(house, row.images[0].asset_id)
    ):
        settle(house)
        gone = row.images[0].asset_id
        current = house.catalog.get("alice", gone)
        assert current is None or current.facts is None
        over = now(house, row)
        assert over.is_over
        assert spent(house) == over.charge
        assert house.creating.images.paid.total() <= over.charge.images
        house.clock.advance(hours=26)
        house.reconcile(1)
        house.check_end()
        assert house.catalog.get("alice", gone) is None


@pytest.mark.parametrize("ask", [KINDS["a refinement"], KINDS["a model's"], KINDS["spoken"]])
def test_a_source_that_is_deleted_meanwhile_takes_no_paid_answer_with_it(
    new_house: NewHouse, ask: Begin
) -> None:
    for house, row in at_each_step(
        new_house, ask, lambda house, row: delete(house, row.ask.source_asset_id)
    ):
        end(house)
        over = now(house, row)
        paid = house.creating.images.paid.total()
        assert over.state is (State.READY if over.result_ids else State.REFUSED)
        assert len(over.result_ids) >= paid
        assert over.charge.images == paid


def test_a_source_that_is_deleted_before_ends_it_and_all_is_given_back(house: House) -> None:
    source = house.upload()
    row = refining(house, source)
    delete(house, source.id)
    settle(house)
    over = now(house, row)
    assert over.problem
    assert (over.state, over.problem.code) == (State.REFUSED, "asset_not_found")
    assert spent(house) == Charge()
    end(house)


def test_a_deleted_result_is_not_made_again(house: House) -> None:
    row = begin(house, SEA)
    ref = house.creating.waiting[0][0]
    settle(house)
    delete(house, row.images[0].asset_id)
    house.now.generating.work(ref, lambda: 275)
    assert house.creating.images.asked == ["image 7"]
    assert now(house, row).state is State.READY
