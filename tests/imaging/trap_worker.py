"""A child process that walks into one trap after the other, with five seconds of CPU for each.

Reads lines of JSON with `path`, `content_type` and `way`, answers each with a line of JSON. A file
that takes more time kills it.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from darkroom.domain.colors import PaletteType
from darkroom.domain.errors import DarkroomError
from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture, Recipe
from darkroom.domain.variants import DEFAULT_VARIANTS, parse_variants
from darkroom.imaging import decode, probe
from darkroom.imaging.develop import develop
from darkroom.imaging.palette import palettes_of
from darkroom.imaging.recipes import read_operations
from darkroom.imaging.render import ImagingStudio
from tests.imaging.peak import forget_peak, peak_rss

MAX_SECONDS = 5
MAX_ADDRESS_SPACE = 3 * 2**30
_LIMITS = Limits()
_SPECS = parse_variants(DEFAULT_VARIANTS)
_SMALLER = Recipe(read_operations([{"operation": "resize", "width": 8}]), "webp")


def _edit(data: bytes, content_type: str) -> None:
    ImagingStudio(_LIMITS).render(Picture(data, content_type), _SMALLER, others={})


WAYS: dict[str, Callable[[bytes, str], Any]] = {
    "develop": lambda data, its_type: develop(data, its_type, specs=_SPECS, limits=_LIMITS),
    "palettes": lambda data, its_type: palettes_of(data, its_type, PaletteType, 5, limits=_LIMITS),
    "edit": _edit,
}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_ADDRESS_SPACE, MAX_ADDRESS_SPACE))
    opened: list[str] = []
    _watch(opened)
    for line in sys.stdin:
        asked = json.loads(line)
        opened.clear()
        data = Path(asked["path"]).read_bytes()
        forget_peak()
        signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
        began = time.process_time()
        code = _verdict(WAYS[asked["way"]], data, asked["content_type"])
        seconds = time.process_time() - began
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer = {"code": code, "opened": len(opened), "peak": peak_rss(), "seconds": seconds}
        print(json.dumps(answer), flush=True)


def _verdict(way: Callable[[bytes, str], Any], data: bytes, content_type: str) -> str:
    try:
        way(data, content_type)
    except DarkroomError as refusal:
        return refusal.code
    return "ready"


def _watch(opened: list[str]) -> None:
    """Note whenever a decoder is opened."""
    open_image = probe.open_image

    def watched(data: bytes, content_type: str) -> Any:
        opened.append(content_type)
        return open_image(data, content_type)

    probe.open_image = decode.open_image = watched  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
