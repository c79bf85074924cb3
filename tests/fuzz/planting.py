"""An owner with something in every state, and every name by which it can be asked for."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from darkroom.domain.asset import Asset, Claim, Kind, Rejection, Transition, Visibility
from tests.builders import FACTS, FLIP, a_draft, an_asset
from tests.fakes import START
from tests.functions.cloud import client
from tests.functions.generating import SMALL, begun, recorded
from tests.functions.photos import jpeg
from tests.functions.world import World

OWNER = "auth0|zoë"
SOMEBODY_ELSE = "bob"
JOB = "holiday"
TAG = "sea"
_SEEN = replace(FACTS, width=64, height=48)
_PHOTO: dict[str, Any] = {"facts": _SEEN, "size": len(jpeg()), "job_id": JOB, "tags": (TAG,)}

Names = dict[str, list[str]]
"""By the name of a parameter or field: values that lead somewhere."""


def plant(world: World) -> Names:
    """Everything there is, and what it is called."""
    assets = _assets()
    world.has(*assets)
    for asset in assets:
        if asset.facts:
            place = {"Bucket": world.bucket("private"), "Key": asset.original_key}
            client("s3").put_object(**place, Body=jpeg())
    photo, published, result = assets[:3]
    world.call("PUT", "/v1/slots/profile/avatar", owner=OWNER, json={"asset_id": photo.id})
    shares = [_share(world, each) for each in (photo, photo, published)]
    palettes = [_palette(world, name) for name in ("dawn", "dusk")]
    generations = _generations(world)
    ids = [asset.id for asset in assets]
    useful = [photo.id, published.id, result.id]
    return {
        "asset_id": ids + useful * 4,
        "asset_ids": list(ids),
        "upload_id": list(ids),
        "recipe_of": [*ids, *[result.id] * len(ids)],
        "share_id": [share["id"] for share in shares],
        "token": [share["token"] for share in shares],
        "palette_id": palettes,
        "generation_id": generations,
        "audio_upload_id": [recorded(world, owner=OWNER) for _ in range(3)],
        "owner": [OWNER],
        "cursor": _cursors(world),
        **{name: list(words) for name, words in _WORDS.items()},
    }


_WORDS: Names = {
    "a": ["profile"],
    "b": ["avatar"],
    "slot": ["profile/avatar"],
    "job_id": [JOB],
    "tag": [TAG],
    "variant": ["large", "112x112", "all", "original"],
    "filename": ["IMG_2041.jpg"],
    "content_type": ["image/jpeg", "image/png"],
    "data": [base64.b64encode(jpeg()).decode()],
    "prompt": ["make it brighter", "crop to a square", "a calm sea", "add a boat"],
    "language": ["en-US", "de"],
    "Idempotency-Key": [f"key-{number}" for number in range(1000)],
    "If-Match": ['"1"', '"0", "1"'],
}


def _assets() -> list[Asset]:
    photo = an_asset(OWNER, **_PHOTO)
    published = an_asset(OWNER, **_PHOTO, visibility=Visibility.PUBLIC)
    origin = {"source_asset_id": photo.id, "root_asset_id": photo.id, "recipe": FLIP.as_json}
    rejection = Rejection("not_an_image", "The file is not an image we can read.")
    soon = Claim("somebody", START.replace(hour=23))
    return [
        photo,
        published,
        an_asset(OWNER, **_PHOTO, kind=Kind.PROCESSED, **origin),
        an_asset(OWNER, **_PHOTO, kind=Kind.GENERATED),
        an_asset(OWNER, **_PHOTO, transition=Transition.PUBLISHING, claim=soon),
        replace(published, id=a_draft().id, transition=Transition.REVOKING),
        an_asset(OWNER, **_PHOTO).deleting(START),
        a_draft(OWNER),
        a_draft(OWNER).rejected(rejection, START),
        an_asset(SOMEBODY_ELSE, **_PHOTO),
    ]


def _generations(world: World) -> list[str]:
    """One that is over, one that waits, one of somebody else."""
    over = begun(world, json=SMALL, key="over", owner=OWNER)
    world.work()
    waits = begun(world, json=SMALL, key="waits", owner=OWNER)
    foreign = begun(world, json=SMALL, key="foreign", owner=SOMEBODY_ELSE)
    return [each["id"] for each in (over, waits, foreign)]


def _share(world: World, asset: Asset) -> Any:
    return world.call("POST", f"/v1/assets/{asset.id}/shares", owner=OWNER, json={}).json


def _palette(world: World, name: str) -> str:
    body = {"name": name, "colors": ["#336699", "#f0ebdc"]}
    return str(world.call("POST", "/v1/palettes", owner=OWNER, json=body).json["id"])


def _cursors(world: World) -> list[str]:
    own = ("/v1/gallery", "/v1/shares", "/v1/palettes", "/v1/generations")
    lists = (*own, "/v1/users/auth0%7Czo%C3%AB/gallery")
    pages = [world.call("GET", path, owner=OWNER, query={"limit": 1}).json for path in lists]
    return [page["next_cursor"] for page in pages if page["next_cursor"]]
