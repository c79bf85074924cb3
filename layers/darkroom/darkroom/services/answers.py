"""Providers' answers: kept as they came before anything else happens to them.

An answer lies beside the draft or the recording that it is about, so that whatever is left of it
goes when they do.
"""

from __future__ import annotations

from dataclasses import dataclass

from darkroom.domain import keys
from darkroom.domain.asset import Asset
from darkroom.domain.errors import ObjectNotFound, StoreFailure
from darkroom.services.ports import Ports
from darkroom.storage.base import Write

MAX_ANSWER_BYTES = 96 * 1024 * 1024
"""More than the largest image that is accepted, in base64."""
KEEPING_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Between attempts: what is lost here was paid for. In all, less than the time a call reserves."""


def answer_key(asset: Asset) -> str:
    """Where the answer is kept that makes this draft an image, or says a recording's words."""
    return str(keys.Key(asset.owner, asset.job_id, asset.id, "answer", "bin"))


@dataclass(frozen=True, slots=True)
class Answers:
    """In the private bucket."""

    ports: Ports

    def find(self, asset: Asset) -> bytes | None:
        """The answer that was kept, if any."""
        try:
            return self.ports.private.read(answer_key(asset), max_bytes=MAX_ANSWER_BYTES)
        except ObjectNotFound:
            return None

    def keep(self, asset: Asset, answer: bytes) -> None:
        """Raises StoreFailure when the store takes it at no attempt."""
        write = Write(answer_key(asset), answer, "application/octet-stream")
        for pause in (*KEEPING_PAUSES, None):
            try:
                self.ports.private.save(write)
            except StoreFailure:
                if pause is None:
                    raise
                self.ports.time.sleep(pause)
            else:
                return

    def forget(self, asset: Asset) -> None:
        self.ports.private.delete(answer_key(asset))
