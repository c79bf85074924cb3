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
        everyone = catalog.family(owner, asset.first_source_id, limit=MAX_FAMILY + 1)
        family = everyone[:MAX_FAMILY]
        above, below = list(_upwards(asset, family)), list(_downwards(asset.id, family))
        rows = catalog.get_many(owner, [*above, *below])
        known = {row.id: row for row in rows.values() if row.status is Status.READY}
        ancestors, lost = self._line(asset, known)
        return Lineage(
            asset=asset,
            ancestors=tuple(reversed(ancestors)),
            lost_ancestor=lost,
            results=tuple(known[each] for each in below if each in known),
            complete=len(everyone) <= MAX_FAMILY,
        )

    def _line(self, asset: Asset, known: Mapping[str, Asset]) -> tuple[list[Asset], str | None]:
        """Its sources, the direct one first, and the one that is lost, if any. What a large family
        did not tell is asked for one by one."""
        line: list[Asset] = []
        wanted = asset.source_asset_id
        while wanted:
            source = known.get(wanted) or self.ports.catalog.get(asset.owner, wanted)
            if source is None or source.status is not Status.READY:
                return line, wanted
            line.append(source)
            wanted = source.source_asset_id
        return line, None


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
