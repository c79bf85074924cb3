"""Edits asked for, and what came of them, down to the pixel."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from PIL import Image

from darkroom.domain.asset import Asset, Claim
from tests.functions.cloud import client
from tests.functions.world import Answer, World

FLIP = {"operation": "flip", "direction": "horizontal"}
GRAY = {"operation": "filter", "type": "grayscale"}
SMALL = {"operation": "resize", "width": 16}


def edit(world: World, asset_id: str, *operations: Any, **words: Any) -> Answer:
    """Ask for a result of these operations."""
    body = {"operations": operations or (GRAY,)} | words
    return world.call("POST", f"/v1/assets/{asset_id}/edits", json=body)


def edited(world: World, asset_id: str, *operations: Any, **words: Any) -> Any:
    """A result that was made."""
    answer = edit(world, asset_id, *operations, **words)
    assert answer.status == 201, answer
    return answer.json


def row(world: World, asset_id: str, owner: str = "alice") -> Asset:
    """An asset that is there."""
    found = world.row(asset_id, owner)
    assert found is not None
    return found


def left_half_done(world: World, asset_id: str, *operations: Any) -> Asset:
    """The draft of a result, of which S3 kept nothing but one object."""
    ids = {item["sk"]["S"] for item in world.everything()[0]}
    world.faults.plan("s3:PutObject", status=500, code="InternalError", after=1, times=9)
    assert edit(world, asset_id, *operations).code == "store_unavailable"
    world.faults.planned.clear()
    new = {item["sk"]["S"] for item in world.everything()[0]} - ids
    (asset_sk,) = [each for each in new if each.startswith("asset#")]
    return row(world, asset_sk.removeprefix("asset#"))


def claimed(world: World, draft: Asset, claim: Claim) -> None:
    """Somebody has the row in hand."""
    world.ports.catalog.swap(draft, draft.claimed(claim))


def marked_deleted(world: World, asset_id: str) -> None:
    """Somebody else begins to delete it: no doing of the function that is running."""
    with world.recorder.running(None):
        asset = row(world, asset_id)
        world.ports.catalog.swap(asset, asset.deleting(world.clock.time))


def original(world: World, asset_id: str) -> bytes:
    """The original's bytes."""
    return kept(world, row(world, asset_id).original_key)


def kept(world: World, key: str) -> bytes:
    """An object of the private bucket."""
    body: bytes = client("s3").get_object(Bucket=world.bucket("private"), Key=key)["Body"].read()
    return body


def fetched(world: World, url: str) -> bytes:
    """What a signed URL of the private bucket leads to."""
    assert "X-Amz-Signature" in parse_qs(urlsplit(url).query)
    return kept(world, key_of(world, url))


def key_of(world: World, url: str) -> str:
    """The key in a signed URL of the private bucket."""
    parts = urlsplit(url)
    assert world.bucket("private") in url
    return unquote(parts.path).removeprefix("/").removeprefix(f"{world.bucket('private')}/")


def picture(body: bytes) -> Image.Image:
    """Decoded, as whatever it is."""
    image = Image.open(BytesIO(body))
    image.load()
    return image


def same_after(world: World, action: Callable[[], Answer]) -> Answer:
    """The answer to what changed nothing at all."""
    before = world.everything()
    answer = action()
    assert world.everything() == before, answer
    return answer
