"""The end of a history: everything is told, the reconciler has gone round, all is asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

from tests.functions.world import Answer, World
from tests.histories import seen
from tests.histories.agreement import require_agreement
from tests.histories.answers import require_asset
from tests.histories.spec import QUOTA, SPELLED, Photo, Spec
from tests.histories.wishes import BUDGET, Makings

ROUNDS = 6
REMAINING = ("stats", "slot", "share", "palette", "walk", "generation", "once", "budget")
"""The rows of owners who have deleted every asset."""


def require_end(world: World, makings: Makings) -> None:
    """Nothing is left to do, every answer is what the spec says, and all of it can go."""
    spec = makings.spec
    settle(world, makings)
    require_agreement(world, spec)
    assert seen.sizes(world, "uploads") == {}
    assert all(row["status"] != "deleting" for row in seen.assets(seen.rows()).values())
    for photo in spec.photos.values():
        require_single(world, photo)
    for owner in SPELLED:
        require_lists(world, spec, owner)
        require_makings(world, makings, owner)
        require_stats(world, makings, owner)
    for owner in SPELLED:
        delete_everything(world, spec, owner)
    require_agreement(world, spec)
    assert {row["sk"].partition("#")[0] for row in seen.rows()} <= {*REMAINING}


def delete_everything(world: World, spec: Spec, owner: str) -> None:
    """What the owner has: nothing of it stays behind."""
    left = spec.of(owner, "pending", "ready", "rejected")
    if left:
        body = {"asset_ids": [photo.id for photo in left]}
        answer = world.call("POST", "/v1/assets/bulk-delete", owner=owner, json=body)
        assert all(result.get("deleted") for result in answer.json["results"]), answer
        for photo in left:
            spec.delete(photo)


def require_makings(world: World, makings: Makings, owner: str) -> None:
    """Every generation is over, and listed with what came of it."""
    told = asked(world, owner, "/v1/generations", limit=100).json["items"]
    expected = makings.of(owner)
    assert all(making.is_over for making in expected)
    assert [(each["id"], each["state"], each["cost"]["images"]) for each in told] == [
        (making.id, making.state, making.charged) for making in expected
    ]


def settle(world: World, makings: Makings) -> None:
    """Sweep, hours apart, and tell what is told again, until there is nothing to do."""
    for _ in range(ROUNDS):
        world.clock.advance(hours=2)
        found, messages = swept(world, makings)
        assert not messages, "every event was told, and yet an upload waits"
        if not found:
            return
    raise AssertionError("the reconciler never comes to an end")


def swept(
    world: World, makings: Makings, **event: Any
) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """A run of the reconciler, which found what the spec says, and what it sent to the queue."""
    world.recorder.calls.clear()
    report = world.sweep(**event)
    assert report["faults"] == {}
    assert report["complete"]
    found = dict(report["found"])
    unfinished = found.pop("deletions_finished", 0)
    expected, told = makings.spec.sweep(world.clock.time)
    looked_after = list(makings.sweep(world.clock.time))
    assert found == expected + Counter(finding for finding, _ in looked_after)
    messages = [message for message in _sent(world) if "Records" in message]
    assert sorted(map(key_of, messages)) == told
    works = {message["generation_id"] for message in _sent(world) if "Records" not in message}
    again = {making.id for finding, making in looked_after if finding == "generations_requeued"}
    assert works == again
    return {**found, "deletions_finished": unfinished} if unfinished else found, messages


def key_of(message: dict[str, Any]) -> str:
    """What the one event of a message is about."""
    return unquote_plus(message["Records"][0]["s3"]["object"]["key"])


def require_single(world: World, photo: Photo) -> None:
    """One asset, as its owner asks for it."""
    shown = world.call("GET", f"/v1/uploads/{photo.id}", owner=photo.owner)
    if photo.is_an_upload:
        assert shown.json["status"] == photo.status
        assert (shown.json["problem"] or {}).get("code") == photo.code
    else:
        assert shown.code == "upload_not_found"
    if photo.status == "gone":
        return
    whole = world.call("GET", f"/v1/assets/{photo.id}", owner=photo.owner)
    assert whole.headers["etag"] == whole.json["etag"]
    require_asset(world, photo, whole.json)
    if photo.status == "ready":
        require_asset(world, photo, shown.json["asset"])


def require_lists(world: World, spec: Spec, owner: str) -> None:
    """Galleries of every state, the public one, slots, shares and palettes."""
    for status in ("ready", "pending", "rejected"):
        expected = spec.of(owner, status)[::-1]
        require_listed(world, expected, owner, status=status)
    public = world.call("GET", f"/v1/users/{_in_path(owner)}/gallery", owner=None).json["items"]
    expected = [photo for photo in spec.of(owner)[::-1] if photo.visibility == "public"]
    assert [item["id"] for item in public] == [photo.id for photo in expected]
    for name in {name for whose, name in spec.slots if whose == owner}:
        require_slot(world, spec, owner, name)
    shares = asked(world, owner, "/v1/shares", limit=100).json["items"]
    assert {share["id"] for share in shares} == spec.valid_shares(owner, world.clock.time)
    palettes = asked(world, owner, "/v1/palettes", limit=100).json["items"]
    own = {(id_, of) for id_, (whose, of) in spec.palettes.items() if whose == owner}
    assert {(each["id"], each["asset_id"]) for each in palettes} == own


def require_listed(
    world: World, expected: list[Photo], owner: str, *, limit: int = 100, **words: str
) -> None:
    """A listing, page by page: these assets in this order and no others."""
    query: dict[str, Any] = {"limit": limit, **words}
    items: list[dict[str, Any]] = []
    for _ in range(len(expected) // limit + 2):
        page = asked(world, owner, "/v1/gallery", **query).json
        assert page["count"] == len(page["items"]) <= limit
        items += page["items"]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert [item["id"] for item in items] == [photo.id for photo in expected]
    for item, photo in zip(items, expected, strict=True):
        require_asset(world, photo, item)


def require_stats(world: World, makings: Makings, owner: str) -> None:
    """The numbers are a recount."""
    spec, today = makings.spec, world.clock.time.date()
    sizes = seen.sizes(world, "private") | seen.sizes(world, "public")
    counted = spec.counters(owner, sizes)
    stats = asked(world, owner, "/v1/gallery/stats").json
    originals, variants = counted["bytes_originals"], counted["bytes_variants"]
    assert stats == {
        "assets": counted["ready"],
        "by_status": {name: counted[name] for name in ("pending", "ready", "rejected")},
        "by_visibility": {name: counted[name] for name in ("private", "public")},
        "by_kind": {name: counted[name] for name in ("uploaded", "processed", "generated")},
        "edited": counted["processed"],
        "in_jobs": counted["in_jobs"],
        "bytes_stored": {
            "originals": originals,
            "variants": variants,
            "total": originals + variants,
        },
        "quota": {
            "assets": {"used": counted["quota_assets"], "limit": QUOTA},
            "bytes": {"used": counted["quota_bytes"], "limit": None},
        },
        "budget": {
            "images": {"used": makings.spent[owner, today.isoformat()], "limit": BUDGET},
            "voice_seconds": {"used": 0, "limit": 600},
            "renews_at": f"{today + timedelta(days=1)}T00:00:00Z",
        },
    }


def require_slot(world: World, spec: Spec, owner: str, name: str) -> None:
    """A slot shows what is newest for it, if that is still there."""
    shown = asked(world, owner, f"/v1/slots/{name}")
    expected = spec.in_slot(owner, name)
    if expected is None:
        assert shown.code == "slot_not_found"
    else:
        require_asset(world, spec.photos[expected], shown.json["asset"])


def asked(world: World, owner: str, path: str, **query: Any) -> Answer:
    """What is answered to a GET."""
    return world.call("GET", path, owner=owner, query=query)


def _in_path(owner: str) -> str:
    return owner.replace("|", "%7C")


def _sent(world: World) -> Iterator[dict[str, Any]]:
    for call in world.recorder.requests("sqs"):
        message: dict[str, Any] = json.loads(call.parameters["MessageBody"])
        yield message
