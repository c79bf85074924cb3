"""What may be said about a file before it is uploaded, and what is refused."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from tests.functions.world import World

FILE = {"filename": "IMG_2041.jpg", "content_type": "image/jpeg", "size": 2_480_123}
CHECKSUM = base64.b64encode(hashlib.sha256(b"file").digest()).decode()


def refusal(world: World, **words: Any) -> tuple[int, str | None, list[str]]:
    """Status, code and pointers of what is said to a wish for a ticket."""
    answer = world.call("POST", "/v1/uploads", json=FILE | words)
    assert world.recorder.counts() == {}
    return answer.status, answer.code, answer.pointers


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("job_id", "", "/job_id"),
        ("job_id", "a" * 65, "/job_id"),
        ("job_id", "a/b", "/job_id"),
        ("job_id", "a\n", "/job_id"),
        ("job_id", "é", "/job_id"),
        ("slot", "", "/slot"),
        ("slot", "avatar", "/slot"),
        ("slot", "Profile/avatar", "/slot"),
        ("slot", "a/b/c", "/slot"),
        ("slot", "a/" + "b" * 63, "/slot"),
        ("filename", "", "/filename"),
        ("filename", "photos/", "/filename"),
        ("filename", "..", "/filename"),
        ("filename", "a\x00.jpg", "/filename"),
        ("filename", "a\u2028.jpg", "/filename"),
        ("filename", "\ud800.jpg", "/filename"),
        ("filename", "é" * 128, "/filename"),
        ("tags", [f"tag-{number}" for number in range(21)], "/tags"),
        ("tags", ["fine", ""], "/tags/1"),
        ("tags", ["x" * 33], "/tags/0"),
        ("tags", ["line\nbreak"], "/tags/0"),
        ("tags", ["\udfff"], "/tags/0"),
        ("metadata", {"note": "x" * 2038}, "/metadata"),
        ("metadata", {"note": "\ud800"}, "/metadata"),
        ("metadata", {"\ud800": 1}, "/metadata"),
        ("metadata", {"number": float("nan")}, "/metadata"),
        ("metadata", {"number": float("inf")}, "/metadata"),
        ("checksum_sha256", "", "/checksum_sha256"),
        ("checksum_sha256", "9f" * 32, "/checksum_sha256"),
        ("checksum_sha256", CHECKSUM + "\n", "/checksum_sha256"),
        ("checksum_sha256", base64.b64encode(bytes(31)).decode(), "/checksum_sha256"),
        ("visibility", "secret", "/visibility"),
        ("method", "GET", "/method"),
    ],
)
def test_refuses_a_word_that_breaks_its_rule(
    world: World, field: str, value: Any, pointer: str
) -> None:
    assert refusal(world, **{field: value}) == (422, "invalid_request", [pointer])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("job_id", "a" * 64),
        ("job_id", "_-Z9"),
        ("slot", "a/" + "b" * 62),
        ("slot", None),
        ("filename", "é" * 127),
        ("filename", "C:\\photos\\beach.jpg"),
        ("filename", "../../etc/passwd"),
        ("tags", [f"tag-{number}" for number in range(20)]),
        ("tags", ["twice"] * 40),
        ("tags", ["é" * 16]),
        ("metadata", {"note": "x" * 2037}),
        ("metadata", {"number": 10**1500}),
        ("checksum_sha256", CHECKSUM),
        ("checksum_sha256", None),
    ],
)
def test_accepts_a_word_at_its_limit(world: World, field: str, value: Any) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE | {field: value})
    assert answer.status == 201, answer


def test_a_filename_loses_its_folders(world: World) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE | {"filename": "C:\\photos/beach.jpg"})
    row = world.row(answer.json["id"])
    assert row is not None
    assert row.filename == "beach.jpg"


def test_tells_all_mistakes_at_once(world: World) -> None:
    wrong = {
        "filename": "",
        "job_id": "a b",
        "slot": "A",
        "tags": [""],
        "metadata": {"a": "b" * 3000},
        "checksum_sha256": "?",
    }
    status, code, pointers = refusal(world, **wrong)
    assert (status, code) == (422, "invalid_request")
    assert sorted(pointers) == sorted(
        ["/filename", "/job_id", "/slot", "/tags/0", "/metadata", "/checksum_sha256"]
    )
