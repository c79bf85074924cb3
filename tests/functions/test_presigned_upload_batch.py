"""A hundred tickets at once: in order, each a ticket or a problem."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functions.world import Answer, World, standing_world

FILE = {"filename": "IMG_2041.jpg", "content_type": "image/jpeg", "size": 1000}


def batch(world: World, *items: Any) -> Answer:
    return world.call("POST", "/v1/uploads/batch", json={"items": list(items)})


def codes(answer: Answer) -> list[str]:
    """The code of each result; `ticket` for a ticket."""
    assert answer.status == 200, answer
    return [result.get("code", "ticket") for result in answer.json["results"]]


def test_a_bad_item_does_not_spoil_the_others(world: World) -> None:
    answer = batch(
        world,
        FILE,
        FILE | {"content_type": "image/heic"},
        FILE | {"size": 10**9},
        FILE | {"job_id": "a b"},
        {},
        None,
        "file",
        FILE | {"owner": "bob"},
        FILE | {"method": "PUT"},
    )
    assert codes(answer) == [
        "ticket",
        "type_not_allowed",
        "file_too_large",
        "invalid_request",
        "invalid_request",
        "invalid_request",
        "invalid_request",
        "invalid_request",
        "ticket",
    ]
    assert [each.get("method") for each in answer.json["results"]][::8] == ["POST", "PUT"]


def test_a_problem_points_into_its_item(world: World) -> None:
    answer = batch(world, FILE, {"filename": "a.jpg", "size": True, "colour": 1})
    errors = answer.json["results"][1]["errors"]
    assert sorted(error["pointer"] for error in errors) == ["/colour", "/content_type", "/size"]


def test_a_problem_of_an_item_has_only_members_that_say_something(world: World) -> None:
    problem = batch(world, FILE | {"content_type": "image/heic"}).json["results"][0]
    assert set(problem) == {"type", "title", "status", "detail", "code"}


def test_every_ticket_has_its_row(world: World) -> None:
    tickets = batch(world, *[FILE] * 100).json["results"]
    assert len({ticket["key"] for ticket in tickets}) == 100
    assert all(world.row(ticket["id"]) for ticket in tickets)


def test_what_the_quota_leaves_room_for_is_given_in_order() -> None:
    with standing_world(MAX_BYTES_PER_OWNER="1000") as world:
        sizes = [600, 600, 400, 1]
        answer = batch(world, *(FILE | {"size": size} for size in sizes))
        assert codes(answer) == ["ticket", "quota_exceeded", "ticket", "quota_exceeded"]


def test_a_batch_of_nothing_but_mistakes_writes_nothing(world: World) -> None:
    assert codes(batch(world, {}, {})) == ["invalid_request"] * 2
    assert world.recorder.counts() == {}


@pytest.mark.parametrize("number", [0, 101])
def test_takes_one_to_a_hundred_items(world: World, number: int) -> None:
    answer = batch(world, *[FILE] * number)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", ["/items"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({}, "/items"), ({"items": {}}, "/items"), ({"items": None}, "/items"), ([], "")],
)
def test_refuses_what_is_no_batch(world: World, body: Any, pointer: str) -> None:
    answer = world.call("POST", "/v1/uploads/batch", json=body)
    assert (answer.status, answer.pointers) == (422, [pointer])


def test_counts_the_tickets_it_gave_out(world: World) -> None:
    answer = batch(world, FILE, {}, FILE)
    (line,) = [line for line in answer.metrics if "TicketsIssued" in line]
    assert line["TicketsIssued"] == [2.0]
