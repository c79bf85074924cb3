"""Whether buckets and table are as the spec says: read directly, so that every step can ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from tests.functions.world import World
from tests.histories import seen
from tests.histories.spec import SPELLED, Spec

NO_COUNTERS = {"pk", "sk", "due_pk", "due_at"}
"""What else an owner's row of statistics has."""


def require_agreement(world: World, spec: Spec) -> None:
    """After every step: the objects, the rows, the counters."""
    private, public = seen.sizes(world, "private"), seen.sizes(world, "public")
    assert set(public) == spec.public_keys()
    assert set(private) == spec.private_keys()
    _require_quarantine(seen.sizes(world, "uploads"), spec)
    table = seen.rows()
    _require_rows(seen.assets(table), spec, private)
    for owner in SPELLED:
        assert _counters(table, owner) == spec.counters(owner, private | public)


def require_purges(world: World, no_longer_public: Collection[str]) -> None:
    """What the public bucket no longer has, the CDN was told to forget."""
    purged = {path.removeprefix("/").removesuffix("*") for path in world.purged()}
    for key in no_longer_public:
        assert key.rpartition("_")[0] in purged, (key, purged)


def _require_quarantine(found: Mapping[str, int], spec: Spec) -> None:
    """What waits for its event is there. What nobody waits for may be: until its own event."""
    waiting = {photo.key for photo in spec.photos.values() if photo.status == "pending"}
    assert set(spec.quarantine) & waiting <= set(found) <= set(spec.quarantine)


def _require_rows(
    rows: Mapping[str, Mapping[str, Any]], spec: Spec, private: Mapping[str, int]
) -> None:
    there = {id_ for id_, row in rows.items() if row["status"] != "deleting"}
    assert there == {id_ for id_, photo in spec.photos.items() if photo.status != "gone"}
    for asset_id in there:
        row, photo = rows[asset_id], spec.photos[asset_id]
        assert (row["status"], row["visibility"], row["kind"], row["pk"]) == (
            photo.status,
            photo.visibility,
            photo.kind,
            f"owner#{photo.owner}",
        )
        assert row.get("transition") == photo.transition
        if photo.status == "ready":
            assert row["size"] == photo.size == private[photo.key]


def _counters(table: list[dict[str, Any]], owner: str) -> Counter[str]:
    """What the table says, without what is nothing."""
    for row in table:
        if (row["pk"], row["sk"]) == (f"owner#{owner}", "stats"):
            return Counter({name: int(row[name]) for name in row.keys() - NO_COUNTERS if row[name]})
    return Counter()
