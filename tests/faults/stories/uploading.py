"""Tickets, inline uploads, and what becomes of files that arrive."""

from __future__ import annotations

import base64
from datetime import timedelta

from tests.builders import an_id, s3_record
from tests.faults.plots import Meanwhile, Plot, Stage, Story, delivery
from tests.functions.photos import jpeg


def a_ticket(stage: Stage) -> Plot:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 100, "slot": "a/b"}
    return Plot([stage.request("POST", "/v1/uploads", body)])


def a_batch_of_tickets(stage: Stage) -> Plot:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 100}
    return Plot([stage.request("POST", "/v1/uploads/batch", {"items": [body] * 3})])


def a_batch_beyond_the_quota(stage: Stage) -> Plot:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 10_485_760}
    return Plot([stage.request("POST", "/v1/uploads/batch", {"items": [body] * 2})])


def an_inline_upload(stage: Stage) -> Plot:
    data = base64.b64encode(stage.photo).decode()
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "data": data}
    return Plot([stage.request("POST", "/v1/uploads/inline", body)])


def asking_what_became_of_it(stage: Stage) -> Plot:
    asset_id, _ = stage.arrived()
    path = f"/v1/uploads/{asset_id}"
    return Plot([stage.request("GET", path, query={"wait": 1})])


def abandoned(stage: Stage) -> Plot:
    asset_id, _ = stage.arrived()
    return Plot([stage.request("DELETE", f"/v1/uploads/{asset_id}")])


def abandoned_half_developed(stage: Stage) -> Plot:
    asset_id, act = stage.arrived()
    stage.killed(act, at=4)
    wait = timedelta(minutes=7)
    return Plot([stage.request("DELETE", f"/v1/uploads/{asset_id}"), act], wait=wait)


def accepted_private(stage: Stage) -> Plot:
    stage.ready(slot="a/b")
    stage.world.clock.advance(seconds=1)
    _, act = stage.arrived(slot="a/b")
    return Plot([act])


def accepted_public(stage: Stage) -> Plot:
    _, act = stage.arrived(visibility="public")
    return Plot([act])


def accepted_together_with_another(stage: Stage) -> Plot:
    first, second = stage.arrived()[1], stage.arrived(jpeg(seed=7))[1]
    records = [record["body"] for act in (first, second) for record in act.event["Records"]]
    return Plot([delivery(*records)])


def accepted_after_a_slot_went_to_something_newer(stage: Stage) -> Plot:
    _, act = stage.arrived(slot="a/b")
    stage.world.clock.advance(seconds=1)
    stage.ready(slot="a/b")
    return Plot([act])


def rejected(stage: Stage) -> Plot:
    _, act = stage.arrived(b"no image at all")
    return Plot([act])


def taken_back_while_developed(stage: Stage) -> Plot:
    return _taken_back(stage, "private")


def taken_back_while_developed_for_everybody(stage: Stage) -> Plot:
    return _taken_back(stage, "public")


def taken_back_while_rejected(stage: Stage) -> Plot:
    asset_id, act = stage.arrived(b"no image at all")
    remove = Meanwhile("dynamodb.TransactWriteItems", lambda: _delete(stage, asset_id))
    return Plot([act], removes=True, meanwhile=remove)


def a_replay_with_another_file(stage: Stage) -> Plot:
    ticket = stage.world.ticket(stage.photo)
    assert stage.world.deliver(stage.world.put(ticket, stage.photo)) == []
    return Plot([delivery(stage.world.put(ticket, jpeg(seed=9)))])


def an_event_of_what_was_overwritten(stage: Stage) -> Plot:
    ticket = stage.world.ticket(stage.photo)
    first = stage.world.put(ticket, jpeg(seed=9))
    second = stage.world.put(ticket, stage.photo)
    return Plot([delivery(first), delivery(second)])


def foreign_and_unknown_keys(stage: Stage) -> Plot:
    bucket = stage.world.bucket("uploads")
    named = ("what/is/this.txt", f"alice/default/{an_id()}.jpg")
    for key in named:
        stage.put_object("uploads", key)
    return Plot([delivery({"Records": [s3_record(bucket, key) for key in named]})])


def the_id_of_a_ticket_in_another_job(stage: Stage) -> Plot:
    ticket = stage.world.ticket(stage.photo)
    key = ticket["key"].replace("/default/", "/elsewhere/")
    stage.put_object("uploads", key)
    return Plot([delivery({"Records": [s3_record(stage.world.bucket("uploads"), key)]})])


def _taken_back(stage: Stage, visibility: str) -> Plot:
    asset_id, act = stage.arrived(visibility=visibility)
    remove = Meanwhile("dynamodb.TransactWriteItems", lambda: _delete(stage, asset_id))
    return Plot([act], removes=True, meanwhile=remove)


def _delete(stage: Stage, asset_id: str) -> None:
    stage.world.call("DELETE", f"/v1/assets/{asset_id}")


STORIES: tuple[Story, ...] = (
    a_ticket,
    a_batch_of_tickets,
    a_batch_beyond_the_quota,
    an_inline_upload,
    asking_what_became_of_it,
    abandoned,
    abandoned_half_developed,
    accepted_private,
    accepted_public,
    accepted_together_with_another,
    accepted_after_a_slot_went_to_something_newer,
    rejected,
    taken_back_while_developed,
    taken_back_while_developed_for_everybody,
    taken_back_while_rejected,
    a_replay_with_another_file,
    an_event_of_what_was_overwritten,
    foreign_and_unknown_keys,
    the_id_of_a_ticket_in_another_job,
)
