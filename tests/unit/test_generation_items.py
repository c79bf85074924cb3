"""Generations, keys and budgets as rows: what is written, what is indexed, and when it goes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.catalog.base import Once
from darkroom.catalog.generation_items import (
    budget_key,
    from_generation,
    from_once,
    generation_key,
    once_key,
    to_charge,
    to_generation,
    to_once,
)
from darkroom.domain.asset import Claim, Rejection
from darkroom.domain.budget import Charge
from darkroom.domain.errors import AnswerLost, GivenUp
from darkroom.domain.generation import (
    FORGOTTEN_AFTER,
    RETENTION,
    Ask,
    Generation,
    Image,
    Shot,
    Task,
)
from darkroom.domain.region import Region
from tests.builders import an_id
from tests.fakes import START

LATER = START + timedelta(seconds=1.5)
LARGEST_ITEM = 400 * 1024
"""Of DynamoDB, with the names of its attributes."""


def a_generation(**changes: Any) -> Generation:
    made = Generation(
        id=an_id(),
        owner="auth0|alice",
        ask=Ask(Task.REFINEMENT, "写\n🌊", "Nebel", seed=2**32 - 2, strength=0.1),
        provider="painter",
        created_at=START,
        updated_at=START,
        images=(Image(an_id()), Image(an_id(), Shot.UNMADE, Rejection("given_up", "Zu spät."))),
        charge=Charge(2, 5),
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"images": ()},
        {"images": (Image(an_id(), Shot.ASKED, size=(1200, 900)),)},
        {"speech": "listener", "is_heard": True, "transcript": "heller"},
        {"plan": {"recipe": {"version": 1, "operations": []}, "for_model": None}},
        {"plan": {}},
        {"result_id": "r", "problem": Rejection("given_up", "")},
        {"claim": Claim("me", LATER), "nudged_at": LATER, "revision": 7, "updated_at": LATER},
        {"ask": Ask(Task.INSTRUCTION, audio_upload_id="a", seconds=60, dry_run=True)},
        {"ask": Ask(Task.VARIATION, strength=1.0, source_asset_id="s", preserve_structure=False)},
        {"ask": Ask(Task.REFINEMENT, "fog", region=Region(0, 1 / 3, 0.1, 2 / 3))},
        {"charge": Charge()},
    ],
)
def test_a_row_is_read_as_it_was_written(changes: dict[str, Any]) -> None:
    row = a_generation(**changes)
    assert to_generation(from_generation(row)) == row


def test_what_is_left_to_do_is_indexed_and_stays() -> None:
    item = from_generation(a_generation())
    assert item["due_pk"] == {"S": "generations"}
    due = START + FORGOTTEN_AFTER
    assert item["due_at"] == {"N": str(int(due.timestamp()) + bool(due.microsecond))}
    assert "ttl" not in item


def test_what_is_over_leaves_the_index_and_goes_after_its_time() -> None:
    item = from_generation(a_generation().ended(GivenUp(), LATER))
    assert not {"due_pk", "due_at", "claim_until", "claim_token"} & set(item)
    kept_until = (LATER + RETENTION).timestamp()
    assert kept_until <= int(item["ttl"]["N"]) < kept_until + 1


def test_the_prompt_is_not_among_the_other_words() -> None:
    """So that whoever looks for prompts knows where they are."""
    item = from_generation(a_generation())
    assert item["prompt"] == {"S": "写\n🌊"}
    assert "prompt" not in json.loads(item["ask"]["S"])


def test_a_row_of_before_a_field_was_added_is_read_with_what_it_meant() -> None:
    row = a_generation()
    item = from_generation(row)
    ask = json.loads(item["ask"]["S"])
    del ask["seconds"], ask["dry_run"]
    assert to_generation(item | {"ask": {"S": json.dumps(ask)}}) == row


def test_a_row_of_a_newer_version_is_read_without_what_is_not_known_yet() -> None:
    row = a_generation()
    item = from_generation(row)
    asked = json.loads(item["ask"]["S"]) | {"mood": "calm"}
    assert to_generation(item | {"ask": {"S": json.dumps(asked)}}) == row


def test_the_largest_row_fits() -> None:
    words = '"' * 2000  # each is two characters as JSON
    part = {"words": "写" * 2000, "operations": list(range(10))}
    plan = {
        "recipe": {"version": 1, "operations": [{"operation": "x" * 2000}] * 10},
        "for_model": "写" * 2000,
        "understood": [part],
        "not_understood": ["写" * 2000],
    }
    lost = Image(an_id(), Shot.UNMADE, Rejection("answer_lost", AnswerLost().detail))
    ask = Ask(Task.REFINEMENT, "🌊" * 2000, words, "写" * 40, "x" * 100, source_asset_id=an_id())
    row = a_generation(ask=ask, plan=plan, transcript="🌊" * 2000, images=(lost,) * 4)
    size = sum(
        len(name.encode()) + len(str(next(iter(value.values()))).encode())
        for name, value in from_generation(row).items()
    )
    assert size < LARGEST_ITEM / 4


def test_a_key_is_remembered_for_a_day_and_in_flight_until_it_is_answered() -> None:
    once = Once("auth0|alice", "k", "b", an_id(), START)
    item = from_once(once)
    assert to_once(item) == once
    assert int(item["ttl"]["N"]) >= (START + timedelta(hours=24)).timestamp()
    assert to_once({**item, "is_answered": {"BOOL": True}}) == replace(once, is_answered=True)


def test_a_budget_without_a_row_is_unspent() -> None:
    assert to_charge({}) == Charge()
    assert to_charge({"images": {"N": "3"}}) == Charge(3)
    assert to_charge({"voice_seconds": {"N": "9"}}) == Charge(0, 9)


def test_no_two_kinds_of_row_share_a_key() -> None:
    keys = [generation_key("a", "x"), once_key("a", "x"), budget_key("a", "x")]
    assert len({key["sk"]["S"] for key in keys}) == 3
    assert {key["pk"]["S"] for key in keys} == {"owner#a"}
