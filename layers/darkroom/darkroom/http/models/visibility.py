"""Visibility moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from darkroom.domain.asset import Asset, Visibility
from darkroom.http.models.assets import AssetId
from darkroom.http.models.base import Answer, Request, items_of
from darkroom.http.models.problem import Problem


class MoveRequest(Request):
    visibility: Literal["private", "public"]

    @property
    def target(self) -> Visibility:
        return Visibility(self.visibility)


class MoveItem(MoveRequest):
    asset_id: AssetId


class MovesRequest(Request):
    items: list[Any] = items_of(MoveItem, 25)


class MoveAnswer(Answer):
    """Which state holds, and since when."""

    asset_id: str
    visibility: Literal["private", "public"]
    since: datetime | None
    transition: Literal["publishing", "revoking"] | None

    @classmethod
    def of(cls, asset: Asset) -> MoveAnswer:
        return cls(
            asset_id=asset.id,
            visibility=asset.visibility.value,
            since=asset.visibility_since,
            transition=asset.transition.value if asset.transition else None,
        )


class MovesAnswer(Answer):
    results: list[MoveAnswer | Problem]
