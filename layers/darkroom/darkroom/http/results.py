"""How a result is answered, wherever it was asked for."""

from __future__ import annotations

from fastapi import Response

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.asset import Asset
from darkroom.http.models.assets import AssetDetail
from darkroom.services.edits import Result


def created(result: Result, response: Response) -> AssetDetail:
    """201 and where it is; 200 for a result that was there before."""
    detail = asset_detail(result.asset)
    response.headers["Location"] = f"/v1/assets/{detail.id}"
    response.headers["ETag"] = detail.etag
    if result.is_new:
        observability.count("ResultsMade")
    else:
        response.status_code = 200
    return detail


def asset_detail(asset: Asset) -> AssetDetail:
    return AssetDetail.of(asset, container().links.of_variants(asset))
