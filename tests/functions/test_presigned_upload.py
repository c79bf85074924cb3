"""Tickets: what they look like, what they pin, and what is refused before one is made."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from darkroom.domain.asset import Status, Visibility
from darkroom.domain.ids import is_id
from tests.functions.world import World, standing_world

MIB = 1024 * 1024
FILE = {"filename": "IMG_2041.jpg", "content_type": "image/jpeg", "size": 2_480_123}
CHECKSUM = base64.b64encode(hashlib.sha256(b"file").digest()).decode()


def refusal(world: World, **words: Any) -> tuple[int, str | None, list[str]]:
    """Status, code and pointers of what is said to a wish for a ticket."""
    before = world.everything()
    answer = world.call("POST", "/v1/uploads", json=FILE | words)
    assert world.everything() == before
    return answer.status, answer.code, answer.pointers


def policy(ticket: Any) -> Any:
    return json.loads(base64.b64decode(ticket["fields"]["policy"]))


def test_a_ticket_has_the_members_that_every_uploader_reads_and_no_others(world: World) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE)
    assert answer.status == 201
    members = ["id", "key", "method", "url", "fields", "headers", "expires", "expires_at"]
    assert list(answer.json) == members
    assert answer.headers["content-type"] == "application/json"


def test_a_ticket_is_a_form_upload_by_default(world: World) -> None:
    ticket = world.call("POST", "/v1/uploads", json=FILE).json
    assert is_id(ticket["id"])
    assert ticket["key"] == f"alice/default/{ticket['id']}.jpg"
    assert ticket["method"] == "POST"
    assert urlsplit(ticket["url"]).hostname == (
        f"{world.bucket('uploads')}.s3.eu-central-1.amazonaws.com"
    )
    assert ticket["headers"] == {}
    assert ticket["fields"]["key"] == ticket["key"]
    assert ticket["fields"]["Content-Type"] == "image/jpeg"
    assert ticket["expires"] == 300
    assert ticket["expires_at"] == "2026-03-14T15:14:26Z"


def test_the_policy_pins_key_type_size_and_expiry(world: World) -> None:
    ticket = world.call("POST", "/v1/uploads", json=FILE).json
    signed = policy(ticket)
    assert signed["expiration"].startswith("2026-03-14T15:14:26")
    assert {"key": ticket["key"]} in signed["conditions"]
    assert {"Content-Type": "image/jpeg"} in signed["conditions"]
    assert {"bucket": world.bucket("uploads")} in signed["conditions"]
    assert ["content-length-range", 1, 2_480_123] in signed["conditions"]


def test_the_policy_pins_every_field_of_the_form(world: World) -> None:
    ticket = world.call("POST", "/v1/uploads", json=FILE | {"checksum_sha256": CHECKSUM}).json
    exact = [each for each in policy(ticket)["conditions"] if isinstance(each, dict)]
    pinned = {name: value for each in exact for name, value in each.items()}
    assert pinned["x-amz-checksum-sha256"] == CHECKSUM
    unsigned = {"policy", "x-amz-signature"}
    assert {name.lower() for name in ticket["fields"]} - unsigned == {
        name.lower() for name in pinned if name != "bucket"
    }


def test_a_ticket_may_be_a_plain_put(world: World) -> None:
    words = FILE | {"method": "PUT", "checksum_sha256": CHECKSUM}
    ticket = world.call("POST", "/v1/uploads", json=words).json
    assert ticket["method"] == "PUT"
    assert ticket["fields"] == {}
    assert ticket["headers"] == {"Content-Type": "image/jpeg", "x-amz-checksum-sha256": CHECKSUM}
    url = urlsplit(ticket["url"])
    assert url.path == "/" + ticket["key"]
    query = parse_qs(url.query)
    assert query["X-Amz-Expires"] == ["300"]
    assert query["X-Amz-SignedHeaders"] == [
        "content-length;content-type;host;x-amz-checksum-sha256"
    ]


def test_says_where_to_ask_what_became_of_the_upload(world: World) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE)
    assert answer.headers["location"] == f"/v1/uploads/{answer.json['id']}"
    assert world.call("GET", answer.headers["location"]).json["status"] == "pending"


def test_a_ticket_is_never_kept_by_a_cache(world: World) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE)
    assert answer.headers["cache-control"] == "no-store"


def test_remembers_everything_that_was_said(world: World) -> None:
    words = {
        "job_id": "job_1-A",
        "slot": "profile/avatar",
        "checksum_sha256": CHECKSUM,
        "visibility": "public",
        "tags": ["sea", "été"],
        "metadata": {"rating": 5, "nested": {"a": [None, True, 1.5]}},
    }
    ticket = world.call("POST", "/v1/uploads", json=FILE | words).json
    row = world.row(ticket["id"])
    assert row is not None
    assert ticket["key"].startswith("alice/job_1-A/")
    assert (row.status, row.visibility) == (Status.PENDING, Visibility.PUBLIC)
    assert (row.filename, row.content_type, row.size) == ("IMG_2041.jpg", "image/jpeg", 2_480_123)
    assert (row.job_id, row.slot, row.checksum_sha256) == ("job_1-A", "profile/avatar", CHECKSUM)
    assert (row.tags, row.metadata) == (("sea", "été"), words["metadata"])


def test_no_row_no_ticket(world: World) -> None:
    world.faults.plan("dynamodb:TransactWriteItems", status=500, code="InternalServerError")
    answer = world.call("POST", "/v1/uploads", json=FILE)
    assert (answer.status, answer.code) == (503, "catalog_unavailable")
    assert "fields" not in answer.text


@pytest.mark.parametrize(
    ("content_type", "ext"),
    [
        ("image/png", "png"),
        ("image/jpeg", "jpg"),
        ("image/webp", "webp"),
        ("image/gif", "gif"),
        ("image/avif", "avif"),
    ],
)
def test_accepts_every_type_and_names_the_key_after_it(
    world: World, content_type: str, ext: str
) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE | {"content_type": content_type})
    assert answer.status == 201
    assert answer.json["key"].endswith(f".{ext}")


@pytest.mark.parametrize(
    "content_type",
    ["image/heic", "image/svg+xml", "text/html", "", "image/*", "image/jpeg; a=b"],
)
def test_refuses_another_type(world: World, content_type: str) -> None:
    assert refusal(world, content_type=content_type) == (415, "type_not_allowed", [])


def test_refuses_a_type_that_this_deployment_does_not_take() -> None:
    with standing_world(ALLOWED_TYPES="image/png,image/webp") as world:
        assert refusal(world)[:2] == (415, "type_not_allowed")
        answer = world.call("POST", "/v1/uploads", json=FILE | {"content_type": "image/webp"})
        assert answer.status == 201


@pytest.mark.parametrize("size", [1, 10 * MIB])
def test_accepts_a_file_up_to_the_limit(world: World, size: int) -> None:
    assert world.call("POST", "/v1/uploads", json=FILE | {"size": size}).status == 201


@pytest.mark.parametrize("size", [10 * MIB + 1, 10**100])
def test_refuses_a_file_over_the_limit_and_names_the_limit(world: World, size: int) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE | {"size": size})
    assert (answer.status, answer.code) == (413, "file_too_large")
    assert answer.json["max_size"] == 10 * MIB


@pytest.mark.parametrize("size", [0, -1])
def test_refuses_an_empty_file(world: World, size: int) -> None:
    assert refusal(world, size=size) == (422, "invalid_request", ["/size"])


def test_the_limit_is_the_deployments() -> None:
    with standing_world(MAX_FILE_SIZE=str(50 * MIB)) as world:
        biggest = world.call("POST", "/v1/uploads", json=FILE | {"size": 50 * MIB})
        assert biggest.status == 201
        assert refusal(world, size=50 * MIB + 1)[:2] == (413, "file_too_large")


def test_refuses_more_assets_than_the_quota() -> None:
    with standing_world(MAX_ASSETS_PER_OWNER="2") as world:
        for _ in range(2):
            assert world.call("POST", "/v1/uploads", json=FILE).status == 201
        assert refusal(world) == (403, "quota_exceeded", [])
        assert world.call("POST", "/v1/uploads", owner="bob", json=FILE).status == 201


def test_refuses_more_bytes_than_the_quota() -> None:
    with standing_world(MAX_BYTES_PER_OWNER="1000") as world:
        assert world.call("POST", "/v1/uploads", json=FILE | {"size": 900}).status == 201
        assert refusal(world, size=101) == (403, "quota_exceeded", [])
        assert world.call("POST", "/v1/uploads", json=FILE | {"size": 100}).status == 201


def test_an_abandoned_upload_gives_its_quota_back() -> None:
    with standing_world(MAX_ASSETS_PER_OWNER="1") as world:
        ticket = world.call("POST", "/v1/uploads", json=FILE).json
        assert refusal(world)[0] == 403
        world.call("DELETE", f"/v1/uploads/{ticket['id']}")
        assert world.call("POST", "/v1/uploads", json=FILE).status == 201


@pytest.mark.parametrize("owner", ["auth0|65f1", "a/b", "a.b", "ü", " ", "x" * 128, "..", "%2F"])
def test_whoever_asks_has_a_prefix_of_their_own(world: World, owner: str) -> None:
    ticket = world.call("POST", "/v1/uploads", owner=owner, json=FILE).json
    prefix, job, name = ticket["key"].split("/")
    assert (job, name) == ("default", f"{ticket['id']}.jpg")
    assert world.row(ticket["id"], owner) is not None
    assert set(prefix) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
