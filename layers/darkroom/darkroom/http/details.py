"""One asset as its owner is shown it, whichever function answers."""

from __future__ import annotations

from fastapi import Response

from darkroom.bootstrap import container
from darkroom.domain.asset import Asset
from darkroom.http.models.assets import AssetDetail


def asset_detail(asset: Asset) -> AssetDetail:
    """With the addresses of its variants."""
    return AssetDetail.of(asset, container().links.of_variants(asset))


def answered(asset: Asset, response: Response) -> AssetDetail:
    """As the whole answer: with its ETag."""
    detail = asset_detail(asset)
    response.headers["ETag"] = detail.etag
    return detail
