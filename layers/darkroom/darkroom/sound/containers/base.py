"""What the container modules share."""

from __future__ import annotations

from darkroom.domain.errors import NotARecording, RecordingTooLong
from darkroom.domain.recordings import GRACE_SECONDS, MAX_SECONDS

MAX_PARTS = 100_000
"""Boxes, chunks or pages in one file. A minute of MP4 in fragments of 20 ms has 24,000 boxes."""


def broken() -> NotARecording:
    """To be raised."""
    return NotARecording("The recording is damaged or cut off. Record it again, or export it anew.")


def unheard(what: str) -> NotARecording:
    """To be raised for a container with something in it that cannot be heard here."""
    return NotARecording(f"The recording {what}. Export it anew, as one recording of sound alone.")


def too_long() -> RecordingTooLong:
    """To be raised."""
    return RecordingTooLong(f"The recording is longer than {MAX_SECONDS} seconds.")


class Played:
    """Adds up what a decoder plays."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        """Raises RecordingTooLong when it becomes that."""
        self.seconds += seconds
        if self.seconds > MAX_SECONDS + GRACE_SECONDS:
            raise too_long()


class Parts:
    """Counts the parts of a file, so that no walk goes on for ever."""

    def __init__(self) -> None:
        self._left = MAX_PARTS

    def count(self) -> None:
        """Raises NotARecording when there are more than any encoder writes."""
        self._left -= 1
        if self._left < 0:
            raise unheard("is cut into more pieces than one needs")
