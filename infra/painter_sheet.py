"""The contact sheet of the painter: 24 prompts, and what it makes of them.

python -m infra.painter_sheet    writes docs/pictures/painter.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from darkroom.imaging.painter import paint

TARGET = Path(__file__).parents[1] / "docs" / "pictures" / "painter.jpg"
COLUMNS, TILE = 6, (256, 192)
GAP, CAPTION = 12, 36
LARGER = 3
"""Each is painted so many times as large and reduced: what is seen is what a large one holds."""
QUALITY = 80
MAX_BYTES = 450_000
PAPER, INK = (250, 250, 248), (40, 40, 44)


class Wish(NamedTuple):
    """A prompt with its seed."""

    prompt: str
    seed: int = 1


WISHES = (
    Wish("snowy mountains at sunrise"),
    Wish("a lake under mountains, autumn"),
    Wish("a stormy sea with lightning"),
    Wish("a beach at golden hour"),
    Wish("desert dunes at sunset"),
    Wish("a field of poppies in summer"),
    Wish("a city by the sea under stars"),
    Wish("neon city street at night, rain"),
    Wish("foggy pine forest at dawn"),
    Wish("autumn forest, golden light"),
    Wish("green hills and clouds at noon"),
    Wish("aurora over a frozen lake, winter"),
    Wish("a galaxy", 3),
    Wish("a planet among the stars"),
    Wish("full moon over the ocean"),
    Wish("a river through hills at dusk"),
    Wish("warm abstract silk", 5),
    Wish("emerald marble with gold"),
    Wish("mountains in teal and orange"),
    Wish("a wave pattern in indigo and ivory"),
    Wish("hexagons in teal, coral and gold"),
    Wish("a harbour town, watercolor"),
    Wish("mountains at sunset, pixel art", 2),
    Wish("a skyline as a blueprint"),
)


def main() -> int:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    sheet = contact_sheet()
    sheet.save(TARGET, quality=QUALITY, optimize=True, progressive=True)
    size = TARGET.stat().st_size
    print(f"wrote docs/pictures/painter.jpg: {sheet.width} x {sheet.height}, {size} bytes")
    if size > MAX_BYTES:
        print(f"that is more than {MAX_BYTES} bytes")
        return 1
    return 0


def contact_sheet(wishes: tuple[Wish, ...] = WISHES) -> Image.Image:
    """All of them in rows of six, each with its prompt below; RGB."""
    rows = -(-len(wishes) // COLUMNS)
    wide, tall = TILE[0] + GAP, TILE[1] + CAPTION + GAP
    sheet = Image.new("RGB", (COLUMNS * wide + GAP, rows * tall + GAP), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for index, wish in enumerate(wishes):
        corner = (GAP + index % COLUMNS * wide, GAP + index // COLUMNS * tall)
        large = paint(wish.prompt, seed=wish.seed, size=(TILE[0] * LARGER, TILE[1] * LARGER))
        sheet.paste(large.reduce(LARGER), corner)
        caption = "\n".join(wrap(wish.prompt, 40))
        pen.text((corner[0], corner[1] + TILE[1] + 4), caption, INK, font=font)
    return sheet


if __name__ == "__main__":
    sys.exit(main())
