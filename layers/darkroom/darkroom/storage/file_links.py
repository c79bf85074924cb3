"""Signed URLs of a FileStore: what presigned URLs are to S3.

A `file:` URL would mean nothing to a client, so a link names an address under a base URL, with
what it allows and until when in its query, and an HMAC over all of it. Whoever serves the
directory at that address asks `FileLinks.verify` before it does anything.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode


class LinkRefused(Exception):
    """The link was forged, changed, used with another method, or has ended."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link allows: one method on one key, under these terms."""

    key: str
    terms: Mapping[str, str]


class FileLinks:
    """Makes and checks links under one base URL with one secret."""

    def __init__(self, base_url: str, secret: bytes) -> None:
        self._base = base_url.rstrip("/") + "/"
        self._secret = secret

    def sign(self, method: str, key: str, ends_at: datetime, terms: Mapping[str, str]) -> str:
        """The URL, good until `ends_at` (whole seconds)."""
        query = urlencode({**terms, "expires": str(int(ends_at.timestamp()))})
        unsigned = f"{self._base}{quote(key)}?{query}"
        return f"{unsigned}&signature={self._signature(method, unsigned)}"

    def verify(self, method: str, url: str, now: datetime) -> Link:
        """What this URL allows at this moment. Raises LinkRefused."""
        unsigned, _, signature = url.rpartition("&signature=")
        expected = self._signature(method, unsigned)
        if not hmac.compare_digest(signature.encode(), expected.encode()):
            raise LinkRefused("the signature does not match")
        # The signature is ours, so the rest is as `sign` wrote it.
        address, _, query = unsigned.partition("?")
        terms = dict(parse_qsl(query))
        if now.timestamp() >= int(terms.pop("expires")):
            raise LinkRefused("the link has ended")
        return Link(unquote(address.removeprefix(self._base)), terms)

    def _signature(self, method: str, unsigned: str) -> str:
        message = f"{method} {unsigned}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, message, "sha256").hex()
