"""Refusals and faults as RFC 9457 problems, and the headers that every answer has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_draft, an_asset, http_event
from tests.functions.world import Answer, World, standing_world

MISSING = "019ce000-0000-7000-8000-000000000000"
FILE = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 10}
HTTP = ["presigned_upload", "signed_urls", "gallery", "visibility", "edits", "palettes"]
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id"}


def check(answer: Answer, status: int, code: str, path: str) -> dict[str, Any]:
    """A whole problem, with the headers of one."""
    problem: dict[str, Any] = answer.json
    assert set(problem) >= MEMBERS
    assert (answer.status, problem["status"]) == (status, status)
    assert (problem["code"], problem["type"]) == (code, f"urn:darkroom:problem:{code}")
    assert (problem["instance"], problem["request_id"]) == (path, "request-1")
    assert problem["title"][-1] != "."
    assert problem["detail"][-1] == "."
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return problem


def raw(function: str, world: World, method: str, path: str, **words: Any) -> Answer:
    """A request that the gateway would not let through to this function."""
    return world.answer(function, http_event(method, path, owner="alice", **words))


@pytest.mark.parametrize(
    ("line", "request_", "status", "code"),
    [
        ("POST /v1/uploads", {"json": {}}, 422, "invalid_request"),
        ("GET /v1/gallery", {"query": {"cursor": "x"}}, 422, "invalid_cursor"),
        ("GET /v1/gallery", {"query": {"page": 1000}}, 422, "page_too_deep"),
        ("GET /v1/gallery", {"owner": None}, 401, "unauthenticated"),
        ("GET /v1/gallery", {"owner": "x" * 129}, 403, "identity_unusable"),
        (f"GET /v1/assets/{MISSING}", {}, 404, "asset_not_found"),
        (f"GET /v1/uploads/{MISSING}", {}, 404, "upload_not_found"),
        (f"GET /v1/palettes/{MISSING}", {}, 404, "palette_not_found"),
        (f"GET /v1/assets/{MISSING}/lineage", {}, 404, "asset_not_found"),
        ("POST /v1/edits/batch", {"json": {"items": []}}, 422, "invalid_request"),
        ("GET /v1/slots/a/b", {}, 404, "slot_not_found"),
        ("GET /v1/shared/x", {}, 404, "share_not_found"),
        ("POST /v1/uploads", {"json": FILE | {"size": 10**9}}, 413, "file_too_large"),
        ("POST /v1/uploads", {"json": FILE | {"content_type": "x"}}, 415, "type_not_allowed"),
        ("POST /v1/uploads", {"body": b"{"}, 400, "malformed_request"),
    ],
)
def test_a_refusal_is_a_whole_problem(
    world: World, line: str, request_: dict[str, Any], status: int, code: str
) -> None:
    method, path = line.split()
    if "body" in request_:
        request_ = request_ | {"headers": {"content-type": "application/json"}}
    check(world.call(method, path, **request_), status, code, path)


def test_a_refusal_by_the_state_of_things_is_one_too(world: World) -> None:
    draft, asset = a_draft(), an_asset()
    world.has_rows(draft, asset)
    url, one = f"/v1/assets/{draft.id}/url", f"/v1/assets/{asset.id}"
    check(world.call("GET", url), 409, "not_ready", url)
    stale = world.call("PATCH", one, json={"tags": []}, headers={"if-match": '"9"'})
    check(stale, 412, "precondition_failed", one)
    settled = world.call("DELETE", f"/v1/uploads/{asset.id}")
    check(settled, 409, "upload_settled", f"/v1/uploads/{asset.id}")
    other = world.call("GET", f"{one}/url", query={"variant": "huge"})
    check(other, 404, "variant_not_found", f"{one}/url")


def test_a_spent_quota_is_one_too() -> None:
    with standing_world(MAX_ASSETS_PER_OWNER="1") as world:
        world.call("POST", "/v1/uploads", json=FILE)
        check(world.call("POST", "/v1/uploads", json=FILE), 403, "quota_exceeded", "/v1/uploads")


def test_every_mistake_has_a_pointer_and_a_sentence(world: World) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE | {"tags": ["", 5], "a/b~c": 1})
    problem = check(answer, 422, "invalid_request", "/v1/uploads")
    assert {error["pointer"] for error in problem["errors"]} == {"/tags/1", "/a~1b~0c"}
    assert all(set(error) == {"pointer", "detail"} for error in problem["errors"])
    assert all(error["detail"].endswith(".") for error in problem["errors"])


def test_a_pointer_says_where_outside_the_body(world: World) -> None:
    assert world.call("GET", "/v1/gallery", query={"limit": 0}).pointers == ["/query/limit"]
    for method in ("GET", "PUT"):
        body = {"asset_id": MISSING} if method == "PUT" else None
        answer = world.call(method, "/v1/slots/Profile/avatar", json=body)
        assert (answer.status, answer.pointers) == (422, ["/path"])


def test_a_problem_never_repeats_what_was_sent(world: World) -> None:
    answer = world.call("POST", "/v1/uploads", json=FILE | {"size": "canary", "job_id": "canary!"})
    assert "canary" not in answer.text


def test_who_does_not_say_who_they_are_is_told_how(world: World) -> None:
    answer = world.call("GET", "/v1/gallery", owner=None)
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("function", HTTP)
@pytest.mark.parametrize("path", ["/", "", "/v1", "/v1/", "/v1/nothing", "/v1/gallery/", "/docs"])
def test_another_path_is_not_found(world: World, function: str, path: str) -> None:
    check(raw(function, world, "GET", path), 404, "not_found", path or "/")


@pytest.mark.parametrize(
    ("function", "path", "allowed"),
    [
        ("presigned_upload", "/v1/uploads", {"POST"}),
        ("signed_urls", "/v1/signed-urls", {"POST"}),
        ("gallery", "/v1/gallery/stats", {"GET"}),
        ("gallery", "/v1/assets/x", {"GET", "PATCH", "DELETE"}),
        ("visibility", "/v1/visibility", {"POST"}),
        ("edits", "/v1/edits/batch", {"POST"}),
        ("edits", "/v1/assets/x/export", {"GET"}),
        ("palettes", "/v1/palettes", {"GET", "POST"}),
        ("palettes", "/v1/palettes/x", {"GET", "DELETE"}),
        ("palettes", "/v1/assets/x/palettes", {"GET", "POST"}),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "X"])
def test_another_method_is_not_allowed_and_says_which_are(
    world: World, function: str, path: str, allowed: set[str], method: str
) -> None:
    answer = raw(function, world, method, path)
    check(answer, 405, "method_not_allowed", path)
    assert {each.strip() for each in answer.headers["allow"].split(",")} == allowed


@pytest.mark.parametrize(
    ("fault", "method", "path", "code"),
    [
        ("dynamodb:Query", "GET", "/v1/gallery", "catalog_unavailable"),
        ("dynamodb:GetItem", "GET", f"/v1/assets/{MISSING}", "catalog_unavailable"),
        ("dynamodb:TransactWriteItems", "POST", "/v1/uploads", "catalog_unavailable"),
        ("dynamodb:BatchGetItem", "POST", "/v1/signed-urls", "catalog_unavailable"),
    ],
)
def test_a_fault_of_ours_says_nothing_of_what_it_was(
    world: World, fault: str, method: str, path: str, code: str
) -> None:
    body = {"/v1/uploads": FILE, "/v1/signed-urls": {"items": [{"asset_id": MISSING}]}}.get(path)
    world.faults.plan(fault, status=400, code="AccessDeniedException")
    answer = world.call(method, path, json=body)
    check(answer, 503, code, path)
    assert "AccessDenied" not in answer.text
    assert any("Faults" in line and line["Code"] == code for line in answer.metrics)


def test_a_bug_is_a_logged_and_counted_500(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: Any, **__: Any) -> None:
        raise LookupError("canary")

    monkeypatch.setattr(type(world.ports.catalog), "overview", bug)
    answer = world.call("GET", "/v1/gallery/stats")
    check(answer, 500, "internal_error", "/v1/gallery/stats")
    assert "canary" not in answer.text + answer.output
    (line,) = [line for line in answer.log if line["level"] == "ERROR"]
    assert line["errors"][0]["type"] == "LookupError"
    assert any("Faults" in line and line["Code"] == "internal_error" for line in answer.metrics)


@pytest.mark.parametrize(
    ("path", "cached"),
    [
        ("/v1/gallery", "private, no-cache"),
        ("/v1/gallery/stats", "private, no-cache"),
        ("/v1/users/alice/gallery", "private, no-cache"),
        ("/v1/assets/{id}", "private, no-cache"),
        ("/v1/assets/{id}/url", "no-store"),
        ("/v1/shares", "no-store"),
        ("/v1/palettes", "private, no-cache"),
        ("/v1/assets/{id}/palettes", "private, no-cache"),
        ("/v1/assets/{id}/lineage", "private, no-cache"),
    ],
)
def test_an_answer_says_how_long_it_may_be_kept(world: World, path: str, cached: str) -> None:
    asset = an_asset()
    world.has_rows(asset)
    answer = world.call("GET", path.replace("{id}", asset.id))
    assert answer.status == 200
    assert answer.headers["cache-control"] == cached
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/json"
