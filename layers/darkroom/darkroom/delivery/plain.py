"""Public addresses without a content delivery network."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote


def public_url(base_url: str, key: str) -> str:
    """The key below the base URL, each byte that has a meaning in a URL escaped."""
    return f"{base_url.rstrip('/')}/{quote(key)}"


class PlainDelivery:
    """The public bucket answers for itself, or a proxy of somebody else's that keeps no copies.

    There is nothing to purge: what is deleted from the bucket is gone from its address.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def url(self, key: str) -> str:
        return public_url(self._base_url, key)

    def purge(self, prefixes: Sequence[str], *, reference: str) -> None:
        """Nothing keeps a copy, so there is nothing to do."""
