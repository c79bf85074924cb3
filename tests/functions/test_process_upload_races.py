"""What happens to an upload while it is developed: withdrawn, taken over, a bug of ours."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from darkroom.domain.asset import Status
from tests.functions.cloud import client
from tests.functions.photos import jpeg
from tests.functions.world import Context, World


def lines(world: World, message: str) -> list[dict[str, Any]]:
    """What was written last, of one kind."""
    written = map(json.loads, world.output.splitlines())
    return [line for line in written if line.get("message") == message]


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_what_was_withdrawn_while_it_was_developed_leaves_no_image(
    world: World, visibility: str
) -> None:
    ticket = world.ticket(jpeg(), visibility=visibility)
    event = world.put(ticket, jpeg())

    def withdraw() -> None:
        assert world.keys("private")
        assert world.call("DELETE", f"/v1/uploads/{ticket['id']}").status == 204

    world.faults.meanwhile("dynamodb:TransactWriteItems", withdraw)
    assert world.deliver(event) == []
    assert [line["outcome"] for line in lines(world, "upload")] == ["withdrawn"]
    assert world.keys("private") == world.keys("public") == world.keys("uploads") == []
    assert world.call("GET", f"/v1/uploads/{ticket['id']}").status == 404
    world.clock.advance(minutes=6)
    assert world.sweep()["found"] == {"deletions_finished": 1}
    assert world.row(ticket["id"]) is None


def test_who_lost_the_claim_leaves_the_images_to_who_has_it(world: World) -> None:
    ticket = world.ticket(jpeg())
    event = world.put(ticket, jpeg())

    def take_over() -> None:
        row = world.row(ticket["id"])
        assert row is not None
        world.ports.catalog.swap(row, replace(row, claim=None))

    world.faults.meanwhile("dynamodb:TransactWriteItems", take_over)
    assert world.deliver(event) == []
    assert [line["outcome"] for line in lines(world, "upload")] == ["stale"]
    assert len(world.keys("private")) == 6
    assert world.deliver(event) == []
    row = world.row(ticket["id"])
    assert row is not None
    assert row.status is Status.READY


def test_a_second_upload_on_the_ticket_is_developed_by_its_own_event(world: World) -> None:
    first, second = jpeg(seed=1), jpeg(seed=2)
    ticket = world.ticket(first, size=max(len(first), len(second)))
    early = world.put(ticket, first)
    late = world.put(ticket, second)
    assert world.deliver(early) == []
    assert [line["outcome"] for line in lines(world, "upload")] == ["stale"]
    assert world.row(ticket["id"]) is not None
    assert world.deliver(late) == []
    assert lines(world, "upload")[0]["outcome"] in {"ready", "rejected"}


def test_an_object_that_is_gone_leaves_its_upload_pending(world: World) -> None:
    ticket = world.ticket(jpeg())
    event = world.put(ticket, jpeg())
    client("s3").delete_object(Bucket=world.bucket("uploads"), Key=ticket["key"])
    assert world.deliver(event) == []
    assert [line["outcome"] for line in lines(world, "upload")] == ["stale"]
    assert world.deliver(world.put(ticket, jpeg())) == []
    assert [line["outcome"] for line in lines(world, "upload")] == ["ready"]


def test_while_somebody_develops_it_the_event_comes_back(world: World) -> None:
    ticket = world.ticket(jpeg())
    event = world.put(ticket, jpeg())
    now = world.clock.now()
    world.ports.catalog.claim("alice", ticket["id"], world.ports.new_claim(now), now)
    assert world.deliver(event) == ["message-1"]
    (line,) = lines(world, "upload_postponed")
    assert (line["level"], line["reason"]) == ("INFO", "busy")
    assert "Faults" not in world.output
    world.clock.advance(minutes=5)
    assert world.deliver(event) == []


def test_a_bug_is_logged_and_counted_and_the_message_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: Any, **__: Any) -> None:
        raise LookupError("canary")

    monkeypatch.setattr(type(world.ports.catalog), "claim", bug)
    event = world.put(world.ticket(jpeg()), jpeg())
    assert world.deliver(event) == ["message-1"]
    (line,) = lines(world, "upload_deferred")
    assert (line["level"], line["code"]) == ("ERROR", "internal_error")
    assert line["errors"][0]["type"] == "LookupError"
    assert line["message_id"] == "message-1"
    assert "canary" not in world.output
    metrics = [json.loads(line) for line in world.output.splitlines() if "_aws" in line]
    assert any("Faults" in each and each["Code"] == "internal_error" for each in metrics)


def test_a_message_there_is_no_time_for_says_so(world: World) -> None:
    event = world.put(world.ticket(jpeg()), jpeg())
    assert world.deliver(event, context=Context(remaining_ms=19_999)) == ["message-1"]
    (line,) = lines(world, "upload_postponed")
    assert (line["level"], line["message_id"]) == ("INFO", "message-1")


def test_a_message_of_which_one_upload_failed_comes_back_and_repeats_nothing(world: World) -> None:
    tickets = [world.ticket(jpeg()) for _ in range(2)]
    records = [record for each in tickets for record in world.put(each, jpeg())["Records"]]
    world.faults.plan("s3:PutObject", status=500, code="InternalError", after=6)
    assert world.deliver({"Records": records}) == ["message-1"]
    world.clock.advance(minutes=5)
    before = world.row(tickets[0]["id"])
    assert world.deliver({"Records": records}) == []
    assert [line["outcome"] for line in lines(world, "upload")] == ["repeated", "ready"]
    assert world.row(tickets[0]["id"]) == before
