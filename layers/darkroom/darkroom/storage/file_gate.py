"""What a server in front of a FileStore does with a request, as S3 would."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from darkroom.storage.base import Write
from darkroom.storage.file import FileStore
from darkroom.storage.file_links import FileLinks, Link, LinkRefused


@dataclass(frozen=True, slots=True)
class Served:
    """An object and the headers of the answer."""

    body: bytes
    headers: Mapping[str, str]


class FileGate:
    """Checks signed links of a store, and does what they allow."""

    def __init__(self, store: FileStore, links: FileLinks, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._links = links
        self._clock = clock

    def get(self, url: str) -> Served:
        """Raises LinkRefused and ObjectNotFound."""
        link = self._links.verify("GET", url, self._clock())
        record = self._store.headers(link.key)
        body = self._store.read(link.key, max_bytes=self._store.info(link.key).size)
        headers = {
            "Content-Type": record.content_type,
            "Cache-Control": record.cache_control,
            "Content-Disposition": link.terms.get(
                "content_disposition", record.content_disposition
            ),
        }
        return Served(body, {name: value for name, value in headers.items() if value})

    def put(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Raises LinkRefused unless the upload is exactly the one that was signed."""
        link = self._links.verify("PUT", url, self._clock())
        if len(body) != int(link.terms["size"]):
            raise LinkRefused("the size is another")
        self._store_checked(link, headers, body)

    def post(self, url: str, fields: Mapping[str, str], body: bytes) -> None:
        """Raises LinkRefused unless the form keeps to what was signed."""
        link = self._links.verify("POST", url, self._clock())
        if not 1 <= len(body) <= int(link.terms["size"]) or fields.get("key") != link.key:
            raise LinkRefused("the size or the key is another")
        self._store_checked(link, fields, body)

    def _store_checked(self, link: Link, sent: Mapping[str, str], body: bytes) -> None:
        content_type = link.terms["content_type"]
        checksum = b64encode(sha256(body).digest()).decode()
        if sent.get("Content-Type") != content_type:
            raise LinkRefused("the type is another")
        if not hmac.compare_digest(link.terms.get("checksum_sha256", checksum), checksum):
            raise LinkRefused("the content is another")
        self._store.save(Write(link.key, body, content_type))
