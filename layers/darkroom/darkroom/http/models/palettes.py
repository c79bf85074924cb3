"""Palettes and recolouring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt, model_validator

from darkroom.domain.colors import Color, PaletteType
from darkroom.domain.palettes import DEFAULT_COLORS, MAX_COLORS, MIN_COLORS, StoredPalette
from darkroom.domain.recipe import Recipe
from darkroom.http.models.base import Answer, JobId, Parameters, Request
from darkroom.http.models.edits import Format, Quality
from darkroom.imaging.recipes import read_format, read_operations

Hex = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$", examples=["#336699"])]
PaletteId = Annotated[str, Field(max_length=64)]
TypeName = Literal["dominant", "vibrant", "muted"]


class TakeRequest(Request):
    """Which palettes to take from an asset: one type or several."""

    palette_type: TypeName | None = None
    palette_types: list[TypeName] | None = Field(default=None, min_length=1, max_length=3)
    num_colors: StrictInt = Field(default=DEFAULT_COLORS, ge=MIN_COLORS, le=MAX_COLORS)

    @model_validator(mode="after")
    def _one_way(self) -> TakeRequest:
        if (self.palette_type is None) is (self.palette_types is None):
            raise ValueError("Either palette_type or palette_types is needed, and not both.")
        return self

    @property
    def types(self) -> list[PaletteType]:
        """In the order asked for, each once."""
        named = [self.palette_type] if self.palette_type else self.palette_types or []
        return [PaletteType(name) for name in dict.fromkeys(named)]


class ShowQuery(Parameters):
    """How a palette is wanted."""

    format: Literal["json", "css", "gpl", "png"] = "json"


class OwnPaletteRequest(Request):
    name: str
    colors: list[Hex] = Field(min_length=1, max_length=MAX_COLORS)


class RecolorRequest(Request):
    """The colours to take, of a palette or given here, and how far to go: 0 changes nothing."""

    palette_id: PaletteId | None = None
    colors: list[Hex] | None = Field(default=None, min_length=1, max_length=MAX_COLORS)
    strength: StrictFloat = Field(default=1.0, ge=0, le=1)
    format: Format | None = None
    quality: Quality | None = None
    job_id: JobId | None = Field(default=None, description="by default the source's")

    @model_validator(mode="after")
    def _one_source_of_colors(self) -> RecolorRequest:
        if (self.palette_id is None) is (self.colors is None):
            raise ValueError("Either palette_id or colors is needed, and not both.")
        return self

    def recipe(self, colors: Iterable[str]) -> Recipe:
        """Raises InvalidRequest that points into a recipe."""
        read_format(self.format, self.quality)
        step = {"operation": "recolor", "colors": list(colors), "strength": self.strength}
        return Recipe(read_operations([step]), self.format, self.quality)


class Hsv(Answer):
    h: float = Field(description="degrees, 0..360")
    s: float = Field(description="0..1")
    v: float = Field(description="0..1")


class ColorDetail(Answer):
    hex: str = Field(examples=["#336699"])
    rgb: tuple[int, int, int]
    hsv: Hsv
    name: str = Field(description="the nearest CSS colour")
    proportion: float = Field(
        description="share of the image, 0..1; of a palette of one's own, equal"
    )
    text_color: str = Field(description="black or white, whichever reads better on it")
    contrast: float = Field(description="of that text on it, by WCAG 2: 1..21")

    @classmethod
    def of(cls, color: Color) -> ColorDetail:
        hue, saturation, value = color.hsv
        return cls(
            hex=color.hex,
            rgb=color.rgb,
            hsv=Hsv(h=hue, s=saturation, v=value),
            name=color.name,
            proportion=color.proportion,
            text_color=color.text_color,
            contrast=color.contrast,
        )


class PaletteModel(Answer):
    id: str
    name: str
    asset_id: str | None = Field(description="null: given, not taken from an asset")
    palette_type: str | None
    num_colors: int | None = Field(description="how many were asked for; there may be fewer")
    colors: list[ColorDetail]
    created_at: datetime

    @classmethod
    def of(cls, palette: StoredPalette) -> PaletteModel:
        return cls(
            id=palette.id,
            name=palette.name,
            asset_id=palette.asset_id,
            palette_type=palette.palette_type,
            num_colors=palette.num_colors,
            colors=[ColorDetail.of(color) for color in palette.colors],
            created_at=palette.created_at,
        )


class PalettesAnswer(Answer):
    palettes: list[PaletteModel]

    @classmethod
    def of(cls, palettes: Iterable[StoredPalette]) -> PalettesAnswer:
        return cls(palettes=[PaletteModel.of(palette) for palette in palettes])


class PaletteList(Answer):
    items: list[PaletteModel]
    next_cursor: str | None = Field(description="null on the last page")
    count: int
