"""Row ↔ domain, of everything beside the assets: slots, shares, palettes, lineages, walks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from darkroom.catalog.base import Descent, Share, Slot
from darkroom.catalog.items import key, owner_pk
from darkroom.catalog.values import Item, from_json, maybe_text, numbers, texts, whole_second
from darkroom.domain.asset import Asset, Kind
from darkroom.domain.canonical import hash_of
from darkroom.domain.colors import Color, PaletteType
from darkroom.domain.palettes import StoredPalette

PALETTES = "palette#"


def slot_key(owner: str, name: str) -> Item:
    return key(owner_pk(owner), f"slot#{name}")


def share_key(share_id: str) -> Item:
    return key(f"share#{share_id}", f"share#{share_id}")


def share_list_pk(owner: str) -> str:
    return f"share#{owner}"


def walk_key(name: str) -> Item:
    return key(f"walk#{name}", f"walk#{name}")


def palette_key(owner: str, palette_id: str) -> Item:
    return key(owner_pk(owner), f"{PALETTES}{palette_id}")


def lineage_prefix(root_id: str) -> str:
    """What the range key of everything made of this first source starts with."""
    return f"lineage#{root_id}#"


def result_key(source: Asset, recipe_hash: str) -> Item:
    """Where it is written down which asset a recipe made of the source."""
    return _result_key(source.owner, source.first_source_id, source.id, recipe_hash)


def own_result_key(asset: Asset) -> Item | None:
    """The same, of an asset that a recipe made; None of any other. What a provider made is the
    one result of its asking, whatever the recipe that came before."""
    if asset.source_asset_id is None:
        return None
    if asset.kind is Kind.GENERATED:
        recipe_hash = hash_of(asset.id)
    elif asset.recipe is not None:
        recipe_hash = hash_of(asset.recipe)
    else:
        return None
    return _result_key(asset.owner, asset.first_source_id, asset.source_asset_id, recipe_hash)


def _result_key(owner: str, root_id: str, source_id: str, recipe_hash: str) -> Item:
    return key(owner_pk(owner), f"{lineage_prefix(root_id)}{source_id}#{recipe_hash}")


def from_result(asset: Asset) -> Item:
    """What the asset is the result of. Raises LookupError for one of no recipe."""
    own_key = own_result_key(asset)
    if own_key is None:
        raise LookupError("an asset without a recipe is nothing's result")
    return {**own_key, **texts(asset_id=asset.id)}


def to_descent(item: Mapping[str, Any]) -> Descent:
    _, _, source_id, _ = item["sk"]["S"].split("#")
    return Descent(source_id, item["asset_id"]["S"])


def from_slot(slot: Slot) -> Item:
    return {
        **slot_key(slot.owner, slot.name),
        **texts(asset_id=slot.asset_id, as_of=slot.as_of),
    }


def to_slot(item: Mapping[str, Any]) -> Slot:
    return Slot(
        owner=item["pk"]["S"].removeprefix("owner#"),
        name=item["sk"]["S"].removeprefix("slot#"),
        asset_id=item["asset_id"]["S"],
        as_of=item["as_of"]["S"],
    )


def from_share(share: Share) -> Item:
    facts = {
        "owner": share.owner,
        "asset_id": share.asset_id,
        "variant": share.variant,
        "secret_hash": share.secret_hash,
        "created_at": share.created_at.isoformat(),
        "expires_at": share.expires_at.isoformat(),
    }
    return {
        **share_key(share.id),
        **texts(gallery_pk=share_list_pk(share.owner), share=from_json(facts)),
        **numbers(ttl=whole_second(share.expires_at)),
    }


def to_share(item: Mapping[str, Any]) -> Share:
    facts = json.loads(item["share"]["S"])
    return Share(
        id=item["pk"]["S"].removeprefix("share#"),
        owner=facts["owner"],
        asset_id=facts["asset_id"],
        variant=facts["variant"],
        secret_hash=facts["secret_hash"],
        created_at=datetime.fromisoformat(facts["created_at"]),
        expires_at=datetime.fromisoformat(facts["expires_at"]),
    )


def from_palette(palette: StoredPalette) -> Item:
    return {
        **palette_key(palette.owner, palette.id),
        **texts(
            name=palette.name,
            asset_id=palette.asset_id,
            palette_type=palette.palette_type,
            colors=from_json([[each.hex, each.proportion] for each in palette.colors]),
            created_at=palette.created_at.isoformat(),
        ),
        **numbers(num_colors=palette.num_colors),
    }


def to_palette(item: Mapping[str, Any]) -> StoredPalette:
    kind = maybe_text(item, "palette_type", PaletteType)
    return StoredPalette(
        id=item["sk"]["S"].removeprefix(PALETTES),
        owner=item["pk"]["S"].removeprefix("owner#"),
        name=item["name"]["S"],
        colors=tuple(Color.from_hex(*each) for each in json.loads(item["colors"]["S"])),
        created_at=datetime.fromisoformat(item["created_at"]["S"]),
        asset_id=maybe_text(item, "asset_id", str),
        palette_type=kind,
        num_colors=int(item["num_colors"]["N"]) if "num_colors" in item else None,
    )
