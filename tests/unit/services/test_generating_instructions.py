"""Instructions at work: by operations, by a model, in words and by voice."""

from __future__ import annotations

from darkroom.domain.asset import Kind
from darkroom.domain.budget import Budget, Charge
from darkroom.domain.generation import State
from tests.unit.services.asking import (
    FOR_A_MODEL,
    deliver,
    end,
    instructing,
    now,
    settle,
    speaking,
    speaking_for_a_model,
    spent,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.creating import Creating
from tests.unit.services.house import House
from tests.unit.services.stepping import Steps, crash_after


def test_operations_alone_are_the_same_edit_each_time(house: House) -> None:
    source = house.upload()
    first = instructing(house, source=source)
    settle(house)
    second = instructing(house, source=source, key="k2")
    settle(house)
    assert now(house, first).result_ids == now(house, second).result_ids
    (result_id,) = now(house, first).result_ids
    result = house.row(result_id)
    assert (result.kind, result.source_asset_id) == (Kind.PROCESSED, source.id)
    assert house.creating.images.asked == []
    end_with_shared_result(house)


def end_with_shared_result(house: House) -> None:
    house.clock.advance(hours=26)
    house.reconcile(1)
    house.check_end()


def test_an_edit_that_another_is_making_is_looked_at_again_soon(house: House) -> None:
    source = house.upload()
    row, steps = instructing(house, source=source), Steps()
    crash_after(steps, 5)
    deliver(house, house.stepping(steps))
    assert "catalog.add_result" in steps.taken
    house.creating.waiting.clear()
    house.clock.advance(minutes=4, seconds=59)
    other = instructing(house, source=source, key="k2")
    worked = deliver(house)
    assert worked
    assert worked.verdict == "continued"
    assert [seconds for _, seconds in house.creating.waiting] == [5]
    settle(house)
    assert now(house, other).state is State.READY
    house.reconcile(1)
    settle(house)
    assert now(house, row).result_ids == now(house, other).result_ids
    end_with_shared_result(house)


def test_a_model_gets_the_source_as_the_operations_leave_it(house: House) -> None:
    row = instructing(house, FOR_A_MODEL)
    settle(house)
    (wish,), (picture,) = house.creating.images.wishes, house.creating.images.pictures
    assert "dragon" in wish.prompt
    assert "black" not in wish.prompt
    assert picture.body.startswith(b"photo: the sea ")
    assert now(house, row).state is State.READY
    end(house)


def test_words_that_are_heard_are_charged_when_they_need_a_model(house: House) -> None:
    row = speaking_for_a_model(house)
    assert spent(house) == Charge(0, 5)
    settle(house)
    assert spent(house) == now(house, row).charge == Charge(1, 5)
    assert now(house, row).transcript == FOR_A_MODEL
    end(house)


def test_words_that_need_a_model_are_refused_when_no_image_is_left(new_house: NewHouse) -> None:
    house = new_house(creating=Creating(budget=Budget(0, 60)))
    row = speaking_for_a_model(house)
    settle(house)
    over = now(house, row)
    assert over.state is State.REFUSED
    assert over.problem
    assert over.problem.code == "budget_spent"
    assert spent(house) == over.charge == Charge(0, 5)
    end(house)


def test_a_dry_run_by_voice_shows_the_plan_and_makes_nothing(house: House) -> None:
    house.creating.speech.words = FOR_A_MODEL
    row = speaking(house, dry_run=True)
    settle(house)
    over = now(house, row)
    assert (over.state, over.images, over.result_ids) == (State.READY, (), ())
    assert over.plan
    assert over.plan["for_model"]
    assert spent(house) == Charge(0, 5)
    end(house)
