"""How a result is answered, wherever it was asked for."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from darkroom import observability
from darkroom.http.details import answered
from darkroom.http.models.assets import AssetDetail
from darkroom.services.edits import Result

KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": AssetDetail, "description": "the result was there before"}
}
"""For the description of a route that answers so."""


def created(result: Result, response: Response) -> AssetDetail:
    """201 and where it is; 200 for a result that was there before."""
    count(result)
    detail = answered(result.asset, response)
    response.headers["Location"] = f"/v1/assets/{detail.id}"
    if not result.is_new:
        response.status_code = 200
    return detail


def count(result: Result) -> None:
    """What was made, and not what was found."""
    if result.is_new:
        observability.count("ResultsMade")
