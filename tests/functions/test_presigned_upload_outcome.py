"""What became of an upload: asking, waiting, giving it up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from darkroom.services.ports import CLAIM_LIFETIME
from tests.builders import a_draft, an_asset
from tests.functions.generating import begun, drafts, shown
from tests.functions.photos import jpeg
from tests.functions.world import World


class Naps(list[float]):
    """A list of naps; during one of them something happens."""

    def __init__(self, eventful: int, event: Callable[[], None]) -> None:
        super().__init__()
        self.eventful, self.event = eventful, event

    def append(self, seconds: float) -> None:
        super().append(seconds)
        if len(self) == self.eventful:
            self.event()


def test_a_pending_upload_says_so(world: World) -> None:
    ticket = world.ticket(jpeg())
    answer = world.call("GET", f"/v1/uploads/{ticket['id']}")
    assert answer.status == 200
    nothing = {"asset": None, "recording": None, "problem": None}
    assert answer.json == {"id": ticket["id"], "status": "pending"} | nothing


def test_a_ready_upload_comes_with_its_asset(world: World) -> None:
    upload_id = world.upload(jpeg(), metadata={"rating": 5})
    answer = world.call("GET", f"/v1/uploads/{upload_id}").json
    assert (answer["status"], answer["problem"]) == ("ready", None)
    assert answer["asset"] == world.call("GET", f"/v1/assets/{upload_id}").json
    assert answer["asset"]["metadata"] == {"rating": 5}


def test_a_rejected_upload_comes_with_the_problem(world: World) -> None:
    upload_id = world.upload(b"<html>")
    answer = world.call("GET", f"/v1/uploads/{upload_id}").json
    assert (answer["status"], answer["asset"]) == ("rejected", None)
    problem = answer["problem"]
    assert set(problem) == {"type", "title", "status", "detail", "code"}
    assert problem["type"] == "urn:darkroom:problem:not_an_image"
    assert problem["status"] == 422


def test_without_wait_answers_at_once(world: World) -> None:
    world.call("GET", f"/v1/uploads/{world.ticket(jpeg())['id']}")
    assert world.clock.slept == []


@pytest.mark.parametrize("seconds", [1, 20])
def test_waits_no_longer_than_asked(world: World, seconds: int) -> None:
    ticket = world.ticket(jpeg())
    answer = world.call("GET", f"/v1/uploads/{ticket['id']}", query={"wait": seconds})
    assert answer.json["status"] == "pending"
    assert sum(world.clock.slept) == pytest.approx(seconds)


def test_waiting_reads_about_once_a_second(world: World) -> None:
    ticket = world.ticket(jpeg())
    world.recorder.calls.clear()
    world.call("GET", f"/v1/uploads/{ticket['id']}", query={"wait": 20})
    assert world.recorder.counts()["dynamodb:GetItem"] <= 25


def test_waiting_ends_when_the_upload_is_decided(world: World) -> None:
    draft = a_draft()
    world.has_rows(draft)
    world.clock.slept = Naps(3, lambda: world.has_rows(replace(an_asset(), id=draft.id)))
    answer = world.call("GET", f"/v1/uploads/{draft.id}", query={"wait": 20})
    assert answer.json["status"] == "ready"
    assert len(world.clock.slept) == 3


def test_a_decided_upload_is_not_waited_for(world: World) -> None:
    upload_id = world.upload(jpeg())
    world.call("GET", f"/v1/uploads/{upload_id}", query={"wait": 20})
    assert world.clock.slept == []


@pytest.mark.parametrize("wait", ["-1", "21", "soon", "", "1.5", "1e1", "٣"])
def test_refuses_another_wait(world: World, wait: str) -> None:
    answer = world.call("GET", f"/v1/uploads/{world.ticket(jpeg())['id']}", query={"wait": wait})
    assert (answer.status, answer.pointers) == (422, ["/query/wait"])


@pytest.mark.parametrize(
    "upload_id", ["019ce000-0000-7000-8000-000000000000", "batch", "0", "%00", "..%2F", "A" * 5000]
)
def test_an_upload_that_is_not_there_is_not_found(world: World, upload_id: str) -> None:
    for method in ("GET", "DELETE"):
        answer = world.call(method, f"/v1/uploads/{upload_id}")
        assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


def test_an_image_that_is_being_made_is_no_upload(world: World) -> None:
    generation = begun(world)
    (draft,) = drafts(world, generation["id"])
    for method in ("GET", "DELETE"):
        answer = world.call(method, f"/v1/uploads/{draft.id}")
        assert (answer.status, answer.code) == (404, "upload_not_found")
    assert world.work() == []
    assert shown(world, generation["id"])["state"] == "ready"


def test_a_pending_upload_can_be_given_up(world: World) -> None:
    ticket = world.ticket(jpeg())
    event = world.put(ticket, jpeg())
    answer = world.call("DELETE", f"/v1/uploads/{ticket['id']}")
    assert (answer.status, answer.text) == (204, "")
    assert world.keys("uploads") == []
    assert world.call("GET", f"/v1/uploads/{ticket['id']}").status == 404
    assert world.call("DELETE", f"/v1/uploads/{ticket['id']}").status == 404
    assert world.deliver(event) == []
    assert world.call("GET", "/v1/gallery/stats").json["by_status"]["pending"] == 0


@pytest.mark.parametrize("file", [jpeg(), b"<html>"])
def test_a_decided_upload_cannot_be_given_up(world: World, file: bytes) -> None:
    upload_id = world.upload(file)
    before = world.everything()
    answer = world.call("DELETE", f"/v1/uploads/{upload_id}")
    assert (answer.status, answer.code) == (409, "upload_settled")
    assert world.everything() == before


def test_an_upload_given_up_while_it_is_developed_ends_with_nothing(world: World) -> None:
    ticket = world.ticket(jpeg())
    event = world.put(ticket, jpeg())
    claim = world.ports.new_claim(world.clock.now())
    world.ports.catalog.claim("alice", ticket["id"], claim, world.clock.now())
    assert world.call("DELETE", f"/v1/uploads/{ticket['id']}").status == 204
    assert world.deliver(event) == []
    world.clock.time += CLAIM_LIFETIME
    assert world.sweep()["found"] == {"deletions_finished": 1}
    assert world.row(ticket["id"]) is None
