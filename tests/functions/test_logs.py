"""One JSON line for each request, and nothing in any line that is nobody's business."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from darkroom import bootstrap, observability
from tests.builders import http_event
from tests.functions.cloud import the_stack
from tests.functions.editing import FLIP
from tests.functions.evidence import remember
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World, standing_world

CANARY = "canary"
OWNER = "canary|sub"
HEADERS = {"authorization": "Bearer canary.token", "cookie": "canary=cookie"}
WORDS: dict[str, Any] = {
    "filename": "canary-file.jpg",
    "tags": ["canary-tag"],
    "metadata": {"canary-name": "canary-value"},
}
URL_PARTS = ("X-Amz-", "amazonaws.com", "cdn.example", "http://", "https://")


@dataclass
class Tour:
    """Somebody whose every word is a canary, on the way through every route."""

    world: World
    said: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    requests: list[tuple[str, Answer]] = field(default_factory=list)

    def call(self, method: str, path: str, key: str, **words: Any) -> Answer:
        headers = HEADERS | words.pop("headers", {})
        answer = self.world.call(method, path, owner=OWNER, headers=headers, **words)
        self.said.append(answer.output)
        self.requests.append((f"{method} {key}", answer))
        return answer

    def deliver(self, *bodies: Any) -> None:
        self.world.deliver(*bodies)
        self.said.append(self.world.output)

    def upload(self, file: bytes = jpeg()) -> str:
        body = WORDS | {"content_type": "image/jpeg", "size": len(file)}
        ticket = self.call("POST", "/v1/uploads", "/v1/uploads", json=body).json
        self.deliver(self.world.put(ticket, file))
        return str(ticket["id"])

    def go(self) -> None:
        """Every route of the template once, or more often."""
        first, second = self.upload(), self.upload()
        self.ask(first)
        self.edit(first, second)
        self.paint(first)
        self.make(first)
        self.change(first, second)
        self.share(first)
        self.leave(first, second)
        self.world.clock.advance(hours=1)
        self.world.sweep()
        self.said.append(self.world.output)

    def ask(self, asset: str) -> None:
        for key in ("/v1/gallery", "/v1/gallery/stats", "/v1/shares"):
            self.call("GET", key, key)
        self.call("GET", "/v1/gallery", "/v1/gallery", query={"tag": "canary-tag"})
        self.call("GET", "/v1/gallery", "/v1/gallery", query={"cursor": CANARY})
        self.call("GET", "/v1/users/canary%7Csub/gallery", "/v1/users/{owner}/gallery")
        self.call("GET", f"/v1/assets/{asset}", "/v1/assets/{id}")
        self.call("GET", f"/v1/assets/{CANARY}", "/v1/assets/{id}")
        self.call("GET", f"/v1/uploads/{asset}", "/v1/uploads/{id}")
        self.call("GET", f"/v1/assets/{asset}/url", "/v1/assets/{id}/url")
        items = [{"asset_id": asset, "variant": "all"}, {"asset_id": CANARY}]
        self.call("POST", "/v1/signed-urls", "/v1/signed-urls", json={"items": items})

    def change(self, first: str, second: str) -> None:
        self.call("PATCH", f"/v1/assets/{first}", "/v1/assets/{id}", json=WORDS)
        self.call("PATCH", f"/v1/assets/{first}", "/v1/assets/{id}", json={CANARY: CANARY})
        self.call("PUT", "/v1/slots/a/b", "/v1/slots/{a}/{b}", json={"asset_id": first})
        self.call("GET", "/v1/slots/a/b", "/v1/slots/{a}/{b}")
        path, key = f"/v1/assets/{first}/visibility", "/v1/assets/{id}/visibility"
        self.call("PUT", path, key, json={"visibility": "public"})
        self.world.faults.plan("cloudfront:CreateInvalidation", status=403)
        self.call("PUT", path, key, json={"visibility": "private"})
        items = [{"asset_id": each, "visibility": "private"} for each in (first, second)]
        self.call("POST", "/v1/visibility", "/v1/visibility", json={"items": items})

    def edit(self, first: str, second: str) -> None:
        one = f"/v1/assets/{first}"
        mark = {"operation": "watermark", "asset_id": second}
        for operation in (mark, {"operation": CANARY}, mark | {"asset_id": CANARY}):
            body = {"operations": [operation]}
            self.call("POST", f"{one}/edits", "/v1/assets/{id}/edits", json=body)
        model = {"recipe_of": CANARY}
        self.call("POST", f"{one}/replay", "/v1/assets/{id}/replay", json=model)
        items = [{"asset_id": each, "operations": [FLIP]} for each in (first, CANARY)]
        self.call("POST", "/v1/edits/batch", "/v1/edits/batch", json={"items": [*items, CANARY]})
        for query in ({"include_metadata": True}, {"format": CANARY}, {"redirect": True}):
            key = "/v1/assets/{id}/export"
            self.call("GET", f"{one}/export", key, query=query)
        self.call("GET", f"{one}/lineage", "/v1/assets/{id}/lineage")

    def paint(self, asset: str) -> None:
        key = "/v1/assets/{id}/palettes"
        for kind in ("muted", CANARY):
            self.call("POST", f"/v1/assets/{asset}/palettes", key, json={"palette_type": kind})
        self.call("GET", f"/v1/assets/{asset}/palettes", key)
        body = {"name": CANARY, "colors": ["#0ca9a4"]}
        palette = self.call("POST", "/v1/palettes", "/v1/palettes", json=body).json["id"]
        self.call("GET", "/v1/palettes", "/v1/palettes")
        for name, file_format in ((palette, "css"), (palette, "png"), (CANARY, "json")):
            query = {"format": file_format}
            self.call("GET", f"/v1/palettes/{name}", "/v1/palettes/{id}", query=query)
        for name in (palette, CANARY):
            path, recolor = f"/v1/assets/{asset}/recolor", "/v1/assets/{id}/recolor"
            self.call("POST", path, recolor, json={"palette_id": name})
            self.call("DELETE", f"/v1/palettes/{name}", "/v1/palettes/{id}")
        self.world.faults.plan("s3:PutObject", status=500)
        self.call("POST", path, recolor, json={"colors": ["#0ca9a4"], "strength": 0.3})

    def make(self, asset: str) -> None:
        words = {"prompt": CANARY, "negative_prompt": CANARY, "style": CANARY}
        image = words | {"width": 64, "height": 64}
        asked = self.cost("/v1/generations", "/v1/generations", image).json
        one, key = f"/v1/assets/{asset}", "/v1/assets/{id}"
        self.cost(f"{one}/variations", f"{key}/variations", {})
        self.cost(f"{one}/refinements", f"{key}/refinements", words)
        for prompt in (f"make it brighter and {CANARY}", CANARY):
            self.cost(f"{one}/instructions", f"{key}/instructions", {"prompt": prompt})
        for message in self.world.waiting():
            self.world.work(message)
            self.said.append(self.world.output)
        self.call("GET", "/v1/generations", "/v1/generations")
        for method in ("GET", "DELETE"):
            path = f"/v1/generations/{asked['id']}"
            self.call(method, path, "/v1/generations/{id}")

    def cost(self, path: str, key: str, json: Any) -> Answer:
        named = {"idempotency-key": f"{CANARY}-{len(self.requests)}"}
        return self.call("POST", path, key, json=json, headers=named)

    def share(self, asset: str) -> None:
        answer = self.call("POST", f"/v1/assets/{asset}/shares", "/v1/assets/{id}/shares", json={})
        token, share_id = answer.json["token"], answer.json["id"]
        self.secrets.append(token)
        self.call("GET", f"/v1/shared/{token}", "/v1/shared/{token}")
        self.call("DELETE", f"/v1/shares/{share_id}", "/v1/shares/{id}")
        self.call("GET", f"/v1/shared/{token}", "/v1/shared/{token}")

    def leave(self, first: str, second: str) -> None:
        file = WORDS | {"content_type": "image/jpeg", "size": 10}
        batch = {"items": [file, {CANARY: CANARY}]}
        answer = self.call("POST", "/v1/uploads/batch", "/v1/uploads/batch", json=batch)
        pending = answer.json["results"][0]["id"]
        self.call("DELETE", f"/v1/uploads/{pending}", "/v1/uploads/{id}")
        inline = WORDS | {"content_type": "image/jpeg", "data": "Y2FuYXJ5"}
        self.call("POST", "/v1/uploads/inline", "/v1/uploads/inline", json=inline)
        self.upload(b"canary is no image")
        self.deliver("canary", {"Records": [{"canary": "canary"}]})
        self.world.faults.plan("s3:GetObject", status=500)
        self.upload()
        self.call("DELETE", f"/v1/assets/{first}", "/v1/assets/{id}")
        ids = {"asset_ids": [second, CANARY]}
        self.call("POST", "/v1/assets/bulk-delete", "/v1/assets/bulk-delete", json=ids)


@contextmanager
def at_debug() -> Iterator[list[str]]:
    """Every logger at DEBUG that does not say otherwise, and what reaches the root of them."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            words = {name: str(value) for name, value in vars(record).items()}
            heard.append(self.format(record) + json.dumps(words))

    root, ear, ours = logging.getLogger(), Ear(), observability.logger()
    before = root.level, ours.log_level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(ear)
        root.setLevel(before[0])
        ours.setLevel(before[1])


