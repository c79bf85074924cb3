"""process_upload: raw SQS events with S3 events in them, in; which to deliver again, out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.builders import s3_record
from tests.functions.cloud import client
from tests.functions.photos import jpeg, png
from tests.functions.world import Context, World

TEST_EVENT = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "uploads"}


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.6"])
@pytest.mark.parametrize(
    "name", ["ObjectCreated:Post", "ObjectCreated:Put", "s3:ObjectCreated:Put"]
)
def test_develops_what_an_event_of_any_minor_version_announces(
    world: World, version: str, name: str
) -> None:
    file = jpeg()
    ticket = world.ticket(file)
    assert world.deliver(world.put(ticket, file, version=version, name=name)) == []
    row = world.row(ticket["id"])
    assert row is not None
    assert row.status == "ready"
    assert world.keys("uploads") == []


def test_keys_are_decoded_exactly_once(world: World) -> None:
    file = jpeg()
    owner = "auth0|a b+c%41/é"
    ticket = world.ticket(file, owner)
    event = world.put(ticket, file)
    key = event["Records"][0]["s3"]["object"]["key"]
    event["Records"][0]["s3"]["object"]["key"] = key.replace("/", "%2F")
    assert world.deliver(event) == []
    row = world.row(ticket["id"], owner)
    assert row is not None
    assert row.status == "ready"


@pytest.mark.parametrize(
    "body",
    [
        TEST_EVENT,
        "not json",
        "[]",
        "null",
        "{}",
        '{"Records": 5}',
        '{"Records": [5]}',
        '{"Records": [{"eventVersion": "2.1"}]}',
        "[" * 100_000,
        {"Records": []},
    ],
)
def test_what_is_no_event_is_dropped_and_told_once(world: World, body: Any) -> None:
    assert world.deliver(body) == []
    assert world.recorder.counts() == {}


def test_an_event_of_another_bucket_touches_nothing_there(world: World) -> None:
    client("s3").put_object(Bucket=world.bucket("private"), Key="a/default/x.jpg", Body=b"x")
    event = {"Records": [s3_record(world.bucket("private"), "a/default/x.jpg")]}
    assert world.deliver(event) == []
    assert world.keys("private") == ["a/default/x.jpg"]


def test_an_event_of_another_kind_is_ignored(world: World) -> None:
    event = {"Records": [s3_record(world.bucket("uploads"), "a/b/c", name="ObjectRemoved:Delete")]}
    assert world.deliver(event) == []
    assert world.recorder.counts() == {}


@pytest.mark.parametrize("key", ["hello.txt", "alice/default/nonsense.jpg", "a//b/../c.jpg"])
def test_what_lies_under_a_foreign_key_is_removed(world: World, key: str) -> None:
    client("s3").put_object(Bucket=world.bucket("uploads"), Key=key, Body=b"x")
    assert world.deliver({"Records": [s3_record(world.bucket("uploads"), key)]}) == []
    left = world.keys("uploads")
    assert left == [] or ".." in key  # which no store of ours takes: the lifecycle removes it


def test_an_upload_nobody_asked_for_is_removed(world: World) -> None:
    key = "alice/default/019ce000-0000-7000-8000-000000000000.jpg"
    client("s3").put_object(Bucket=world.bucket("uploads"), Key=key, Body=jpeg())
    assert world.deliver({"Records": [s3_record(world.bucket("uploads"), key)]}) == []
    assert world.everything() == ([], {"uploads": [], "private": [], "public": []})


def test_one_poisoned_message_fails_alone(world: World) -> None:
    file = jpeg()
    tickets = [world.ticket(file) for _ in range(3)]
    events = [world.put(ticket, file) for ticket in tickets]
    world.faults.plan("dynamodb:UpdateItem", code="InternalServerError", status=500)
    assert world.deliver(*events) == ["message-1"]
    rows = [world.row(ticket["id"]) for ticket in tickets]
    assert [row.status.value for row in rows if row] == ["pending", "ready", "ready"]
    assert world.deliver(events[0]) == []
    again = world.row(tickets[0]["id"])
    assert again is not None
    assert again.status == "ready"


def test_a_message_that_tells_of_several_objects_develops_all(world: World) -> None:
    file = jpeg()
    tickets = [world.ticket(file) for _ in range(2)]
    records = [record for ticket in tickets for record in world.put(ticket, file)["Records"]]
    assert world.deliver({"Records": records}) == []
    assert world.call("GET", "/v1/gallery").json["count"] == 2


def test_without_time_left_the_rest_goes_back_unseen(world: World) -> None:
    file = jpeg()
    event = world.put(world.ticket(file), file)
    assert world.deliver(event, context=Context(remaining_ms=5_000)) == ["message-1"]
    assert world.recorder.counts("s3") == {}
    assert world.deliver(event) == []


def test_a_replay_changes_nothing(world: World) -> None:
    file = jpeg()
    event = world.put(world.ticket(file), file)
    world.deliver(event)
    before = world.everything()
    assert world.deliver(event, event) == []
    assert world.everything() == before


@pytest.mark.parametrize(
    ("file", "words", "code"),
    [
        (b"<html>", {}, "not_an_image"),
        (png(), {}, "type_mismatch"),
        (jpeg()[:300], {}, "broken_image"),
        (jpeg(), {"checksum_sha256": "A" * 43 + "="}, "checksum_mismatch"),
    ],
)
def test_a_bad_file_is_rejected_with_its_code(
    world: World, file: bytes, words: dict[str, str], code: str
) -> None:
    upload_id = world.upload(file, **words)
    answer = world.call("GET", f"/v1/uploads/{upload_id}").json
    assert answer["status"] == "rejected"
    assert answer["problem"]["code"] == code
    assert answer["problem"]["detail"].endswith(".")
    assert world.keys("uploads") == world.keys("private") == world.keys("public") == []


@pytest.mark.parametrize("difference", [-1, 1])
def test_a_file_of_another_size_than_declared_is_rejected(world: World, difference: int) -> None:
    file = jpeg()
    upload_id = world.upload(file, size=len(file) + difference)
    problem = world.call("GET", f"/v1/uploads/{upload_id}").json["problem"]
    assert problem["code"] == "size_mismatch"


def test_says_what_became_of_an_upload_and_counts_it(world: World) -> None:
    upload_id = world.upload(jpeg())
    lines = [json.loads(line) for line in world.output.splitlines()]
    (line,) = [line for line in lines if line.get("message") == "upload"]
    assert (line["outcome"], line["asset_id"]) == ("ready", upload_id)
    assert set(line["milliseconds"]) == {"claim", "read", "develop", "write", "commit", "discard"}
    metrics = {name for line in lines if "_aws" in line for name in line}
    assert {"Uploads", "BytesIn", "BytesOut", "ProcessingDevelop"} <= metrics
