"""Whatever a client sends is answered or refused: it is never a fault of ours."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darkroom.domain.palettes import StoredPalette
from tests.builders import FACTS, a_draft, an_asset
from tests.fakes import START
from tests.functions.cloud import client, the_stack
from tests.functions.photos import jpeg
from tests.functions.world import World, standing_world

FIELDS = [
    "filename", "content_type", "size", "job_id", "slot", "checksum_sha256", "visibility", "tags",
    "metadata", "method", "items", "data", "asset_id", "asset_ids", "variant", "expires_in",
    "operations", "operation", "type", "format", "quality", "recipe_of", "palette_type", "colors",
    "palette_types", "num_colors", "name", "palette_id", "strength", "width", "angle",
]  # fmt: skip
PARAMETERS = [
    "wait", "variant", "expires_in", "redirect", "limit", "cursor", "page", "job_id", "visibility",
    "kind", "status", "tag", "order", "color", "tolerance", "format", "quality", "width", "height",
    "include_metadata",
]  # fmt: skip
ASSET, DRAFT = an_asset(), a_draft()
BODIES = sorted(
    route.key for route in the_stack().routes if route.method in {"POST", "PUT", "PATCH"}
)
FILE = {"filename": "a.jpg", "content_type": "image/jpeg"}
HOW = {"format": "webp", "quality": 60, "job_id": "j"}
EDIT = {"operations": [{"operation": "resize", "width": 8}]} | HOW
MOVE = {"asset_id": ASSET.id, "visibility": "public"}
RIGHT: dict[str, dict[str, Any]] = {
    "POST /v1/uploads": FILE | {"size": 1, "tags": [], "metadata": {}, "slot": "a/b"},
    "POST /v1/uploads/batch": {"items": [FILE | {"size": 1}]},
    "POST /v1/uploads/inline": FILE | {"data": "YQ=="},
    "POST /v1/signed-urls": {"items": [{"asset_id": ASSET.id}], "expires_in": 60},
    "POST /v1/assets/{id}/shares": {"variant": "large", "expires_in": 60},
    "PATCH /v1/assets/{id}": {"filename": "a.jpg", "tags": [], "metadata": {}},
    "POST /v1/assets/bulk-delete": {"asset_ids": [DRAFT.id]},
    "PUT /v1/slots/{a}/{b}": {"asset_id": ASSET.id},
    "PUT /v1/assets/{id}/visibility": {"visibility": "public"},
    "POST /v1/visibility": {"items": [MOVE]},
    "POST /v1/assets/{id}/edits": EDIT,
    "POST /v1/assets/{id}/replay": {"recipe_of": ASSET.id, "job_id": "j"},
    "POST /v1/edits/batch": {"items": [EDIT | {"asset_id": ASSET.id}]},
    "POST /v1/assets/{id}/palettes": {"palette_types": ["muted"], "num_colors": 3},
    "POST /v1/assets/{id}/recolor": {"colors": ["#336699"], "strength": 0.5} | HOW,
    "POST /v1/palettes": {"name": "a", "colors": ["#336699"]},
}
GETS = sorted(route.key for route in the_stack().routes if route.method == "GET")
FEW = settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
"""Of each route, the same in every run; `tests/fuzz` asks more, and from the description."""

any_text = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    ["", "image/jpeg", "a/b", "public", "POST", "original", "all", ASSET.id, DRAFT.id, "\ud800"]
)
any_number = st.integers() | st.floats() | st.sampled_from([0, 1, 20, 10**400, True, 2**63])
any_value = st.recursive(
    st.none() | any_text | any_number,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(FIELDS) | any_text, inner, max_size=4)
    ),
    max_leaves=8,
)
any_object = st.dictionaries(st.sampled_from(FIELDS), any_value, max_size=6)
any_json = (any_object | any_value).map(lambda each: json.dumps(each).encode())
any_body = any_json | st.binary(max_size=200) | any_json.map(lambda text: text[:-1])
content_types = st.just("application/json") | st.sampled_from(
    [
        "application/json; charset=utf-16",
        "text/plain",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "",
    ]
)
any_query = st.lists(st.tuples(st.sampled_from(PARAMETERS) | st.just("%"), st.text(max_size=12)))


def nearly_right(key: str) -> st.SearchStrategy[Any]:
    """What would be right, but for one field: of the body, or of an item or operation in it."""
    right = RIGHT[key]
    spoilt = st.builds(spoil, st.just(right), st.sampled_from(sorted(right)), any_text | any_value)
    listed = next((name for name in ("items", "operations") if name in right), None)
    if not listed:
        return spoilt
    items = right[listed]
    field = st.sampled_from(sorted(items[0]))
    item = st.builds(spoil, st.just(items[0]), field, any_text | any_value)
    return spoilt | item.map(lambda each: right | {listed: [each, *items]})


def spoil(right: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    return right | {field: value}


@pytest.fixture(scope="module")
def lasting_world() -> Iterator[World]:
    """One deployment for all examples: what they do to it is part of the mess."""
    with standing_world() as world:
        world.has(ASSET, DRAFT)
        place = {"Bucket": world.bucket("private"), "Key": ASSET.original_key}
        client("s3").put_object(**place, Body=jpeg())
        palette = StoredPalette(ASSET.id, "alice", "a", FACTS.palette, START)
        world.ports.catalog.add_palettes([palette], None)
        yield world


def path_of(key: str) -> tuple[str, str]:
    method, path = key.split()
    place = DRAFT.id if "uploads" in path else ASSET.id
    for name in ("{id}", "{token}", "{owner}"):
        path = path.replace(name, place)
    return method, path.replace("{a}", "a").replace("{b}", "b")


def check(answer: Any, output: str) -> None:
    assert 200 <= answer.status < 500, output
    if answer.text:
        json.loads(answer.text)
        answer.text.encode()


@pytest.mark.parametrize("key", BODIES)
@FEW
@given(data=st.data())
def test_no_field_is_a_fault(lasting_world: World, key: str, data: st.DataObject) -> None:
    send(lasting_world, key, json.dumps(data.draw(nearly_right(key))).encode())


@pytest.mark.parametrize("key", BODIES)
@FEW
@given(body=any_body, content_type=content_types)
def test_no_body_is_a_fault(lasting_world: World, key: str, body: bytes, content_type: str) -> None:
    send(lasting_world, key, body, content_type)


def send(world: World, key: str, body: bytes, content_type: str = "application/json") -> None:
    method, path = path_of(key)
    headers = {"content-type": content_type}
    function, event = world.event(method, path, owner="alice", body=b"", headers=headers)
    check(world.answer(function, event | as_gateway_sends(body)), world.output)


@pytest.mark.parametrize("key", GETS)
@FEW
@given(query=any_query, encoded=st.booleans())
def test_no_query_is_a_fault(
    lasting_world: World, key: str, query: list[tuple[str, str]], encoded: bool
) -> None:
    method, path = path_of(key)
    raw = urlencode(query) if encoded else "&".join(f"{name}={value}" for name, value in query)
    answer = lasting_world.call(method, path, raw_query=raw)
    check(answer, lasting_world.output)


@pytest.mark.parametrize("key", ["PATCH /v1/assets/{id}"])
@FEW
@given(if_match=st.text(st.characters(codec="latin-1"), max_size=40))
def test_no_precondition_is_a_fault(lasting_world: World, key: str, if_match: str) -> None:
    method, path = path_of(key)
    answer = lasting_world.call(method, path, json={"tags": []}, headers={"if-match": if_match})
    check(answer, lasting_world.output)


def as_gateway_sends(body: bytes) -> dict[str, Any]:
    """Text as text; what is none, in base64."""
    try:
        return {"body": body.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
