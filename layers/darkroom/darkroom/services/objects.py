"""Writing an asset's objects: an original and what was developed of it."""

from __future__ import annotations

from darkroom.domain import caching
from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.developed import Developed
from darkroom.domain.variants import CONTENT_TYPES
from darkroom.services.ports import Ports
from darkroom.storage.base import Write


def variant_writes(asset: Asset, developed: Developed) -> list[Write]:
    """Every variant, as the asset's visibility lets it be cached."""
    return [
        Write(
            asset.variant_key(output.variant),
            output.body,
            CONTENT_TYPES[output.variant.ext],
            cache_control=caching.VARIANT[asset.visibility],
        )
        for output in developed.outputs
    ]


def original_write(asset: Asset, body: bytes) -> Write:
    """The original: as an attachment, for its owner alone."""
    return Write(
        asset.original_key,
        body,
        asset.content_type,
        cache_control=caching.ORIGINAL,
        content_disposition="attachment",
    )


def save_developed(ports: Ports, asset: Asset, body: bytes, developed: Developed) -> None:
    """Save the original and every variant where the asset's visibility wants them."""
    original = original_write(asset, body)
    variants = variant_writes(asset, developed)
    if asset.visibility is Visibility.PRIVATE:
        ports.private.save_many([original, *variants])
    else:
        ports.private.save(original)
        ports.public.save_many(variants)
