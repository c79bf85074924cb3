"""Every batch answers 200 with a result for each item, in order: one bad item spoils nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from darkroom.domain.asset import Asset
from tests.builders import an_asset
from tests.functions.cloud import functions_session
from tests.functions.editing import FLIP, row
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World

LAMBDA_PAYLOAD = 6 * 1024 * 1024
MISSING = "019ce000-0000-7000-8000-000000000000"
FILE = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 10}

BATCHES = {
    "/v1/uploads/batch": "items",
    "/v1/signed-urls": "items",
    "/v1/visibility": "items",
    "/v1/assets/bulk-delete": "asset_ids",
    "/v1/edits/batch": "items",
}
UNREADABLE: list[Any] = [None, 5, 1.5, True, [], {"asset_id": None}, {"nonsense": 1}]


def good_item(path: str, asset: Asset) -> Any:
    return {
        "/v1/uploads/batch": FILE,
        "/v1/signed-urls": {"asset_id": asset.id},
        "/v1/visibility": {"asset_id": asset.id, "visibility": "private"},
        "/v1/assets/bulk-delete": asset.id,
        "/v1/edits/batch": {"asset_id": asset.id, "operations": [FLIP]},
    }[path]


def send(world: World, path: str, items: Any) -> Answer:
    return world.call("POST", path, json={BATCHES[path]: items})


@pytest.mark.parametrize("path", BATCHES)
def test_an_item_that_cannot_be_read_has_its_problem_and_the_others_their_results(
    world: World, path: str
) -> None:
    first, second = (row(world, world.upload(jpeg())) for _ in range(2))
    items = [good_item(path, first), *UNREADABLE, good_item(path, second)]
    answer = send(world, path, items)
    assert answer.status == 200, answer.text
    good, *problems, other = answer.json["results"]
    assert "code" not in good | other
    assert [problem["code"] for problem in problems] == ["invalid_request"] * len(UNREADABLE)
    assert all(problem["errors"] for problem in problems)


@pytest.mark.parametrize("path", BATCHES)
def test_a_lone_surrogate_is_a_problem_of_its_item(world: World, path: str) -> None:
    item = good_item(path, an_asset())
    broken = {**item, next(iter(item)): "\ud800"} if isinstance(item, dict) else "\ud800"
    answer = send(world, path, [broken, item])
    assert answer.status == 200
    assert answer.json["results"][0]["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("path", "item", "pointers"),
    [
        ("/v1/signed-urls", {}, ["/asset_id"]),
        ("/v1/signed-urls", {"asset_id": MISSING, "owner": "bob"}, ["/owner"]),
        ("/v1/signed-urls", {"asset_id": MISSING, "variant": "x" * 33}, ["/variant"]),
        ("/v1/signed-urls", {"asset_id": "x" * 65}, ["/asset_id"]),
        ("/v1/visibility", {}, ["/asset_id", "/visibility"]),
        ("/v1/visibility", {"asset_id": MISSING, "visibility": "secret"}, ["/visibility"]),
        ("/v1/edits/batch", {"operations": [FLIP]}, ["/asset_id"]),
        ("/v1/edits/batch", {"asset_id": MISSING}, [""]),
        ("/v1/edits/batch", {"asset_id": MISSING, "operations": [{}]}, ["/operations/0/operation"]),
        ("/v1/assets/bulk-delete", 5, [""]),
        ("/v1/assets/bulk-delete", "x" * 65, [""]),
    ],
)
def test_a_problem_points_into_its_item(
    world: World, path: str, item: Any, pointers: list[str]
) -> None:
    (problem,) = send(world, path, [item]).json["results"]
    assert sorted(error["pointer"] for error in problem["errors"]) == pointers
    assert world.recorder.counts() == {}


@pytest.mark.parametrize("path", BATCHES)
@pytest.mark.parametrize("items", [None, {}, "x", []])
def test_what_is_no_list_of_items_is_refused_as_a_whole(
    world: World, path: str, items: Any
) -> None:
    answer = send(world, path, items)
    assert (answer.status, answer.pointers) == (422, [f"/{BATCHES[path]}"])


def test_a_problem_of_an_item_has_only_members_that_say_something(world: World) -> None:
    answer = send(world, "/v1/signed-urls", [{"asset_id": MISSING}])
    (problem,) = answer.json["results"]
    assert set(problem) == {"type", "title", "status", "detail", "code", "asset_id"}


def test_a_public_address_says_that_it_does_not_expire(world: World) -> None:
    upload_id = world.upload(jpeg(), visibility="public")
    (result,) = send(world, "/v1/signed-urls", [{"asset_id": upload_id}]).json["results"]
    assert result["expires_at"] is None


def test_more_urls_than_an_answer_can_hold_are_refused_and_no_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a role carry its session token, a kilobyte of it."""
    monkeypatch.setattr(functions_session().get_credentials(), "token", "t" * 1000)
    asset = an_asset("o" * 128, job_id="j" * 64)
    world.has_rows(asset)
    body = {"items": [{"asset_id": asset.id, "variant": "all"}] * 1000}
    answer = world.call("POST", "/v1/signed-urls", owner="o" * 128, json=body)
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", ["/items"])
    fewer = {"items": body["items"][:200]}
    answer = world.call("POST", "/v1/signed-urls", owner="o" * 128, json=fewer)
    assert answer.status == 200
    assert len(json.dumps(answer.text)) < LAMBDA_PAYLOAD


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/v1/visibility", "s3:CopyObject"),
        ("/v1/assets/bulk-delete", "s3:DeleteObjects"),
        ("/v1/edits/batch", "s3:GetObject"),
    ],
)
def test_a_fault_of_ours_in_one_item_is_seen_by_the_operator(
    world: World, path: str, operation: str
) -> None:
    asset = row(world, world.upload(jpeg()))
    item = good_item(path, asset)
    if path == "/v1/visibility":
        item["visibility"] = "public"
    world.faults.plan(operation, status=503, code="SlowDown", times=9)
    answer = send(world, path, [item])
    (problem,) = answer.json["results"]
    assert (answer.status, problem["code"]) == (200, "store_unavailable")
    (line,) = [line for line in answer.log if line["message"] == "fault"]
    assert line["asset_id"] == asset.id
    assert [each["Faults"] for each in answer.metrics if each.get("Code") == "store_unavailable"]
    world.faults.planned.clear()
