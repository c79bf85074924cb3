"""Whether what the API answers of an asset is what the spec says of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.functions.world import World
from tests.histories import seen
from tests.histories.spec import VARIANTS, Photo


def require_asset(world: World, photo: Photo, shown: dict[str, Any]) -> None:
    """An asset as its owner is shown it, listed or whole."""
    says = {
        "id": photo.id,
        "status": photo.status,
        "kind": photo.kind,
        "visibility": photo.visibility,
        "transition": photo.transition,
        "job_id": photo.job,
        "slot": photo.slot,
        "source_asset_id": photo.source,
        "content_type": photo.content_type,
        "size": photo.size,
        "width": photo.sides[0] if photo.sides else None,
        "height": photo.sides[1] if photo.sides else None,
        "filename": photo.words["filename"],
        "tags": photo.words["tags"],
    }
    assert {name: shown[name] for name in says} == says
    assert (shown["rejection"] or {}).get("code") == photo.code
    assert moment(shown["visibility_since"]) == photo.since
    if "metadata" in shown:
        assert shown["metadata"] == photo.words["metadata"]
        assert shown["sha256"] == photo.file.sha256.hex() if photo.file else True
    require_etag(photo, shown["etag"])
    require_addresses(world, photo, shown["variants"])


def require_etag(photo: Photo, etag: str) -> None:
    """One for every version, and never the same for two."""
    assert photo.etags.setdefault(photo.version, etag) == etag
    assert len(set(photo.etags.values())) == len(photo.etags)


def require_addresses(world: World, photo: Photo, variants: dict[str, Any]) -> None:
    """Every URL leads to an object of that size, in the bucket that the visibility calls for."""
    assert set(variants) == (set(VARIANTS) if photo.status == "ready" else set())
    for name, variant in variants.items():
        role, key = seen.place(world, variant["url"])
        assert (role, key) == (photo.visibility, f"{photo.stem}_{name}.{VARIANTS[name]}")
        assert seen.sizes(world, role)[key] == variant["size"]


def moment(text: str | None) -> datetime | None:
    """A time as the API writes it."""
    return datetime.fromisoformat(text) if text else None
