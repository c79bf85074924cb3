"""Palettes: colours taken from assets or given, and assets recoloured with them."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from darkroom.bootstrap import container
from darkroom.domain.palette_files import as_css, as_gpl
from darkroom.domain.palettes import StoredPalette
from darkroom.http.identity import Owner
from darkroom.http.models.assets import AssetDetail
from darkroom.http.models.base import PageParameters
from darkroom.http.models.palettes import (
    OwnPaletteRequest,
    PaletteList,
    PaletteModel,
    PalettesAnswer,
    RecolorRequest,
    ShowQuery,
    TakeRequest,
)
from darkroom.http.pointers import pointing_into
from darkroom.http.results import KNOWN, created
from darkroom.services.edits import EditRequest

router = APIRouter(prefix="/v1", tags=["palettes"])

_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": PalettesAnswer, "description": "all of them were taken before"}
}
_FORMATS: dict[int | str, dict[str, Any]] = {
    200: {"model": PaletteModel, "content": {"text/css": {}, "text/plain": {}, "image/png": {}}}
}


@router.post("/assets/{asset_id}/palettes", status_code=201, responses=_TAKEN)
async def take(
    asset_id: str, body: TakeRequest, owner: Owner, response: Response
) -> PalettesAnswer:
    """The colours of an asset, by share, by chroma, or by the lack of it. Kept until removed."""
    taken = container().palettes.take(owner, asset_id, body.types, body.num_colors)
    if not taken.is_new:
        response.status_code = 200
    return PalettesAnswer.of(taken.palettes)


@router.get("/assets/{asset_id}/palettes")
async def list_of_asset(asset_id: str, owner: Owner) -> PalettesAnswer:
    """All that were taken from an asset."""
    return PalettesAnswer.of(container().palettes.of_asset(owner, asset_id))


@router.post("/palettes", status_code=201)
async def add(body: OwnPaletteRequest, owner: Owner, response: Response) -> PaletteModel:
    """Keep a palette of one's own."""
    palette = container().palettes.add(owner, body.name, body.colors)
    response.headers["Location"] = f"/v1/palettes/{palette.id}"
    return PaletteModel.of(palette)


@router.get("/palettes")
async def list_palettes(query: Annotated[PageParameters, Query()], owner: Owner) -> PaletteList:
    """All of one's palettes, latest first."""
    palettes, next_cursor = container().palettes.page(owner, query.limit, query.cursor)
    items = [PaletteModel.of(palette) for palette in palettes]
    return PaletteList(items=items, next_cursor=next_cursor, count=len(items))


@router.get("/palettes/{palette_id}", response_model=PaletteModel, responses=_FORMATS)
async def show(
    palette_id: str, owner: Owner, query: Annotated[ShowQuery, Query()]
) -> PaletteModel | Response:
    """One palette: as data, as CSS custom properties, for GIMP, or as a picture."""
    palette = container().palettes.get(owner, palette_id)
    return PaletteModel.of(palette) if query.format == "json" else _file(palette, query.format)


@router.delete("/palettes/{palette_id}", status_code=204)
async def remove(palette_id: str, owner: Owner) -> None:
    """Forget a palette; what was recoloured with it stays."""
    container().palettes.remove(owner, palette_id)


@router.post("/assets/{asset_id}/recolor", status_code=201, responses=KNOWN)
async def recolor(
    asset_id: str, body: RecolorRequest, owner: Owner, response: Response
) -> AssetDetail:
    """A new asset in the colours of a palette; the same again answers the same asset."""
    colors = body.colors
    if body.palette_id is not None:
        palette = container().palettes.get(owner, body.palette_id)
        colors = [color.hex for color in palette.colors]
    with pointing_into(""):
        request = EditRequest(asset_id, recipe=body.recipe(colors or ()), job_id=body.job_id)
        return created(container().edits.make(owner, request), response)


def _file(palette: StoredPalette, file_format: Literal["css", "gpl", "png"]) -> Response:
    if file_format == "css":
        return Response(as_css(palette.colors, palette.name), media_type="text/css")
    if file_format == "gpl":
        return Response(as_gpl(palette.colors, palette.name), media_type="text/plain")
    return Response(container().swatch(palette.colors), media_type="image/png")


handler = serve(router)
