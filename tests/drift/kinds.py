"""All kinds of drift, in groups that are sown together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.drift.broken_moves import PUBLISHING, REVOKING
from tests.drift.broken_objects import LOST, MISPLACED, WITHOUT_ROW
from tests.drift.broken_rows import DELETIONS, UPLOADS
from tests.drift.things import Break

GROUPS: Mapping[str, Sequence[Break]] = {
    "uploads": UPLOADS,
    "publishing": PUBLISHING,
    "revoking": REVOKING,
    "deletions": DELETIONS,
    "objects without a row": WITHOUT_ROW,
    "objects misplaced": MISPLACED,
    "originals lost": LOST,
}

ALL_KINDS: Sequence[Break] = [each for group in GROUPS.values() for each in group]
