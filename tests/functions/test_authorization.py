"""Every route against no caller at all and against somebody else's things."""

from __future__ import annotations

import json
from typing import Any

import pytest

from darkroom.domain.asset import Visibility
from tests.builders import a_draft, an_asset, http_event
from tests.functions.cloud import the_stack
from tests.functions.editing import FLIP
from tests.functions.photos import jpeg
from tests.functions.world import World

MISSING = "019ce000-0000-7000-8000-000000000000"
BODIES: dict[str, Any] = {
    "POST /v1/uploads": {"filename": "a.jpg", "content_type": "image/jpeg", "size": 1},
    "POST /v1/uploads/batch": {"items": [{}]},
    "POST /v1/uploads/inline": {"filename": "a", "content_type": "image/jpeg", "data": "aaaa"},
    "POST /v1/signed-urls": {"items": [{"asset_id": "{id}"}]},
    "POST /v1/assets/{id}/shares": {},
    "PATCH /v1/assets/{id}": {"tags": []},
    "POST /v1/assets/bulk-delete": {"asset_ids": ["{id}"]},
    "PUT /v1/slots/{a}/{b}": {"asset_id": "{id}"},
    "PUT /v1/assets/{id}/visibility": {"visibility": "public"},
    "POST /v1/visibility": {"items": [{"asset_id": "{id}", "visibility": "public"}]},
    "POST /v1/assets/{id}/edits": {"operations": [FLIP]},
    "POST /v1/generations": {"prompt": "a calm sea"},
    "POST /v1/assets/{id}/variations": {},
    "POST /v1/assets/{id}/refinements": {"prompt": "in autumn"},
    "POST /v1/assets/{id}/instructions": {"prompt": "make it brighter"},
    "POST /v1/assets/{id}/replay": {"recipe_of": "{id}"},
    "POST /v1/edits/batch": {"items": [{"asset_id": "{id}", "operations": [FLIP]}]},
    "POST /v1/assets/{id}/palettes": {"palette_type": "muted"},
    "POST /v1/assets/{id}/recolor": {"colors": ["#336699"]},
    "POST /v1/palettes": {"name": "a", "colors": ["#336699"]},
}
AUTHORIZED = sorted(route.key for route in the_stack().routes if route.authorized)
KEY = {"Idempotency-Key": "key-1"}
ABOUT_ONE_ASSET = [key for key in AUTHORIZED if "{id}" in str((key, BODIES.get(key)))]


def _with_id(value: Any, asset_id: str) -> Any:
    if isinstance(value, dict):
        return {name: _with_id(each, asset_id) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_id(each, asset_id) for each in value]
    return asset_id if value == "{id}" else value


def _request(key: str, asset_id: str) -> tuple[str, str, Any]:
    method, path = key.split(" ")
    path = path.replace("{id}", asset_id).replace("{a}", "a").replace("{b}", "b")
    return method, path, _with_id(BODIES.get(key), asset_id)


@pytest.mark.parametrize("key", AUTHORIZED)
def test_nobody_without_a_usable_subject_gets_in(world: World, key: str) -> None:
    method, path, body = _request(key, MISSING)
    route = next(route for route in the_stack().routes if route.key == key)
    function = next(f for f in the_stack().functions if f.logical_id == route.function)
    for claims in (None, {}, {"sub": ""}, {"sub": "x" * 129}, {"name": "alice"}):
        event = http_event(method, path, claims=claims, json_body=body, route_key=key)
        answer = world.answer(function.label, event)
        expected = (
            (403, "identity_unusable") if claims and "sub" in claims else (401, "unauthenticated")
        )
        assert (answer.status, answer.code) == expected
    assert world.recorder.counts() == {}


@pytest.mark.parametrize("key", ABOUT_ONE_ASSET)
def test_somebody_elses_asset_looks_and_behaves_as_a_missing_one(world: World, key: str) -> None:
    theirs = an_asset("bob", slot="a/b", visibility=Visibility.PUBLIC)
    pending = a_draft("bob")
    world.has(theirs, pending)
    before = world.everything()
    for asset_id in (theirs.id, pending.id):
        method, path, body = _request(key, asset_id)
        answer = world.call(method, path, json=body, headers=KEY)
        method, path, body = _request(key, MISSING)
        missing = world.call(method, path, json=body, headers=KEY)
        assert answer.text.replace(asset_id, MISSING) == missing.text
        assert (answer.status, answer.headers) == (missing.status, missing.headers)
        assert "not_found" in answer.text
    assert world.everything() == before


