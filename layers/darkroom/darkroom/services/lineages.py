"""Lineages: where an asset comes from, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from darkroom.catalog.base import Descent
from darkroom.domain.asset import Asset, Status
from darkroom.services.ports import Ports
from darkroom.services.rows import get_asset

MAX_FAMILY = 500
"""Results of one first source that are looked at: one Query, and a read for every hundred."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """`ancestors` from the first source that is still known down to the direct one; `results` by
    generation, oldest first. `lost_ancestor`: the id of a source that was deleted, behind which
    nothing is known but the first. `complete` is false when there is more than was looked at."""

    asset: Asset
    ancestors: tuple[Asset, ...]
    lost_ancestor: str | None
    results: tuple[Asset, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Lineages:
    """Families of assets."""

    ports: Ports

    def of(self, owner: str, asset_id: str) -> Lineage:
        """Raises AssetNotFound."""
        catalog = self.ports.catalog
        asset = get_asset(catalog, owner, asset_id)
        family = catalog.family(owner, asset.first_source_id, limit=MAX_FAMILY)
        line = list(_upwards(asset, family))
        below = list(_downwards(asset.id, family))
        rows = catalog.get_many(owner, [*line, *below])
        known = {row.id: row for row in rows.values() if row.status is Status.READY}
        ancestors = _unbroken(line, known)
        return Lineage(
            asset=asset,
            ancestors=ancestors[::-1],
            lost_ancestor=line[len(ancestors)] if len(ancestors) < len(line) else None,
            results=tuple(known[each] for each in below if each in known),
            complete=len(family) < MAX_FAMILY,
        )


def _upwards(asset: Asset, family: Sequence[Descent]) -> Iterator[str]:
    """The ids of its sources, the direct one first, as far as they are written down."""
    sources = {each.asset_id: each.source_id for each in family}
    source = asset.source_asset_id
    while source:
        yield source
        source = sources.get(source)


def _downwards(asset_id: str, family: Sequence[Descent]) -> Iterator[str]:
    """The ids of its results, generation after generation. Ids sort by time."""
    generation = {asset_id}
    while generation:
        results = {each.asset_id for each in family if each.source_id in generation}
        yield from sorted(results)
        generation = results


def _unbroken(line: Sequence[str], known: Mapping[str, Asset]) -> tuple[Asset, ...]:
    """The sources up to the first that is gone."""
    found = []
    for each in line:
        if each not in known:
            break
        found.append(known[each])
    return tuple(found)
