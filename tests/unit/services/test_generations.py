"""Asking for something: within budget and quota, and nothing is changed when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from darkroom.domain.asset import Kind, Status
from darkroom.domain.budget import Budget, Charge
from darkroom.domain.errors import (
    AssetNotFound,
    BudgetSpent,
    DarkroomError,
    GenerationNotFound,
    InvalidCursor,
    InvalidRequest,
    NotReady,
    NotUnderstood,
    PromptRefused,
    QuotaExceeded,
)
from darkroom.domain.generation import Ask, State, Task
from darkroom.domain.limits import Limits
from darkroom.domain.prompts import LARGEST_SEED, denied_words
from darkroom.providers.base import Ability
from tests.fakes import START
from tests.unit.services.asking import (
    FOR_A_MODEL,
    IN_WORDS,
    SEA,
    a_recording,
    begin,
    deliver,
    instructing,
    now,
    of_words,
    settle,
    speaking,
    spent,
)
from tests.unit.services.conftest import NewHouse
from tests.unit.services.creating import Creating
from tests.unit.services.house import NOT_A_PHOTO, House

# What is refused leaves everything as it was


def refused(house: House, error: type[DarkroomError], ask: Ask, **words: Any) -> DarkroomError:
    """Why, and that nothing was changed: the key can still be used."""
    before = house.everything()
    with pytest.raises(error) as caught:
        begin(house, ask, **words)
    assert house.everything() == before
    assert house.creating.waiting == []
    return caught.value


def test_more_than_the_budget_is_refused_until_midnight(new_house: NewHouse) -> None:
    house = new_house(creating=Creating(budget=Budget(3, 0)))
    begin(house, SEA, num_images=2, key="first")
    house.creating.waiting.clear()
    error = refused(house, BudgetSpent, SEA, num_images=2)
    midnight = datetime(2026, 3, 15, tzinfo=START.tzinfo)
    assert error.extensions["renews_at"] == "2026-03-15T00:00:00Z"
    assert error.retry_after == (midnight - START).total_seconds()
    begin(house, SEA, num_images=1, key="what-is-left")
    house.clock.time = midnight - timedelta(microseconds=1)
    with pytest.raises(BudgetSpent):
        begin(house, SEA)
    house.clock.time = midnight
    begin(house, SEA, num_images=3)
    assert spent(house) == Charge(3)


def test_speech_has_a_budget_in_seconds(new_house: NewHouse) -> None:
    house = new_house(creating=Creating(budget=Budget(0, 9)))
    source = house.upload()
    first, second = a_recording(house, seconds=5), a_recording(house, seconds=5)
    speaking(house, source, first)
    house.creating.waiting.clear()
    ask = Ask(Task.INSTRUCTION, source_asset_id=source.id, audio_upload_id=second.id)
    error = refused(house, BudgetSpent, ask, num_images=0, key="k2")
    assert "4 of 9 seconds" in error.detail


def test_the_quota_is_that_of_the_time_of_asking(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=2))
    house.upload()
    refused(house, QuotaExceeded, SEA, num_images=2)
    begin(house, SEA)
    house.creating.waiting.clear()
    refused(house, QuotaExceeded, SEA, key="k2")
    refused(house, QuotaExceeded, replace(SEA, prompt="two"), num_images=3, key="k3")


@pytest.mark.parametrize("field", ["prompt", "negative_prompt", "style"])
def test_what_the_deployment_does_not_take_is_pointed_at(new_house: NewHouse, field: str) -> None:
    house = new_house(creating=Creating(takes=denied_words(["dragon"])))
    words: dict[str, Any] = {field: "a Drágon!"}
    ask = replace(SEA, **words)
    error = refused(house, PromptRefused, ask)
    assert isinstance(error, PromptRefused)
    assert error.errors[0].pointer == f"/{field}"


def test_a_source_is_one_s_own_and_ready(house: House) -> None:
    foreign = house.upload("bob")
    pending, rejected = house.ticket(), house.upload(body=NOT_A_PHOTO)
    gone = house.upload()
    house.now.deletion.delete("alice", gone.id)
    for task in (Task.VARIATION, Task.REFINEMENT, Task.INSTRUCTION):
        ask = Ask(task, IN_WORDS)
        for missing in (foreign.id, gone.id, "nonsense", a_recording(house).id):
            refused(house, AssetNotFound, replace(ask, source_asset_id=missing))
        for unready in (pending.id, rejected.id):
            refused(house, NotReady, replace(ask, source_asset_id=unready))


def test_only_what_the_provider_can_do_is_taken(house: House) -> None:
    images = house.creating.images
    refused(house, InvalidRequest, replace(SEA, model="steel"))
    begin(house, replace(SEA, model="ink"), key="k0")
    house.creating.waiting.clear()
    images.abilities = replace(images.abilities, can=frozenset({Ability.VARY}))
    refused(house, InvalidRequest, SEA)


def test_an_instruction_that_nobody_understands_is_refused(house: House) -> None:
    house.creating.images.abilities = replace(
        house.creating.images.abilities, can=frozenset({Ability.GENERATE})
    )
    source = house.upload()
    for prompt in ("add a dragon", "make it", "!!!", "🌊"):
        ask = Ask(Task.INSTRUCTION, prompt, source_asset_id=source.id)
        error = refused(house, NotUnderstood, ask, num_images=0)
        assert isinstance(error, NotUnderstood)
        assert error.errors[0].pointer == "/prompt"


def test_punctuation_is_no_instruction_even_for_a_model(house: House) -> None:
    source = house.upload()
    ask = Ask(Task.INSTRUCTION, "?!", source_asset_id=source.id)
    refused(house, NotUnderstood, ask, num_images=0)


def test_a_recording_is_one_s_own_and_received(house: House) -> None:
    source = house.upload()
    foreign = house.upload("bob", body=b"voice:..", filename="a.wav", content_type="audio/wav")
    pending = house.ticket(body=b"voice:..", filename="a.wav", content_type="audio/wav")
    for said in (foreign.id, pending.id, source.id, "nonsense"):
        ask = Ask(Task.INSTRUCTION, source_asset_id=source.id, audio_upload_id=said)
        error = refused(house, InvalidRequest, ask, num_images=0)
        assert isinstance(error, InvalidRequest)
        assert error.errors[0].pointer == "/audio_upload_id"


def test_where_nobody_hears_any_more_no_recording_is_taken(house: House) -> None:
    source, said = house.upload(), a_recording(house)
    makers = replace(house.now.generations.makers, speech="")
    house.now.generations = replace(house.now.generations, makers=makers)
    ask = Ask(Task.INSTRUCTION, source_asset_id=source.id, audio_upload_id=said.id)
    refused(house, InvalidRequest, ask, num_images=0)


def test_a_recording_is_used_once(house: House) -> None:
    source, said = house.upload(), a_recording(house)
    speaking(house, source, said)
    settle(house)
    ask = Ask(Task.INSTRUCTION, source_asset_id=source.id, audio_upload_id=said.id)
    refused(house, InvalidRequest, ask, num_images=0, key="k2")


# What is begun


def test_images_are_begun_with_their_drafts_and_charged(house: House) -> None:
    row = of_words(house, 3, job_id="summer")
    assert (row.state, row.charge, spent(house)) == (State.QUEUED, Charge(3), Charge(3))
    ids = [image.asset_id for image in row.images]
    assert ids == sorted(ids)
    for asset_id in ids:
        draft = house.row(asset_id)
        assert (draft.status, draft.kind, draft.size) == (Status.PENDING, Kind.GENERATED, 0)
        assert (draft.filename, draft.job_id) == ("a-calm-sea.png", "summer")
        assert draft.generation == {"id": row.id}
    assert [ref.generation_id for ref, _ in house.creating.waiting] == [row.id]


def test_operations_alone_cost_nothing_and_have_no_draft(house: House) -> None:
    row = instructing(house)
    assert (row.charge, row.images, spent(house)) == (Charge(), (), Charge())
    assert len(house.catalog.rows) == 1
    assert row.plan
    assert row.plan["for_model"] is None


def test_what_needs_a_model_is_one_image(house: House) -> None:
    row = instructing(house, FOR_A_MODEL)
    assert (len(row.images), spent(house)) == (1, Charge(1))
    assert row.plan
    assert row.plan["recipe"]
    assert "dragon" in row.plan["for_model"]


def test_without_a_model_what_is_understood_is_done_and_the_rest_is_told(house: House) -> None:
    images = house.creating.images
    images.abilities = replace(images.abilities, can=frozenset({Ability.GENERATE}))
    row = instructing(house, FOR_A_MODEL)
    assert (row.images, row.charge) == ((), Charge())
    assert row.plan
    assert row.plan["not_understood"] == ["add a dragon"]
    settle(house)
    assert len(now(house, row).result_ids) == 1


def test_speech_is_charged_by_the_second_begun(house: House) -> None:
    said = a_recording(house)
    house.catalog.swap(said, replace(said, seconds=4.2))
    row = speaking(house, recording=said)
    assert (row.charge, row.speech) == (Charge(0, 5), "listener")
    assert row.images == ()


def test_a_plan_is_shown_and_nothing_is_changed(house: House) -> None:
    source = house.upload()
    before = house.everything()
    plan = house.now.generations.plan(
        "alice", Ask(Task.INSTRUCTION, FOR_A_MODEL, source_asset_id=source.id)
    )
    assert plan.recipe
    assert plan.for_model
    assert house.everything() == before


def test_a_seed_nobody_asked_for_is_one_that_everybody_takes(house: House) -> None:
    seeds = {house.now.generations.seed() for _ in range(9)}
    assert len(seeds) == 9
    assert all(0 <= seed <= LARGEST_SEED for seed in seeds)


# Following


def test_generations_are_shown_page_by_page(house: House) -> None:
    rows = [begin(house, SEA, key=f"k{number}") for number in range(3)]
    shown, cursor = house.now.generations.page("alice", 2, None)
    assert shown == rows[:0:-1]
    rest, last = house.now.generations.page("alice", 2, cursor)
    assert (rest, last) == ([rows[0]], None)
    with pytest.raises(InvalidCursor):
        house.now.generations.page("bob", 2, cursor)


def test_a_generation_is_waited_for(house: House) -> None:
    row = begin(house, SEA)
    found = house.now.generations.get("alice", row.id, 3)
    assert found.state is State.QUEUED
    assert sum(house.clock.slept) == pytest.approx(3)
    deliver(house)
    house.clock.slept.clear()
    assert house.now.generations.get("alice", row.id, 3).state is State.READY
    assert house.clock.slept == []
    for missing in ("nonsense", house.ports.new_id()):
        with pytest.raises(GenerationNotFound):
            house.now.generations.get("alice", missing)
    with pytest.raises(GenerationNotFound):
        house.now.generations.get("bob", row.id)


def test_results_are_those_that_are_still_there(house: House) -> None:
    row = of_words(house)
    assert house.now.generations.results("alice", row) == []
    settle(house)
    done = now(house, row)
    assert [each.id for each in house.now.generations.results("alice", done)] == [
        image.asset_id for image in row.images
    ]
    house.now.deletion.delete("alice", done.result_ids[0])
    assert len(house.now.generations.results("alice", done)) == 1
    assert house.now.galleries.overview("alice")[1] == Charge(2)
