"""Exports: an asset as a file to download, made once and kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from darkroom.domain import caching
from darkroom.domain.asset import Asset, Variant, Visibility
from darkroom.domain.canonical import hash_of
from darkroom.domain.errors import AssetNotFound
from darkroom.domain.recipe import Caption, Recipe, Studio
from darkroom.domain.variants import EXPORT_PREFIX
from darkroom.services.edits import read_original
from darkroom.services.links import Link
from darkroom.services.naming import renamed
from darkroom.services.ports import Ports
from darkroom.services.rows import amend, get_asset, require_ready
from darkroom.storage.base import Write

_HASH_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Export:
    """The file, its address, and whether it had to be made."""

    asset_id: str
    variant: Variant
    link: Link
    is_new: bool


@dataclass(frozen=True, slots=True)
class Exports:
    """Assets in other formats and sizes."""

    ports: Ports
    studio: Studio

    def get(
        self,
        owner: str,
        asset_id: str,
        recipe: Recipe,
        *,
        include_metadata: bool,
        lifetime: timedelta,
    ) -> Export:
        """The export that the recipe makes, with what the asset publicly says inside if wanted.
        Without a format it has that of the asset.

        Raises AssetNotFound, NotReady, InvalidRequest, and an ImageRejected when the original does
        not decode in full.
        """
        asset = require_ready(get_asset(self.ports.catalog, owner, asset_id))
        recipe = replace(recipe, format=recipe.format or asset.ext)
        caption = _caption(asset) if include_metadata else None
        name = _name(recipe, caption)
        known = next((each for each in asset.exports if each.name == name), None)
        export = known or self._make(asset, name, recipe, caption)
        signed = self.ports.private.presign_read(
            asset.variant_key(export),
            lifetime=lifetime,
            filename=renamed(asset.filename, export.ext),
        )
        link = Link(signed.url, signed.expires_at)
        return Export(asset.id, export, link, is_new=known is None)

    def _make(self, asset: Asset, name: str, recipe: Recipe, caption: Caption | None) -> Variant:
        """The export, written and then noted on the row: a crash in between leaves an object that
        the reconciler removes."""
        if asset.facts:
            self.studio.check(recipe, (asset.facts.width, asset.facts.height))
        source = read_original(self.ports, asset)
        mark = asset.digital_source
        made = self.studio.render(source, recipe, others={}, caption=caption, mark=mark)
        export = Variant(name, made.ext, made.width, made.height, len(made.body))
        key = asset.variant_key(export)
        cached = caching.VARIANT[Visibility.PRIVATE]
        self.ports.private.save(Write(key, made.body, made.content_type, cache_control=cached))
        try:
            self._note(asset, export)
        except AssetNotFound:  # deleted under our hands
            self.ports.private.delete(key)
            raise
        return export

    def _note(self, asset: Asset, export: Variant) -> None:
        """Remember the export; the oldest one beyond the limit goes."""
        dropped: list[str] = []

        def add(row: Asset) -> Asset:
            noted = row.exported(export)
            dropped[:] = set(row.export_keys) - set(noted.export_keys)
            return noted

        amend(self.ports.catalog, asset, add)
        if dropped:
            self.ports.private.delete_many(dropped)


def _name(recipe: Recipe, caption: Caption | None) -> str:
    """The same for the same export: other words about the asset make another file."""
    inside = asdict(caption) | {"created_at": caption.created_at.isoformat()} if caption else None
    return EXPORT_PREFIX + hash_of({"recipe": recipe.as_json, "inside": inside})[:_HASH_LENGTH]


def _caption(asset: Asset) -> Caption:
    return Caption(asset.filename, asset.created_at, asset.tags, asset.metadata)
