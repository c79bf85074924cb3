"""Small files inside the request: a form or base64 in JSON, up to 4 MB."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.functions.cloud import client
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World, standing_world

MIB = 1024 * 1024
LAMBDA_PAYLOAD = 6 * MIB
BOUNDARY = "----darkroom"


def part(name: str, value: str | bytes, filename: str | None = None, kind: str = "") -> bytes:
    """One part of a multipart form."""
    disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n"
    head += f"Content-Type: {kind}\r\n" if kind else ""
    body = value.encode() if isinstance(value, str) else value
    return head.encode() + b"\r\n" + body + b"\r\n"


def photo(file: bytes) -> bytes:
    return part("file", file, "beach.jpg", "image/jpeg")


def form(
    *parts: bytes, content_type: str = f"multipart/form-data; boundary={BOUNDARY}"
) -> dict[str, Any]:
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return {"body": body, "headers": {"content-type": content_type}}


def send(world: World, *parts: bytes) -> Answer:
    return world.call("POST", "/v1/uploads/inline", **form(*parts))


def in_json(file: bytes, **words: Any) -> dict[str, Any]:
    data = base64.b64encode(file).decode()
    return {"filename": "beach.jpg", "content_type": "image/jpeg", "data": data} | words


def quarantined(world: World, answer: Answer) -> bytes:
    stored = client("s3").get_object(Bucket=world.bucket("uploads"), Key=answer.json["key"])
    assert stored["ContentType"] == "image/jpeg"
    body: bytes = stored["Body"].read()
    return body


def test_a_form_puts_the_file_into_quarantine(world: World) -> None:
    answer = send(world, photo(jpeg()))
    assert answer.status == 202
    assert set(answer.json) == {"id", "key", "status"}
    assert answer.json["status"] == "pending"
    assert answer.headers["location"] == f"/v1/uploads/{answer.json['id']}"
    assert answer.headers["cache-control"] == "no-store"
    assert quarantined(world, answer) == jpeg()


def test_json_puts_the_file_into_quarantine(world: World) -> None:
    answer = world.call("POST", "/v1/uploads/inline", json=in_json(jpeg(), slot="a/b"))
    assert answer.status == 202
    assert quarantined(world, answer) == jpeg()


def test_a_form_says_as_much_as_a_ticket(world: World) -> None:
    answer = send(
        world,
        part("job_id", "job-1"),
        part("slot", "profile/avatar"),
        part("visibility", "public"),
        part("tags", "sea"),
        part("tags", "sun"),
        part("metadata", '{"rating": 5}'),
        part("filename", "other.jpg"),
        photo(jpeg()),
    )
    row = world.row(answer.json["id"])
    assert row is not None
    assert (row.filename, row.job_id, row.slot) == ("other.jpg", "job-1", "profile/avatar")
    assert (row.visibility.value, row.tags, row.metadata) == (
        "public",
        ("sea", "sun"),
        {"rating": 5},
    )


def test_name_and_type_are_those_of_the_file_unless_said(world: World) -> None:
    answer = send(world, photo(jpeg()))
    row = world.row(answer.json["id"])
    assert row is not None
    assert (row.filename, row.content_type, row.size) == ("beach.jpg", "image/jpeg", len(jpeg()))


def test_an_inline_upload_is_developed_like_any_other(world: World) -> None:
    answer = send(world, photo(jpeg()))
    key = answer.json["key"]
    head = client("s3").head_object(Bucket=world.bucket("uploads"), Key=key)
    event = world.put({"key": key}, jpeg(), etag=head["ETag"].strip('"'))
    assert world.deliver(event) == []
    assert world.call("GET", answer.headers["location"]).json["status"] == "ready"


def test_a_media_type_is_written_in_any_case(world: World) -> None:
    sent = form(photo(jpeg()), content_type=f"Multipart/Form-Data; boundary={BOUNDARY}")
    assert world.call("POST", "/v1/uploads/inline", **sent).status == 202
    answer = send(world, part("file", jpeg(), "beach.jpg", "Image/JPEG"))
    assert quarantined(world, answer) == jpeg()


@pytest.mark.parametrize("as_form", [True, False])
def test_four_megabytes_fit_into_what_lambda_takes(as_form: bool) -> None:
    file = bytes(4 * MIB)
    request = form(photo(file)) if as_form else {"json": in_json(file)}
    with standing_world() as world:
        function, event = world.event("POST", "/v1/uploads/inline", owner="alice", **request)
        assert len(json.dumps(event)) < LAMBDA_PAYLOAD
        assert world.answer(function, event).status == 202


@pytest.mark.parametrize("as_form", [True, False])
def test_refuses_more_than_four_megabytes(world: World, as_form: bool) -> None:
    file = bytes(4 * MIB + 1)
    request = form(photo(file)) if as_form else {"json": in_json(file)}
    answer = world.call("POST", "/v1/uploads/inline", **request)
    assert (answer.status, answer.code) == (413, "file_too_large")
    assert answer.json["max_size"] == 4 * MIB
    assert world.recorder.counts() == {}


def test_refuses_more_than_the_deployment_takes() -> None:
    with standing_world(MAX_FILE_SIZE="100") as world:
        answer = send(world, photo(jpeg()))
        assert (answer.status, answer.json["max_size"]) == (413, 100)


@pytest.mark.parametrize(
    ("words", "pointer"),
    [
        ({"data": "not base64!"}, "/data"),
        ({"data": "é"}, "/data"),
        ({"data": None}, "/data"),
        ({"data": ""}, "/size"),
        ({"job_id": "a b"}, "/job_id"),
        ({"metadata": {"a": "b" * 3000}}, "/metadata"),
        ({"size": 10}, "/size"),
        ({"method": "PUT"}, "/method"),
    ],
)
def test_refuses_json_that_is_wrong(world: World, words: dict[str, Any], pointer: str) -> None:
    answer = world.call("POST", "/v1/uploads/inline", json=in_json(jpeg()) | words)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", [pointer])
    assert world.recorder.counts() == {}


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ([part("tags", "sea")], "/file"),
        ([part("file", "only text")], "/file"),
        ([photo(jpeg()), part("metadata", "[")], "/metadata"),
        ([photo(jpeg()), part("metadata", "[]")], "/metadata"),
        ([photo(jpeg()), part("metadata", '{"a": NaN}')], "/metadata"),
        ([photo(jpeg()), part("visibility", "secret")], "/visibility"),
        ([photo(jpeg()), part("colour", "red")], "/colour"),
        ([photo(b"")], "/size"),
        ([photo(jpeg()), part("tags", "\x00")], "/tags/0"),
    ],
)
def test_refuses_a_form_that_is_wrong(world: World, parts: list[bytes], pointer: str) -> None:
    answer = send(world, *parts)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", [pointer])
    assert world.recorder.counts() == {}


@pytest.mark.parametrize(
    "request_",
    [
        form(photo(jpeg()), content_type="multipart/form-data"),
        form(photo(jpeg()), content_type="multipart/form-data; boundary="),
        form(photo(jpeg()), content_type="multipart/form-data; boundary=another"),
        form(photo(jpeg()), photo(jpeg())),
        form(*(part(f"field-{number}", "x") for number in range(41)), photo(jpeg())),
        form(part("tags", "x" * (2 * MIB)), photo(jpeg())),
        {"body": b"\xff\xd8\xff", "headers": {"content-type": "image/jpeg"}},
        {"body": b"a=b", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"body": b"[" * 100_000, "headers": {"content-type": "application/json"}},
        {},
    ],
    ids=["no boundary", "empty", "other", "two files", "fields", "long", "raw", "url", "deep", ""],
)
def test_refuses_a_body_that_cannot_be_read(world: World, request_: dict[str, Any]) -> None:
    answer = world.call("POST", "/v1/uploads/inline", **request_)
    assert 400 <= answer.status < 500, answer
    assert answer.headers["content-type"] == "application/problem+json"
    assert world.recorder.counts() == {}


def test_counts_against_the_quota() -> None:
    with standing_world(MAX_ASSETS_PER_OWNER="1") as world:
        assert send(world, photo(jpeg())).status == 202
        answer = send(world, photo(jpeg()))
        assert (answer.status, answer.code) == (403, "quota_exceeded")
        assert len(world.keys("uploads")) == 1


def test_a_store_that_is_down_is_a_fault_of_ours(world: World) -> None:
    world.faults.plan("s3:PutObject", status=503, code="SlowDown")
    answer = send(world, photo(jpeg()))
    assert (answer.status, answer.code) == (503, "store_unavailable")