@pytest.fixture(scope="module")
def tour() -> Tour:
    """One that is over, and its deployment gone: what was answered and written is only read."""
    with standing_world() as world:
        whole = Tour(world)
        whole.go()
        remember(world.recorder.calls, the_stack())
    return whole


def test_the_tour_is_of_every_route(tour: Tour) -> None:
    assert {key for key, _ in tour.requests} == {route.key for route in the_stack().routes}


def test_at_debug_nothing_that_anybody_said_is_written(world: World) -> None:
    with at_debug() as heard:
        tour = Tour(world)
        tour.go()
    written = "\n".join([*tour.said, *heard])
    assert written.count("\n") > 50
    for secret in (CANARY, "Y2FuYXJ5", "canary|sub", "canary.7Csub", *tour.secrets, *URL_PARTS):
        assert secret not in written


def test_every_request_is_one_line_of_json(tour: Tour) -> None:
    for key, answer in tour.requests:
        lines = [line for line in answer.log if line["message"] == "request"]
        assert len(lines) == 1, key
        (line,) = lines
        assert line["request_id"] == "request-1"
        assert line["status"] == answer.status
        assert line["method"] == key.split()[0]
        assert line["milliseconds"] >= 0


def test_a_line_names_the_route_and_never_what_was_in_its_place(tour: Tour) -> None:
    def shape(path: str) -> list[str]:
        return ["{}" if part.startswith("{") else part for part in path.split("/")]

    for key, answer in tour.requests:
        (line,) = [line for line in answer.log if line["message"] == "request"]
        assert shape(line["route"]) == shape(key.split()[1])


