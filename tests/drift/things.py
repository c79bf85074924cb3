"""What may stand in a deployment: a row, its objects, and whatever is written beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from darkroom.domain.asset import Asset, Claim, Variant, Visibility
from tests.fakes import START

NOW = START + timedelta(days=3650)
"""The clock of all these tests: the stand-in for S3 dates its objects by the real one, and there
has to be room for dates before and after it."""
YESTERDAY = NOW - timedelta(days=1)
DAY = timedelta(days=1)
DEAD = Claim("dead", YESTERDAY + timedelta(minutes=5))
"""Of somebody who was cut off yesterday."""
ALIVE = Claim("alive", NOW + timedelta(minutes=4))
"""Of somebody who is at work this minute."""

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
EXPORT = Variant("export-0123456789abcdef01234567", "png", 480, 360, 90_000)

Place = tuple[str, str]
"""The role of a bucket, and a key in it."""
Places = frozenset[Place]


@dataclass(frozen=True)
class Thing:
    """`age` is that of its objects. `beside` are further rows of the table, as they are stored."""

    row: Asset | None = None
    objects: Places = frozenset()
    age: timedelta = DAY
    beside: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Broken(Thing):
    """Something that is not as it should be, how it is called in reports, and what has to become
    of it: of the row (None: it goes), of its objects, in the CDN, and in the queue. What is beside
    it goes with the row."""

    finding: str = ""
    number: int = 1
    becomes: Asset | None = None
    kept: Places = frozenset()
    is_purged: bool = False
    is_told_again: bool = False

    @property
    def path(self) -> str:
        """What the CDN has to forget."""
        keys = [key for role, key in self.objects if role == "public"]
        prefix = self.row.key_prefix if self.row else keys[0].rpartition("_")[0]
        return f"/{quote(prefix)}*"


Make = Callable[[str], Thing]
"""Makes one of a kind that is as it should be, for this owner."""
Break = Callable[[str], Broken]


def original(row: Asset) -> Places:
    return frozenset({("private", row.original_key)})


def variants(
    row: Asset, role: str, names: Iterable[str] = ("large", "medium", "112x112")
) -> Places:
    """Where these variants of the row are, or would be, in the bucket of that role."""
    chosen = set(names)
    return frozenset((role, row.variant_key(each)) for each in row.variants if each.name in chosen)


def whole(row: Asset) -> Places:
    """Everything a settled row points at."""
    exports = frozenset(("private", key) for key in row.export_keys)
    return original(row) | variants(row, row.visibility.value) | exports
