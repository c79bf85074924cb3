"""Which variants are made of every image: a deployment parameter, parsed and refused here.

`large=1600.webp,112x112=112x112.png`: a name, then the longest side or a box to crop to (in
pixels), then the format. Nothing is ever upscaled, so a variant may be smaller than its name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

DEFAULT_VARIANTS = (
    "large=1600.webp,medium=640.webp,small=320.webp,112x112=112x112.png,56x56=56x56.png"
)
CONTENT_TYPES = {
    "webp": "image/webp",
    "png": "image/png",
    "jpg": "image/jpeg",
    "avif": "image/avif",
}
RESERVED_NAMES = frozenset({"original", "all"})
EXPORT_PREFIX = "export-"
"""What the names of exports begin with, which are kept beside an asset's variants."""
MAX_SIDE = 4096
MAX_VARIANTS = 12

_NAME = r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?"
_SPEC = re.compile(rf"({_NAME})=([0-9]{{1,4}})(?:x([0-9]{{1,4}}))?\.(webp|png|jpg|avif)")
NAME_PATTERN = re.compile(_NAME)


@dataclass(frozen=True, slots=True)
class VariantSpec:
    """One variant to make. `crop` false: longest side ≤ width; true: exactly width × height."""

    name: str
    width: int
    height: int
    crop: bool
    ext: str

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.ext]


def parse_variants(text: str) -> tuple[VariantSpec, ...]:
    """The specs of a `VARIANTS` value, in the order given.

    Raises ValueError, naming the part that is wrong.
    """
    specs = tuple(_parse_spec(part.strip()) for part in text.split(",") if part.strip())
    if not specs or len(specs) > MAX_VARIANTS:
        raise ValueError(f"between 1 and {MAX_VARIANTS} variants are needed, not {len(specs)}")
    for name, times in Counter(spec.name for spec in specs).items():
        if times > 1:
            raise ValueError(f"{times} variants have the name {name!r}")
    return specs


def _parse_spec(part: str) -> VariantSpec:
    match = _SPEC.fullmatch(part)
    if match is None:
        raise ValueError(f"{part!r} is not name=SIZE.FORMAT, such as large=1600.webp")
    name, width, height, ext = match.groups()
    spec = VariantSpec(name, int(width), int(height or width), height is not None, ext)
    if name in RESERVED_NAMES or name.startswith(EXPORT_PREFIX):
        raise ValueError(f"{name!r} is a reserved name")
    if not (1 <= spec.width <= MAX_SIDE and 1 <= spec.height <= MAX_SIDE):
        raise ValueError(f"{part!r}: sides go from 1 to {MAX_SIDE} pixels")
    return spec
