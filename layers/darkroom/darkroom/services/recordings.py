"""Recordings that wait for an instruction: each is heard for one generation at a time."""

from __future__ import annotations

import math

from darkroom.catalog.base import Catalog
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import InvalidRequest, RecordingInUse
from darkroom.domain.ids import is_id

POINTER = "/audio_upload_id"


def free_recording(catalog: Catalog, owner: str, upload_id: str) -> Asset:
    """A recording that is ready and that no generation is about to hear. One that ended without
    having heard it (given up, or never asked for) has left it.

    Raises InvalidRequest when there is none, and RecordingInUse."""
    found = catalog.get(owner, upload_id) if is_id(upload_id) else None
    if found is None or found.status is not Status.RECEIVED:
        raise InvalidRequest.at(
            POINTER, "There is no such recording that is ready; each is used once, within a day."
        )
    if found.generation:
        holder = catalog.generation(owner, found.generation["id"])
        if holder is not None and not holder.is_over:
            raise RecordingInUse(f"Generation {holder.id} is to hear this recording.")
    return found


def whole_seconds(recording: Asset) -> int:
    """What is charged for hearing it."""
    return math.ceil(recording.seconds or 0)
