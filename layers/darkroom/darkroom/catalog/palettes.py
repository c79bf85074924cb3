"""Palettes in the table: beside their owner's assets, in the order of their ids."""

from __future__ import annotations

from collections.abc import Sequence

from darkroom.catalog import items, records
from darkroom.catalog.rows import Rows
from darkroom.catalog.table import ConditionFailed
from darkroom.catalog.values import Item
from darkroom.domain.asset import Asset, Status
from darkroom.domain.palettes import MOST_OF_ONE_ASSET, StoredPalette


class PaletteRows(Rows):
    """The palettes' part of the Catalog protocol."""

    def add_palettes(self, palettes: Sequence[StoredPalette], asset: Asset | None) -> None:
        puts = [{"Put": {"Item": records.from_palette(palette)}} for palette in palettes]
        if asset is None:
            self._table.transact(puts)
            return
        still_ready = {
            "Key": items.asset_key(asset.owner, asset.id),
            "ConditionExpression": "#status = :ready",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {":ready": {"S": Status.READY.value}},
        }
        self._table.transact([{"ConditionCheck": still_ready}, *puts])

    def palette(self, owner: str, palette_id: str) -> StoredPalette | None:
        item = self._table.get(records.palette_key(owner, palette_id))
        return records.to_palette(item) if item else None

    def palettes(self, owner: str, *, limit: int, after: str | None) -> list[StoredPalette]:
        start = records.palette_key(owner, after) if after else None
        return self._listed(owner, "", limit + 1, start)

    def palettes_of(self, owner: str, asset_id: str) -> list[StoredPalette]:
        return self._listed(owner, asset_id, MOST_OF_ONE_ASSET)

    def remove_palette(self, owner: str, palette_id: str) -> bool:
        key = records.palette_key(owner, palette_id)
        try:
            self._table.delete({"Key": key, "ConditionExpression": "attribute_exists(pk)"})
        except ConditionFailed:
            return False
        return True

    def remove_palettes_of(self, owner: str, asset_id: str) -> None:
        found = self.palettes_of(owner, asset_id)
        if found:
            keys = [records.palette_key(owner, palette.id) for palette in found]
            self._table.transact([{"Delete": {"Key": key}} for key in keys])

    def _listed(
        self, owner: str, of: str, limit: int, after: Item | None = None
    ) -> list[StoredPalette]:
        """The newest of them first; `of` is what their ids begin with."""
        found = self._newest(owner, f"{records.PALETTES}{of}", limit, after)
        return [records.to_palette(item) for item in found]
