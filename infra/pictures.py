"""The pictures of docs/: what every operation and filter does, seen on a photo of our own.

python -m infra.pictures    writes docs/pictures/*.jpg

Everything that is registered is shown, with the example its parameters give, so that what is added
appears by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture, Recipe
from darkroom.imaging.operations import FILTERS, OPERATIONS, Operation
from darkroom.imaging.recipes import read_operations
from darkroom.imaging.render import ImagingStudio
from infra.local.photos import scene

TARGET = Path(__file__).parents[1] / "docs" / "pictures"
TILE = (300, 225)
GAP, CAPTION = 14, 24
SEED = 3
MAX_BYTES = 400_000
PAPER, INK, FRAME = (250, 250, 248), (40, 40, 44), (222, 222, 218)
PALETTES = {
    "dusk": ("#2d1b4e", "#c2416b", "#f7b267"),
    "forest": ("#12261e", "#4f7942", "#e6e2af"),
    "ink": ("#0b132b", "#f5f1e8"),
    "candy": ("#ff6f91", "#845ec2", "#00c9a7", "#f9f871"),
}
STRENGTHS = (0.0, 0.5, 1.0)


class Shown(NamedTuple):
    """A picture and what is written under it."""

    caption: str
    image: Image.Image


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    original = scene(SEED, (4 * TILE[0], 4 * TILE[1])).reduce(4)
    sheets = {
        "filters": _sheet([Shown("original", original), *_examples(FILTERS.values(), original)], 4),
        "operations": _sheet(
            [Shown("original", original), *_examples(OPERATIONS.values(), original)], 4
        ),
        "recolor": _sheet(_recolored(original), 2 * len(STRENGTHS)),
    }
    for name, sheet in sheets.items():
        path = TARGET / f"{name}.jpg"
        sheet.save(path, quality=84, optimize=True, progressive=True)
        size = path.stat().st_size
        print(f"wrote docs/pictures/{name}.jpg: {sheet.width} x {sheet.height}, {size} bytes")
        if size > MAX_BYTES:
            print(f"that is more than {MAX_BYTES} bytes")
            return 1
    return 0


def _examples(kinds: Iterable[Operation], original: Image.Image) -> list[Shown]:
    return [
        Shown(_title(kind), rendered(original, kind.heads | dict(kind.model.example)))
        for kind in kinds
    ]


def _title(kind: Operation) -> str:
    """The name and the parameters of its example that are short enough to be read."""
    name = kind.filter or kind.operation
    said = [str(value) for value in kind.model.example.values() if len(str(value)) <= 12]
    return f"{name} {' '.join(said)}" if said else name


def rendered(original: Image.Image, operation: dict[str, object]) -> Image.Image:
    """What an operation makes of the picture, by the way a request takes."""
    before = original
    if operation["operation"] == "trim":  # there must be something to trim
        before = Image.new("RGB", (TILE[0], TILE[1]), (255, 255, 255))
        before.paste(original.crop((30, 40, 270, 180)), (30, 40))
    mark = Picture(_png(_mark()), "image/png")
    recipe = Recipe(read_operations([operation]), "png")
    made = ImagingStudio(Limits()).render(
        Picture(_png(before), "image/png"), recipe, others=dict.fromkeys(recipe.asset_ids, mark)
    )
    return Image.open(BytesIO(made.body))


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _mark() -> Image.Image:
    """A watermark: a word on nothing."""
    mark = Image.new("RGBA", (400, 110), (255, 255, 255, 0))
    draw = ImageDraw.Draw(mark)
    draw.rounded_rectangle((2, 2, 397, 107), 24, outline=(255, 255, 255), width=6)
    draw.text((200, 52), "darkroom", (255, 255, 255), ImageFont.load_default(72), anchor="mm")
    return mark


def _recolored(original: Image.Image) -> list[Shown]:
    """A photo and a gradient in every palette at every strength, a row for each palette."""
    return [
        Shown(f"{name} {strength:g}", rendered(picture, {
            "operation": "recolor", "colors": list(colors), "strength": strength,
        }))
        for name, colors in PALETTES.items()
        for picture in (original, _gradient())
        for strength in STRENGTHS
    ]  # fmt: skip


def _gradient() -> Image.Image:
    """Grey from black to white above, every hue from black to white below."""
    width, height = TILE
    made = Image.new("RGB", TILE)
    ramp = Image.linear_gradient("L").rotate(90).resize((width, height // 3))
    made.paste(Image.merge("RGB", (ramp, ramp, ramp)), (0, 0))
    hues = Image.linear_gradient("L").rotate(90).resize((width, height - height // 3))
    tall = Image.linear_gradient("L").resize(hues.size)
    light = tall.point(lambda level: min(255, 2 * level))
    pale = tall.point(lambda level: min(255, 2 * (255 - level)))
    made.paste(Image.merge("HSV", (hues, pale, light)).convert("RGB"), (0, height // 3))
    return made


def _sheet(pictures: Sequence[Shown], across: int) -> Image.Image:
    """All of them in rows of `across`, each with its caption."""
    down = -(-len(pictures) // across)
    wide, tall = TILE[0] + GAP, TILE[1] + CAPTION + GAP
    sheet = Image.new("RGB", (across * wide + GAP, down * tall + GAP), PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(15)
    for index, (caption, image) in enumerate(pictures):
        left, top = GAP + index % across * wide, GAP + index // across * tall
        sheet.paste(_tile(image), (left, top))
        draw.text((left + 1, top + TILE[1] + 4), caption, INK, font)
    return sheet


def _tile(image: Image.Image) -> Image.Image:
    """The picture in the middle of a tile; what is transparent is chequered."""
    tile = Image.new("RGB", TILE, PAPER)
    shown = image.convert("RGBA")
    shown.thumbnail(TILE, Image.Resampling.BICUBIC)
    ground = _chequers(shown.size) if shown.getchannel("A").getextrema() != (255, 255) else shown
    place = (TILE[0] - shown.width) // 2, (TILE[1] - shown.height) // 2
    tile.paste(Image.alpha_composite(ground, shown).convert("RGB"), place)
    if shown.size != TILE:
        ImageDraw.Draw(tile).rectangle((0, 0, TILE[0] - 1, TILE[1] - 1), outline=FRAME)
    return tile


def _chequers(size: tuple[int, int]) -> Image.Image:
    side = 8
    ground = Image.new("RGBA", size, "#ffffff")
    draw = ImageDraw.Draw(ground)
    for left in range(0, size[0], side):
        for top in range(left // side % 2 * side, size[1], 2 * side):
            draw.rectangle((left, top, left + side - 1, top + side - 1), fill="#dcdcdc")
    return ground


if __name__ == "__main__":
    sys.exit(main())
