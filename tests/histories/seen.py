"""What is really there, read out of moto without a request: after every step of every history."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from tests.functions.cloud import SITE, environment
from tests.functions.world import World


def sizes(world: World, role: str) -> dict[str, int]:
    """Every key in a bucket, and how many bytes are there."""
    backend = get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"]
    keys = backend.buckets[world.bucket(role)].keys
    return {str(key): int(keys[key].size) for key in keys}


def rows() -> list[dict[str, Any]]:
    """Every row of the table: attributes by name, numbers as numbers."""
    backend = get_backend("dynamodb")[DEFAULT_ACCOUNT_ID][SITE.region]
    items = backend.tables[environment()["TABLE_NAME"]].all_items()
    return [{name: each.cast_value for name, each in item.attrs.items()} for item in items]


def everything(world: World) -> Any:
    """All rows and all objects: to see that nothing changed."""
    return rows(), [sizes(world, role) for role in ("uploads", "private", "public")]


def assets(table: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows of assets, by id."""
    found = {row["sk"].partition("#")[2]: row for row in table if row["sk"].startswith("asset#")}
    assert len(found) == sum(row["sk"].startswith("asset#") for row in table)
    return found


def place(world: World, url: str) -> tuple[str, str]:
    """The bucket and the key that a URL leads to."""
    parts = urlsplit(url)
    path = unquote(parts.path).removeprefix("/")
    if "X-Amz-Signature" not in parse_qs(parts.query):
        assert url.startswith(environment()["PUBLIC_BASE_URL"]), url
        return "public", path
    assert world.bucket("private") in url, url
    return "private", path.removeprefix(f"{world.bucket('private')}/")
