"""An upload that came into quarantine, as an event says or as the reconciler says again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """One object, by its key and its ETag (without quotes)."""

    key: str
    etag: str