def test_a_line_names_the_owner_by_a_salted_hash(tour: Tour, world: World) -> None:
    expected = bootstrap.container().hash_owner(OWNER)
    public = {route.key for route in the_stack().routes if not route.authorized}
    for key, answer in tour.requests:
        (line,) = [line for line in answer.log if line["message"] == "request"]
        assert line.get("owner") == (None if key in public else expected), key


def test_a_refusal_is_logged_with_its_code(world: World) -> None:
    answer = world.call("GET", "/v1/assets/nonsense")
    (line,) = answer.log
    assert (line["status"], line["code"]) == (404, "asset_not_found")
    assert "asset_id" not in line


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/assets/{id}"),
        ("GET", "/v1/uploads/{id}"),
        ("GET", "/v1/assets/{id}/url"),
        ("DELETE", "/v1/assets/{id}"),
        ("GET", "/v1/assets/{id}/export"),
        ("GET", "/v1/assets/{id}/lineage"),
        ("GET", "/v1/assets/{id}/palettes"),
        ("POST", "/v1/assets/{id}/edits"),
        ("POST", "/v1/assets/{id}/palettes"),
        ("POST", "/v1/assets/{id}/recolor"),
    ],
)
def test_a_line_names_the_asset_that_it_is_about(world: World, method: str, path: str) -> None:
    upload_id = world.upload(jpeg())
    body = {"colors": ["#336699"]} if method == "POST" else None
    (line,) = world.call(method, path.replace("{id}", upload_id), json=body).log
    assert line["asset_id"] == upload_id


def test_a_ticket_is_logged_with_the_id_it_is_for(world: World) -> None:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 1}
    for path in ("/v1/uploads", "/v1/uploads/inline"):
        words = {"filename": "a.jpg", "content_type": "image/jpeg", "data": "YQ=="}
        answer = world.call("POST", path, json=body if path == "/v1/uploads" else words)
        (line,) = answer.log
        assert line["asset_id"] == answer.json["id"]


def test_a_request_that_leads_nowhere_is_logged_without_its_path(world: World) -> None:
    answer = world.answer("gallery", http_event("GET", f"/v1/{CANARY}", owner="a"))
    (line,) = answer.log
    assert (line["status"], line.get("route")) == (404, None)
    assert CANARY not in answer.output
