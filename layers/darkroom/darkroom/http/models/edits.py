"""Edits, exports and lineages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, model_validator

from darkroom.domain.asset import Asset
from darkroom.domain.recipe import FORMATS, MAX_OPERATIONS, Recipe
from darkroom.http.models.assets import AssetDetail, AssetId
from darkroom.http.models.base import Answer, JobId, Request, items_of
from darkroom.http.models.links import LinkParameters
from darkroom.http.models.problem import Problem
from darkroom.imaging.recipes import describe, read_format, read_operations
from darkroom.services.edits import EditRequest
from darkroom.services.exports import Export
from darkroom.services.lineages import Lineage

Format = Literal["png", "jpg", "webp", "avif", "gif"]
Quality = Annotated[
    StrictInt,
    Field(ge=1, le=100, description="of png and gif: how many of 256 colours are kept, in percent"),
]


def _operations(schema: dict[str, Any]) -> None:
    schema["items"] = describe()


class RecipeRequest(Request):
    """What to do, in order, and how to write the result. Without a format it is the source's; png
    for a gif, and where jpg cannot hold what became transparent."""

    operations: list[Any] = Field(
        min_length=1, max_length=MAX_OPERATIONS, json_schema_extra=_operations
    )
    format: Format | None = None
    quality: Quality | None = None
    job_id: JobId | None = Field(default=None, description="by default the source's")

    def request(self, asset_id: str) -> EditRequest:
        """Raises InvalidRequest."""
        return EditRequest(asset_id, recipe=self.recipe(), job_id=self.job_id)

    def recipe(self) -> Recipe:
        """Raises InvalidRequest."""
        read_format(self.format, self.quality)
        return Recipe(read_operations(self.operations), self.format, self.quality)


class ReplayRequest(Request):
    """The asset whose recipe to follow."""

    recipe_of: AssetId
    job_id: JobId | None = Field(default=None, description="by default the source's")

    def request(self, asset_id: str) -> EditRequest:
        return EditRequest(asset_id, recipe_of=self.recipe_of, job_id=self.job_id)


class BatchItem(Request):
    """A source, with either a recipe or the asset whose recipe to follow."""

    asset_id: AssetId
    recipe_of: AssetId | None = None
    operations: list[Any] | None = Field(
        default=None, min_length=1, max_length=MAX_OPERATIONS, json_schema_extra=_operations
    )
    format: Format | None = None
    quality: Quality | None = None
    job_id: JobId | None = None

    @model_validator(mode="after")
    def _one_recipe(self) -> BatchItem:
        if (self.recipe_of is None) is (self.operations is None):
            raise ValueError("Either operations or recipe_of is needed, and not both.")
        if self.recipe_of and (self.format or self.quality):
            raise ValueError("With recipe_of, format and quality are those of its recipe.")
        return self

    def request(self) -> EditRequest:
        """Raises InvalidRequest."""
        if self.recipe_of is not None:
            return EditRequest(self.asset_id, recipe_of=self.recipe_of, job_id=self.job_id)
        words = self.model_dump(include={"operations", "format", "quality", "job_id"})
        return RecipeRequest(**words).request(self.asset_id)


class EditsRequest(Request):
    items: list[Any] = items_of(BatchItem, 25)


class ResultModel(Answer):
    """`created` is false for a result that was there before."""

    source_asset_id: str
    created: bool
    asset: AssetDetail


class EditsAnswer(Answer):
    results: list[ResultModel | Problem]


class ExportQuery(LinkParameters):
    """How the file should be. `width` and `height` are of a box the picture fits into."""

    format: Format | None = Field(default=None, description="by default the asset's own")
    quality: int | None = Field(default=None, ge=1, le=100)
    width: int | None = Field(default=None, ge=1, description="pixels")
    height: int | None = Field(default=None, ge=1, description="pixels")
    include_metadata: bool = False

    def recipe(self) -> Recipe:
        """Raises InvalidRequest that points into a recipe; see pointing_at_query."""
        read_format(self.format, self.quality)
        sides = {"width": self.width, "height": self.height}
        box = {name: side for name, side in sides.items() if side is not None}
        operations = [{"operation": "resize", **box}] if box else []
        return Recipe(read_operations(operations) if operations else (), self.format, self.quality)


class ExportAnswer(Answer):
    asset_id: str
    format: str
    content_type: str
    width: int
    height: int
    size: int = Field(description="bytes")
    url: str
    expires_at: datetime | None

    @classmethod
    def of(cls, export: Export) -> ExportAnswer:
        file = export.variant
        return cls(
            asset_id=export.asset_id,
            format=file.ext,
            content_type=FORMATS[file.ext],
            width=file.width,
            height=file.height,
            size=file.size,
            url=export.link.url,
            expires_at=export.link.expires_at,
        )


class Relative(Answer):
    """One asset of a family: what made it of what."""

    asset_id: str
    kind: str
    source_asset_id: str | None
    recipe: dict[str, Any] | None
    filename: str
    created_at: datetime
    width: int | None
    height: int | None

    @classmethod
    def of(cls, asset: Asset) -> Relative:
        return cls(
            asset_id=asset.id,
            kind=asset.kind.value,
            source_asset_id=asset.source_asset_id,
            recipe=dict(asset.recipe) if asset.recipe is not None else None,
            filename=asset.filename,
            created_at=asset.created_at,
            width=asset.facts.width if asset.facts else None,
            height=asset.facts.height if asset.facts else None,
        )

    @classmethod
    def each(cls, assets: Iterable[Asset]) -> list[Relative]:
        return [cls.of(asset) for asset in assets]


class LineageAnswer(Answer):
    """`chain` leads from the first source to the asset itself; `results` are all that came of it,
    generation after generation."""

    asset_id: str
    root_asset_id: str = Field(description="the first source, even if it was deleted")
    chain: list[Relative]
    lost_source_id: str | None = Field(description="a deleted source at which the chain breaks off")
    results: list[Relative]
    complete: bool = Field(description="false: the family is larger than what is shown")

    @classmethod
    def of(cls, lineage: Lineage) -> LineageAnswer:
        return cls(
            asset_id=lineage.asset.id,
            root_asset_id=lineage.asset.first_source_id,
            chain=Relative.each([*lineage.ancestors, lineage.asset]),
            lost_source_id=lineage.lost_ancestor,
            results=Relative.each(lineage.results),
            complete=lineage.complete,
        )
