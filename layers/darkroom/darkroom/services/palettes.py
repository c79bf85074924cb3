"""Palettes: taken from assets, given by callers, listed and removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from darkroom.domain import limits as checks
from darkroom.domain.asset import Asset
from darkroom.domain.colors import Color, Palette, PaletteType
from darkroom.domain.errors import AssetNotFound, PaletteNotFound, RowChanged
from darkroom.domain.paging import decode_cursor, encode_cursor
from darkroom.domain.palettes import StoredPalette, is_palette_id, palette_id
from darkroom.services.edits import read_original
from darkroom.services.ports import Ports
from darkroom.services.rows import get_asset, require_ready

Extract = Callable[[bytes, str, Sequence[PaletteType], int], Mapping[PaletteType, Palette]]
"""(original bytes, content type, types, number of colours) → palettes; raises an ImageRejected."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Palettes of an asset, in the order asked for, and whether any had to be taken."""

    palettes: tuple[StoredPalette, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Palettes:
    """Colours to keep."""

    ports: Ports
    extract: Extract
    secret: bytes

    def take(
        self, owner: str, asset_id: str, types: Sequence[PaletteType], num_colors: int
    ) -> Taken:
        """The palettes of these types, each kept once. Raises AssetNotFound, NotReady."""
        asset = require_ready(get_asset(self.ports.catalog, owner, asset_id))
        known = {each.id: each for each in self.ports.catalog.palettes_of(owner, asset.id)}
        wanted = {palette_id(asset.id, each, num_colors): each for each in types}
        missing = [each for id_, each in wanted.items() if id_ not in known]
        if missing:
            known |= self._take(asset, missing, num_colors)
        return Taken(tuple(known[id_] for id_ in wanted), is_new=bool(missing))

    def _take(
        self, asset: Asset, types: Sequence[PaletteType], num_colors: int
    ) -> dict[str, StoredPalette]:
        source = read_original(self.ports, asset)
        found = self.extract(source.body, source.content_type, types, num_colors)
        now = self.ports.now()
        palettes = [
            StoredPalette(
                id=palette_id(asset.id, each, num_colors),
                owner=asset.owner,
                name=each.value,
                colors=found[each],
                created_at=now,
                asset_id=asset.id,
                palette_type=each,
                num_colors=num_colors,
            )
            for each in types
        ]
        try:
            self.ports.catalog.add_palettes(palettes, asset)
        except RowChanged as exc:
            raise AssetNotFound from exc
        return {palette.id: palette for palette in palettes}

    def add(self, owner: str, name: str, colors: Sequence[str]) -> StoredPalette:
        """Keep a palette of one's own: `#rrggbb` each, in equal shares. Raises InvalidRequest."""
        share = round(1 / len(colors), 4)
        palette = StoredPalette(
            id=self.ports.new_id(),
            owner=owner,
            name=checks.check_name(name),
            colors=tuple(Color.from_hex(each, share) for each in colors),
            created_at=self.ports.now(),
        )
        self.ports.catalog.add_palettes([palette], None)
        return palette

    def of_asset(self, owner: str, asset_id: str) -> list[StoredPalette]:
        """All that were taken from the asset. Raises AssetNotFound."""
        asset = get_asset(self.ports.catalog, owner, asset_id)
        return self.ports.catalog.palettes_of(owner, asset.id)

    def get(self, owner: str, wanted: str) -> StoredPalette:
        """Raises PaletteNotFound."""
        found = self.ports.catalog.palette(owner, wanted) if is_palette_id(wanted) else None
        if found is None:
            raise PaletteNotFound
        return found

    def remove(self, owner: str, wanted: str) -> None:
        """Raises PaletteNotFound."""
        if not is_palette_id(wanted) or not self.ports.catalog.remove_palette(owner, wanted):
            raise PaletteNotFound

    def page(
        self, owner: str, limit: int, cursor: str | None
    ) -> tuple[list[StoredPalette], str | None]:
        """The owner's palettes, latest first, and the cursor of the next page if there is one.

        Raises InvalidCursor."""
        binding = f"palettes\x00{owner}"
        after = decode_cursor(cursor, binding, self.secret) if cursor else None
        found = self.ports.catalog.palettes(owner, limit=limit, after=after)
        shown = found[:limit]
        more = len(found) > limit
        return shown, encode_cursor(shown[-1].id, binding, self.secret) if more else None