@pytest.mark.parametrize(
    "path", ["/v1/gallery", "/v1/gallery/stats", "/v1/shares", "/v1/palettes", "/v1/generations"]
)
def test_listings_show_nothing_of_anybody_else(world: World, path: str) -> None:
    world.has(an_asset("bob"))
    body = BODIES["POST /v1/generations"]
    world.call("POST", "/v1/generations", owner="bob", json=body, headers=KEY)
    world.call("POST", "/v1/palettes", owner="bob", json=BODIES["POST /v1/palettes"])
    assert world.call("GET", path).text == world.call("GET", path, owner="carol").text


MARK = {"operation": "watermark", "asset_id": "{id}"}
NAMED: list[tuple[str, dict[str, Any]]] = [
    ("/v1/assets/{own}/edits", {"operations": [MARK]}),
    ("/v1/assets/{own}/replay", {"recipe_of": "{id}"}),
    ("/v1/edits/batch", {"items": [{"asset_id": "{own}", "operations": [MARK]}]}),
    ("/v1/edits/batch", {"items": [{"asset_id": "{own}", "recipe_of": "{id}"}]}),
    ("/v1/assets/{own}/instructions", {"audio_upload_id": "{id}"}),
    ("/v1/assets/{own}/recolor", {"palette_id": "{id}"}),
    ("/v1/assets/{own}/recolor", {"palette_id": "{id}-muted-5"}),
]


@pytest.mark.parametrize(("path", "body"), NAMED)
def test_somebody_elses_asset_in_a_body_is_a_missing_one(
    world: World, path: str, body: dict[str, Any]
) -> None:
    own, theirs = world.upload(jpeg()), world.upload(jpeg(), "bob")
    taken = f"/v1/assets/{theirs}/palettes"
    assert world.call("POST", taken, owner="bob", json={"palette_type": "muted"}).status == 201
    made = world.call(
        "POST", f"/v1/assets/{theirs}/edits", owner="bob", json=BODIES["POST /v1/assets/{id}/edits"]
    )
    before = world.everything()
    texts = set()
    for asset_id in (theirs, made.json["id"], MISSING):
        sent = json.loads(json.dumps(body).replace("{id}", asset_id).replace("{own}", own))
        answer = world.call("POST", path.replace("{own}", own), json=sent, headers=KEY)
        texts.add(answer.text)
        assert answer.status in {404, 422} or "invalid_request" in answer.text
    assert len(texts) == 1
    assert world.everything() == before


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_somebody_elses_palette_is_a_missing_one(world: World, method: str) -> None:
    body = BODIES["POST /v1/palettes"]
    theirs = world.call("POST", "/v1/palettes", owner="bob", json=body).json["id"]
    before = world.everything()
    answer = world.call(method, f"/v1/palettes/{theirs}")
    missing = world.call(method, f"/v1/palettes/{MISSING}")
    assert answer.text.replace(theirs, MISSING) == missing.text
    assert (answer.status, answer.code) == (404, "palette_not_found")
    assert world.everything() == before


def test_an_owner_in_body_or_query_is_refused(world: World) -> None:
    body = BODIES["POST /v1/uploads"] | {"owner": "bob"}
    assert world.call("POST", "/v1/uploads", json=body).pointers == ["/owner"]
    answer = world.call("GET", "/v1/gallery", query={"owner": "bob"})
    assert answer.pointers == ["/query/owner"]


def test_two_routes_are_for_anybody(world: World) -> None:
    public = [route.key for route in the_stack().routes if not route.authorized]
    assert sorted(public) == ["GET /v1/shared/{token}", "GET /v1/users/{owner}/gallery"]
    world.has(an_asset("bob"), an_asset("bob", visibility=Visibility.PUBLIC))
    assert world.call("GET", "/v1/users/bob/gallery").json["count"] == 1
