"""What a megapixel of every operation takes: python -m tests.benchmarks.operations

Beside it what the registry says it takes at most (`work`), by which requests that would not end in
their time are refused (imaging/planning.py). Noise of 16 megapixels, without alpha and with every
level of it, the heaviest parameters; each once, as seconds are long enough.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from PIL import Image

from darkroom.imaging.operations import Operation
from darkroom.imaging.planning import SECONDS
from darkroom.imaging.recipes import kinds

SIDE = 4000
MEGAPIXELS = SIDE**2 / 1e6
HEAVIEST: dict[str, dict[str, Any]] = {
    "gaussian_blur": {"radius": 250},
    "box_blur": {"radius": 250},
    "unsharp_mask": {"radius": 50},
    "rotate": {"angle": 33},
    "resize": {"width": SIDE - 1},
    "crop": {"aspect": "4:3", "gravity": "smart"},
    "pad": {"aspect": "4:3"},
    "round_corners": {"radius": SIDE // 2},
    "recolor": {"colors": ["#ff0000", "#00ff00"] * 8, "strength": 1},
}


def main() -> int:
    """0 if nothing takes longer than its `work` allows."""
    opaque = Image.effect_noise((SIDE, SIDE), 80).convert("RGB")
    clear = opaque.copy()
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    print(f"milliseconds a megapixel, of {MEGAPIXELS:g}")
    print(f"{'':16} {'RGB':>6} {'RGBA':>6} {'at most':>8}")
    met = [_measure(kind, opaque, clear) for kind in kinds()]
    return 0 if all(met) else 1


def _measure(kind: Operation, opaque: Image.Image, clear: Image.Image) -> bool:
    name = kind.filter or kind.operation
    wanted = kind.model.model_validate(HEAVIEST.get(name, dict(kind.model.example)))
    taken = [_milliseconds(kind, image, wanted, clear) for image in (opaque, clear)]
    most = kind.work * SECONDS * 1000
    met = max(taken) <= most
    verdict = "" if met else "  MISSED"
    print(f"{name:16} {taken[0]:6.1f} {taken[1]:6.1f} {most:8.1f}{verdict}", flush=True)
    return met


def _milliseconds(kind: Operation, image: Image.Image, wanted: Any, mark: Image.Image) -> float:
    start = time.perf_counter()
    kind.apply(image, wanted, lambda asset_id, size: mark)
    return (time.perf_counter() - start) * 1000 / MEGAPIXELS


if __name__ == "__main__":
    sys.exit(main())
