"""Development against the obvious way to do it: python -m tests.benchmarks.imaging

The obvious way opens, turns and decodes the file in full for every variant, scales it with Lanczos
and saves it with the same quality numbers and otherwise Pillow's defaults. It makes the same five
variants, and nothing else: no limits, no profile, no palette, no ThumbHash, no checksum, all of
which are in our figure.

Both run in turns in one process, and the medians are compared. Peak memory is the kernel's
high-water mark of a fresh process that does one of them once.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image, ImageOps

from darkroom.domain.limits import Limits
from darkroom.domain.variants import DEFAULT_VARIANTS, parse_variants
from darkroom.imaging.develop import develop
from infra.local.photos import photo
from tests.imaging.peak import peak_rss

MIB = 2**20
SPECS = parse_variants(DEFAULT_VARIANTS)
NEEDED_SPEED, NEEDED_MEMORY = 5.0, 0.4


@dataclass(frozen=True, slots=True)
class Case:
    """`is_required`: the figures of this one must meet NEEDED_SPEED and NEEDED_MEMORY."""

    name: str
    size: tuple[int, int]
    file_format: str
    content_type: str
    is_required: bool = False


CASES = (
    Case("JPEG 4000 x 3000, 12 MP", (4000, 3000), "JPEG", "image/jpeg", is_required=True),
    Case("JPEG 6000 x 4000, 24 MP", (6000, 4000), "JPEG", "image/jpeg"),
    Case("PNG 2048 x 2048", (2048, 2048), "PNG", "image/png"),
)


def naive(data: bytes, _content_type: str) -> list[bytes]:
    """Every variant from the file anew."""
    bodies = []
    for spec in SPECS:
        image: Image.Image = Image.open(BytesIO(data))
        image = ImageOps.exif_transpose(image)
        image = image.convert("RGB")
        if spec.crop:
            image = ImageOps.fit(image, (spec.width, spec.height), Image.Resampling.LANCZOS)
        else:
            scale = min(1, spec.width / max(image.size))
            size = (round(image.width * scale), round(image.height * scale))
            image = image.resize(size, Image.Resampling.LANCZOS)
        out = BytesIO()
        if spec.ext == "webp":
            image.save(out, format="WEBP", quality=80)
        else:
            image.save(out, format="PNG")
        bodies.append(out.getvalue())
    return bodies


def ours(data: bytes, content_type: str) -> list[bytes]:
    developed = develop(data, content_type, specs=SPECS, limits=Limits())
    return [output.body for output in developed.outputs]


WAYS: dict[str, Callable[[bytes, str], list[bytes]]] = {"naive": naive, "ours": ours}


def main() -> int:
    """0 if the required figures were met."""
    parser = argparse.ArgumentParser(description="development against the obvious way to do it")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peak", nargs=3, metavar=("WAY", "FILE", "TYPE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak:
        _print_peak(*arguments.peak)
        return 0
    print(f"median of {arguments.rounds} rounds in turns; memory in MiB, peak of a fresh process")
    print(f"{'':24} {'':6} {'ms':>7} {'bytes out':>10} {'above base':>11} {'in all':>7}")
    met = [_measure(case, arguments.rounds) for case in CASES]
    return 0 if all(met) else 1


def _measure(case: Case, rounds: int) -> bool:
    data = photo(1, size=case.size, file_format=case.file_format)
    seconds, sizes = _time(data, case.content_type, rounds)
    peaks = {way: _peak(way, data, case.content_type) for way in WAYS}
    for way in WAYS:
        above, whole = peaks[way]
        print(
            f"{case.name if way == 'naive' else '':24} {way:6} {seconds[way] * 1000:7.0f}"
            f" {sizes[way]:10} {above / MIB:11.1f} {whole / MIB:7.1f}"
        )
    speed = seconds["naive"] / seconds["ours"]
    memory, in_all = (peaks["ours"][at] / peaks["naive"][at] for at in range(2))
    met = speed >= NEEDED_SPEED and memory <= NEEDED_MEMORY
    note = f"required {NEEDED_SPEED}x and {NEEDED_MEMORY}: {'met' if met else 'MISSED'}"
    print(
        f"{'':24} {'ratio':6} {speed:6.1f}x {sizes['ours'] / sizes['naive']:10.2f}"
        f" {memory:11.2f} {in_all:7.2f}  {note if case.is_required else ''}\n"
    )
    return met or not case.is_required


def _time(data: bytes, content_type: str, rounds: int) -> tuple[dict[str, float], dict[str, int]]:
    """Median seconds, and bytes of all variants, of each way."""
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    sizes = {}
    for _ in range(rounds):
        for way, run in WAYS.items():
            start = time.perf_counter()
            bodies = run(data, content_type)
            taken[way].append(time.perf_counter() - start)
            sizes[way] = sum(map(len, bodies))
    return {way: median(times) for way, times in taken.items()}, sizes


def _peak(way: str, data: bytes, content_type: str) -> tuple[int, int]:
    """Bytes at the peak: above the interpreter with Pillow loaded, and in all."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        child = [sys.executable, "-m", "tests.benchmarks.imaging", "--peak", way, file.name]
        done = subprocess.run([*child, content_type], capture_output=True, text=True, check=True)
    above, whole = map(int, done.stdout.split())
    return above, whole


def _print_peak(way: str, path: str, content_type: str) -> None:
    Image.preinit()
    base = peak_rss()
    WAYS[way](Path(path).read_bytes(), content_type)
    peak = peak_rss()
    print(peak - base, peak)


if __name__ == "__main__":
    sys.exit(main())
