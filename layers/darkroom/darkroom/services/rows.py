"""Reading and changing one asset's row, for every service that does."""

from __future__ import annotations

from collections.abc import Callable

from darkroom.catalog.base import Catalog
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import AssetNotFound, EditConflict, NotReady, RowChanged
from darkroom.domain.ids import is_id

ATTEMPTS = 5
"""How often a change is made again on a row that somebody else changed in between."""


def get_asset(catalog: Catalog, owner: str, asset_id: str) -> Asset:
    """The owner's asset. Raises AssetNotFound for a missing one and for somebody else's alike, and
    for a recording, which is no asset."""
    asset = catalog.get(owner, asset_id) if is_id(asset_id) else None
    if asset is None or asset.status is Status.DELETING or asset.is_recording:
        raise AssetNotFound
    return asset


def require_ready(asset: Asset) -> Asset:
    """The asset, if it is ready. Raises NotReady."""
    if asset.status is not Status.READY:
        raise NotReady(f"The asset is {asset.status.value}, not ready.")
    return asset


def amend(catalog: Catalog, asset: Asset, change: Callable[[Asset], Asset]) -> Asset:
    """Swap the row for `change` of it, on a fresh row each time somebody else was first.

    Raises what `change` raises, AssetNotFound, and EditConflict when the row never holds still.
    """
    for _ in range(ATTEMPTS):
        try:
            return catalog.swap(asset, change(asset))
        except RowChanged:
            asset = get_asset(catalog, asset.owner, asset.id)
    raise EditConflict
