"""A recipe: what was done to a source, in words that can be stored, compared and done again.

    {"version": 1, "operations": [{"operation": "resize", "width": 800, ...}, ...],
     "format": "webp", "quality": 85}

Every parameter is written out, defaults too, so that a later default changes no old recipe.
`format` and `quality` are left out where the caller left them to us. The hash is over the canonical
text: sorted names, no spaces, whole numbers without a fraction. Equal recipes have equal hashes,
in every process and version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from darkroom.domain.canonical import hash_of, whole_numbers
from darkroom.domain.errors import InternalFault
from darkroom.domain.provenance import DigitalSource
from darkroom.domain.region import Region

VERSION = 1
MAX_OPERATIONS = 10
FORMATS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
}
"""What a result can be written as: extension → content type."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Validated operations in order, each with all its parameters; `format` one of FORMATS, or
    None for what suits source and operations; `quality` 1..100, or None for the format's own."""

    operations: tuple[Mapping[str, Any], ...] = ()
    format: str | None = None
    quality: int | None = None

    @property
    def as_json(self) -> dict[str, Any]:
        """The recipe as it is stored and shown."""
        operations = [whole_numbers(each) for each in self.operations]
        chosen = {"format": self.format, "quality": self.quality}
        return {
            "version": VERSION,
            "operations": operations,
            **{name: value for name, value in chosen.items() if value is not None},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Recipe:
        """The recipe a row keeps. Raises InternalFault for one of a version we do not know."""
        if value.get("version") != VERSION:
            raise InternalFault
        return cls(tuple(value["operations"]), value.get("format"), value.get("quality"))

    @property
    def hash(self) -> str:
        return hash_of(self.as_json)

    @property
    def asset_ids(self) -> tuple[str, ...]:
        """The other assets that its operations use."""
        named = (each["asset_id"] for each in self.operations if "asset_id" in each)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Picture:
    """An original: its bytes and its type."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Caption:
    """What an asset publicly says, to be embedded in an export."""

    filename: str
    created_at: datetime
    tags: Sequence[str]
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a recipe made of a source: the file, its extension, and its size in pixels."""

    body: bytes
    ext: str
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return FORMATS[self.ext]


class Studio(Protocol):
    """What services need of imaging to follow a recipe."""

    def check(self, recipe: Recipe, size: tuple[int, int]) -> float:
        """Whether the recipe fits an upright source of this size, as far as sizes alone tell.

        Returns the seconds it takes at most. Raises InvalidRequest that points at the field, such
        as /operations/0/width.
        """

    def render(
        self,
        source: Picture,
        recipe: Recipe,
        *,
        others: Mapping[str, Picture],
        caption: Caption | None = None,
        mark: DigitalSource | None = None,
    ) -> Rendered:
        """Follow the recipe. `others`: the originals of `recipe.asset_ids` by id. `mark` is
        embedded in the result, with a caption or without one.

        Raises InvalidRequest as check() does, and an ImageRejected for a source that does not
        decode.
        """

    def merge(self, source: Picture, made: Picture, region: Region) -> Rendered:
        """The source, in its size, with the region of what was made of it: of the same shape and
        any size. The edge of the region is soft. Raises an ImageRejected likewise.
        """
