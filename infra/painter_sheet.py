"""The contact sheets of what works by rules: 24 prompts painted, and three pictures retouched.

python -m infra.painter_sheet    writes docs/pictures/painter.jpg and docs/pictures/retouch.jpg
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from darkroom.domain.recipe import Picture
from darkroom.imaging.painter import paint
from darkroom.imaging.retouch import refine_png, vary_png
from infra.local.photos import photo

TARGET = Path(__file__).parents[1] / "docs" / "pictures"
COLUMNS, TILE = 6, (256, 192)
GAP, CAPTION = 12, 36
LARGER = 3
"""Each is made so many times as large and reduced: what is seen is what a large one holds."""
LARGE = (TILE[0] * LARGER, TILE[1] * LARGER)
QUALITY = 80
MAX_BYTES = 700_000
PAPER, INK = (250, 250, 248), (40, 40, 44)


class Wish(NamedTuple):
    """A prompt with its seed."""

    prompt: str
    seed: int = 1


class Shown(NamedTuple):
    """A picture of LARGE pixels and what is written under it."""

    caption: str
    image: Image.Image


class Retouched(NamedTuple):
    """A source, the prompts it is refined by, and those that may change its shapes."""

    source: Picture
    refined: Sequence[str]
    recomposed: Sequence[str]


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
VARIATIONS = ((12, 0.3), (12, 0.6), (12, 1.0), (10, 0.8), (9, 0.8))
"""Seeds and strengths."""
STRENGTH = 0.75


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    sheets = {"painter": contact_sheet(), "retouch": _laid_out(list(_retouched()))}
    for name, sheet in sheets.items():
        path = TARGET / f"{name}.jpg"
        sheet.save(path, quality=QUALITY, optimize=True, progressive=True)
        size = path.stat().st_size
        print(f"wrote docs/pictures/{name}.jpg: {sheet.width} x {sheet.height}, {size} bytes")
        if size > MAX_BYTES:
            print(f"that is more than {MAX_BYTES} bytes")
            return 1
    return 0


def contact_sheet(wishes: tuple[Wish, ...] = WISHES) -> Image.Image:
    """What the painter makes of prompts, in rows of six; RGB."""
    return _laid_out(
        [Shown(wish.prompt, paint(wish.prompt, seed=wish.seed, size=LARGE)) for wish in wishes]
    )


def _sources() -> Iterator[Retouched]:
    yield Retouched(
        _painted("green hills and clouds at noon", 1),
        ("at sunset", "in autumn colours", "snowy winter", "a foggy morning", "in teal and orange"),
        (
            "a city at night",
            "snowy mountains at dawn",
            "a lake at dusk",
            "a stormy sea",
            "a galaxy",
        ),
    )
    yield Retouched(
        _painted("a city by the sea at noon", 1),
        ("at golden hour", "a starry night", "rain", "as an oil painting", "neon"),
        ("mountains at sunset", "aurora, winter", "a forest in autumn", "warm silk", "hexagons"),
    )
    yield Retouched(
        Picture(photo(2, size=LARGE), "image/jpeg"),
        ("at sunset", "dusk, moon and stars", "snow, snowing", "watercolor", "as a blueprint"),
        ("a beach at noon", "a city by a lake", "desert dunes", "poppies in summer", "a planet"),
    )


def _painted(prompt: str, seed: int) -> Picture:
    out = BytesIO()
    paint(prompt, seed=seed, size=LARGE).save(out, format="PNG")
    return Picture(out.getvalue(), "image/png")


def _retouched() -> Iterator[Shown]:
    """A row of variations, one of refinements, and one of refinements with other shapes each."""
    for source, refined, recomposed in _sources():
        yield _shown("source", source.body)
        for seed, strength in VARIATIONS:
            made = vary_png(source, seed=seed, strength=strength, size=LARGE)
            yield _shown(f"variation {seed}, strength {strength}", made)
        for prompts, kept in ((refined, True), (recomposed, False)):
            yield _shown("refined" if kept else "refined, shapes free", source.body)
            for prompt in prompts:
                made = refine_png(
                    source, prompt, seed=1, strength=STRENGTH if kept else 0.6,
                    preserve_structure=kept, size=LARGE,
                )  # fmt: skip
                yield _shown(prompt, made)


def _shown(caption: str, body: bytes) -> Shown:
    return Shown(caption, Image.open(BytesIO(body)).convert("RGB"))


def _laid_out(tiles: Sequence[Shown]) -> Image.Image:
    """All of them in rows, each with its caption below; RGB."""
    rows = -(-len(tiles) // COLUMNS)
    wide, tall = TILE[0] + GAP, TILE[1] + CAPTION + GAP
    sheet = Image.new("RGB", (COLUMNS * wide + GAP, rows * tall + GAP), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for index, tile in enumerate(tiles):
        corner = (GAP + index % COLUMNS * wide, GAP + index // COLUMNS * tall)
        sheet.paste(tile.image.reduce(LARGER), corner)
        caption = "\n".join(wrap(tile.caption, 40))
        pen.text((corner[0], corner[1] + TILE[1] + 4), caption, INK, font=font)
    return sheet


if __name__ == "__main__":
    sys.exit(main())
