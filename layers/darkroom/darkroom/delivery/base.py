"""The Delivery protocol: what the services need of the content delivery network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Delivery(Protocol):
    """In front of the public bucket."""

    def url(self, key: str) -> str:
        """The address at which anybody can read this public object."""

    def purge(self, prefixes: Sequence[str], *, reference: str) -> None:
        """Forget everything whose key starts with one of these prefixes.

        Repeating a `reference` is free. Raises DeliveryFailure.
        """
