"""Palettes and recolouring, held against what they may cost: python -m tests.benchmarks.colors

Extraction: three palettes of five colours from the bytes of a 12 MP JPEG, beside Pillow decoding it
as small as it can and scaling it to 256 pixels. Quality: how far pixels are, on average, from the
nearest of five dominant colours, beside a textbook k-means on the same pixels (kmeans.py), over the
corpus and ten photos. Recolouring: beside the same kind of filter with a table that is ready.

What is timed runs in turns in one process, and the medians are compared.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from statistics import median

from PIL import Image, ImageFilter

from darkroom.domain.colors import Color, PaletteType
from darkroom.domain.errors import ImageRejected
from darkroom.domain.limits import Limits
from darkroom.domain.oklab import JUST_VISIBLE, Lab, lab_of, to_lab
from darkroom.imaging.decode import decode
from darkroom.imaging.framing import Size
from darkroom.imaging.lattice import NODES
from darkroom.imaging.palette import extract_palettes, palettes_of
from darkroom.imaging.probe import probe
from darkroom.imaging.recolor import recolor
from infra.local.photos import photo, scene
from tests.benchmarks.kmeans import RESTARTS, kmeans, mean_distance
from tests.imaging.corpus import ROOT, corpus_file, entries

COLORS = 5
SIDE = 64
PHOTOS = 10
MOST_EXTRACTION_TIME, MOST_DISTANCE, MOST_RECOLORING_TIME = 1.2, 1.15, 3.0
INKS = ("#1b1b3a", "#693668", "#a74482", "#f84aa7", "#ffd6ee")


def main() -> int:
    """0 if every limit was kept."""
    parser = argparse.ArgumentParser(description="palettes and recolouring")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    met = [_extraction(rounds), _quality(), *_recoloring(rounds)]
    return 0 if all(met) else 1


def _extraction(rounds: int) -> bool:
    data = photo(1, size=(4000, 3000))
    types, limits = tuple(PaletteType), Limits()

    def opened() -> None:
        image = Image.open(BytesIO(data))
        image.draft("RGB", (256, 256))
        image.resize((256, 192))

    ours, theirs = _medians(
        rounds, lambda: palettes_of(data, "image/jpeg", types, COLORS, limits=limits), opened
    )
    return _judged("three palettes of a 12 MP JPEG", ours, theirs, MOST_EXTRACTION_TIME)


def _recoloring(rounds: int) -> Iterator[bool]:
    image = scene(1, (1600, 1200))
    ready = ImageFilter.Color3DLUT.generate(NODES, lambda red, green, blue: (blue, green, red))
    inks = [Color.from_hex(ink, 0.2) for ink in INKS]
    many = [Color((97 * n) % 256, (193 * n) % 256, (41 * n) % 256, 0.1) for n in range(16)]
    for colors in (inks, many):
        ours, theirs = _medians(
            rounds, partial(recolor, image, colors, 1.0), partial(image.filter, ready)
        )
        what = f"recolouring 1600 x 1200 in {len(colors)} colours"
        yield _judged(what, ours, theirs, MOST_RECOLORING_TIME)


def _medians(
    rounds: int, ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[float, float]:
    """Seconds, in turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for times, run in zip(taken, (ours, theirs), strict=True):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    return median(taken[0]), median(taken[1])


def _judged(what: str, ours: float, theirs: float, most: float) -> bool:
    met = ours <= most * theirs
    print(
        f"{what:40} {ours * 1000:7.1f} ms, beside {theirs * 1000:6.1f} ms: {ours / theirs:.3f}x,"
        f" at most {most}: {'met' if met else 'MISSED'}"
    )
    return met


def _quality() -> bool:
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    for name, image in _pictures():
        counts = _visible(image)
        palette = extract_palettes(image, [PaletteType.DOMINANT], COLORS)[PaletteType.DOMINANT]
        ours[name] = mean_distance(counts, [lab_of(color) for color in palette])
        theirs[name] = mean_distance(counts, kmeans(counts, COLORS))
    ratio = sum(ours.values()) / sum(theirs.values())
    met = ratio <= MOST_DISTANCE
    print(
        f"{'pixels to the nearest of five colours':40} {sum(ours.values()) / len(ours):.4f}, beside"
        f" {sum(theirs.values()) / len(ours):.4f} with {RESTARTS} starts of k-means:"
        f" {ratio:.3f}x over {len(ours)} images, at most {MOST_DISTANCE}:"
        f" {'met' if met else 'MISSED'}"
    )
    _tell_outliers(ours, theirs)
    return met


def _tell_outliers(ours: dict[str, float], theirs: dict[str, float]) -> None:
    """Those above the limit; where all of it is less than one can see, colours were made one."""
    above = {name for name in ours if ours[name] > MOST_DISTANCE * theirs[name]}
    seen = {name for name in above if ours[name] > JUST_VISIBLE}
    print(f"{'':40} above {MOST_DISTANCE}: {len(above)}, of which {len(seen)} by what can be seen")
    if seen:
        worst = max(seen, key=lambda name: ours[name] / theirs[name])
        print(f"{'':40} worst: {ours[worst]:.4f} beside {theirs[worst]:.4f}, {worst}")


def _pictures() -> Iterator[tuple[str, Image.Image]]:
    for seed in range(PHOTOS):
        yield f"photo {seed}", _small(photo(seed, size=(1600, 1200)), "image/jpeg")
    if not (ROOT / "manifest.tsv").exists():
        print("there is no corpus: the photos alone")
        return
    for entry in entries():
        try:
            yield entry.file, _small(corpus_file(entry.file), entry.declared_type)
        except ImageRejected:
            continue


def _small(data: bytes, content_type: str) -> Image.Image:
    """At most 64 x 64 pixels of a file. Raises an ImageRejected."""

    def target(size: Size) -> Size:
        scale = min(1.0, SIDE / max(size))
        return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))

    return decode(data, probe(data, content_type, Limits()), target).picture


def _visible(image: Image.Image) -> Counter[Lab]:
    """How often each colour occurs, without transparent pixels if there are others."""
    pixels = image.convert("RGBA").tobytes()
    every = [tuple(pixels[at : at + 4]) for at in range(0, len(pixels), 4)]
    seen = [pixel for pixel in every if pixel[3] >= 128] or every
    counts = Counter(pixel[:3] for pixel in seen)
    return Counter({to_lab((red, green, blue)): n for (red, green, blue), n in counts.items()})


if __name__ == "__main__":
    sys.exit(main())
