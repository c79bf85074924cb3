"""What is in AWS: kept, put back, and held against what must be true of it."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from darkroom.catalog import generation_items, items, records
from darkroom.domain.asset import Asset
from darkroom.domain.budget import Charge
from darkroom.domain.generation import Generation
from darkroom.domain.tally import tally
from tests.functions.cloud import SITE, the_stack
from tests.functions.world import World

ROLES = ("uploads", "private", "public")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one moment."""

    now: datetime
    rows: bytes
    objects: Mapping[tuple[str, str], tuple[bytes, datetime]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The table, read."""

    assets: tuple[Asset, ...]
    counters: Mapping[str, Mapping[str, int]]
    results: Mapping[tuple[str, str], str]
    palettes: tuple[tuple[str, str], ...]
    """Owner and asset of every palette that was taken from one."""
    generations: tuple[Generation, ...]
    spent: tuple[int, int]
    """Images and seconds of speech, of all budgets together."""


@dataclass
class State:
    """The table and the buckets in moto's memory, looked at without requests."""

    world: World
    _read: dict[str, Any] = field(default_factory=dict)

    def keep(self) -> Snapshot:
        """Everything as it is now; every object as old as the clock."""
        now = self.world.clock.now()
        self._date_all(now)
        objects = {
            (role, name): (bytes(key.value), key.last_modified)
            for role in ROLES
            for name, key in self._keys(role).items()
        }
        return Snapshot(now, pickle.dumps(self._table.items), objects)

    def put_back(self, kept: Snapshot) -> None:
        """Everything as it was then."""
        self.world.clock.time = kept.now
        self._table.items = pickle.loads(kept.rows)  # noqa: S301 — our own
        for role in ROLES:
            self._bucket(role).keys.clear()
        for (role, name), (body, modified) in kept.objects.items():
            bucket = self.world.bucket(role)
            self._s3.put_object(bucket, name, body).last_modified = modified

    def date(self, url: str) -> None:
        """The object that was just written is as old as the clock says."""
        place = urlsplit(url)
        bucket = place.netloc.partition(".")[0]
        written = self._s3.buckets[bucket].keys.get(unquote(place.path[1:]))
        if written:
            written.last_modified = self.world.clock.now()

    def keys(self, role: str) -> set[str]:
        """The keys in a bucket."""
        return set(self._keys(role))

    def body(self, role: str, name: str) -> bytes:
        """An object."""
        return bytes(self._keys(role)[name].value)

    def rows(self) -> Rows:
        """Everything in the table that the invariants are about."""
        raw = [_plain(item) for rows in self._table.items.values() for item in rows.values()]
        assets, counters, results, palettes = [], {}, {}, []
        generations, charges = [], [Charge()]
        for item in raw:
            owner, sk = item["pk"]["S"].removeprefix("owner#"), item["sk"]["S"]
            if sk.startswith("asset#"):
                assets.append(items.to_asset(item))
            elif sk == "stats":
                counters[owner] = {k: int(v["N"]) for k, v in item.items() if "N" in v}
            elif sk.startswith("lineage#"):
                results[owner, sk] = item["asset_id"]["S"]
            elif sk.startswith(generation_items.GENERATIONS):
                generations.append(generation_items.to_generation(item))
            elif sk.startswith("budget#"):
                charges.append(generation_items.to_charge(item))
            elif sk.startswith(records.PALETTES) and "asset_id" in item:
                palettes.append((owner, item["asset_id"]["S"]))
        spent = (sum(c.images for c in charges), sum(c.voice_seconds for c in charges))
        found = tuple(generations), spent
        return Rows(tuple(assets), counters, results, tuple(palettes), *found)

    def fingerprint(self) -> bytes:
        """The same for the same state, whoever held the claims that led to it."""
        assets = [replace(asset, claim=None) for asset in self.rows().assets]
        claims = [asset.claim and asset.claim.until for asset in self.rows().assets]
        others = [
            _plain(item)
            for rows in self._table.items.values()
            for item in rows.values()
            if not item.range_key.value.startswith("asset#")
        ]
        objects = [(role, sorted(self._keys(role))) for role in ROLES]
        everything = (self.world.clock.now(), assets, claims, others, objects)
        return repr(everything).encode()

    def _date_all(self, now: datetime) -> None:
        for role in ROLES:
            for key in self._keys(role).values():
                key.last_modified = now

    def _keys(self, role: str) -> dict[str, Any]:
        return dict(self._bucket(role).keys.items())

    def _bucket(self, role: str) -> Any:
        return self._s3.buckets[self.world.bucket(role)]

    @property
    def _s3(self) -> Any:
        return get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"]

    @property
    def _table(self) -> Any:
        backend: Any = get_backend("dynamodb")[DEFAULT_ACCOUNT_ID][SITE.region]
        return backend.tables[the_stack().tables[0].name]


def _plain(item: Any) -> dict[str, Any]:
    """An item as boto3 gives it."""
    attributes: dict[str, Any] = item.to_json()["Attributes"]
    return attributes


def recount(assets: tuple[Asset, ...]) -> dict[str, Counter[str]]:
    """What the counters of every owner should say."""
    sums: dict[str, Counter[str]] = {}
    for asset in assets:
        sums.setdefault(asset.owner, Counter()).update(tally(asset))
    return sums
