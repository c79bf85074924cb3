"""The ObjectStore protocol: what the services need of a place for bytes.

A store is one bucket (or one directory). Three errors, and no others, come out of it:
ObjectNotFound, InvalidKey, StoreFailure; plus ObjectChanged where the caller named an ETag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What a listing says of an object: size in bytes, ETag without quotes, time in UTC."""

    key: str
    size: int
    etag: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Write:
    """An object to save, with the headers it will be served with."""

    key: str
    body: bytes
    content_type: str
    cache_control: str | None = None
    content_disposition: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """An object to copy under the same key into another store.

    The headers replace the source's: a copy in the public bucket is cached by anybody."""

    key: str
    content_type: str
    cache_control: str


@dataclass(frozen=True, slots=True)
class SignedUrl:
    """A URL that needs no credentials, and when it truly ends (never after its credentials)."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UploadRules:
    """What one upload must look like. `size`: the exact size (PUT) or the largest (POST)."""

    key: str
    content_type: str
    size: int
    checksum_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PresignedUpload:
    """A request a client may send once it has the file: POST with form fields, or PUT."""

    method: str
    url: str
    expires_at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class ObjectStore(Protocol):
    """One bucket or directory."""

    def save(self, write: Write) -> None:
        """Store the object, replacing any other under its key."""

    def save_many(self, writes: Sequence[Write]) -> None:
        """Store all of them, in no particular order; raises if any failed, some may be stored."""

    def read(self, key: str, *, max_bytes: int, etag: str | None = None) -> bytes:
        """The object's bytes, never more than `max_bytes` + 1 of them (one more tells the caller
        that it is larger than it may be).

        Raises ObjectNotFound, and ObjectChanged when it does not have this ETag.
        """

    def info(self, key: str) -> ObjectInfo:
        """What is known of the object without reading it. Raises ObjectNotFound."""

    def exists(self, key: str) -> bool:
        """Whether there is an object under this key."""

    def delete(self, key: str) -> None:
        """Remove the object; none being there is fine."""

    def delete_many(self, keys: Sequence[str]) -> None:
        """Remove all of them in as few requests as the store allows (S3: 1,000 keys each)."""

    def list_prefix(self, prefix: str, *, start_after: str = "") -> Iterator[ObjectInfo]:
        """Every object whose key starts with `prefix` and sorts after `start_after`, in byte
        order of the keys, fetched page by page as it is consumed."""

    def copy_many(self, copies: Sequence[Copy], target: ObjectStore) -> None:
        """Copy the objects into another store of the same kind, without the bytes passing
        through here. Raises ObjectNotFound when a source is missing."""

    def presign_read(
        self, key: str, *, lifetime: timedelta, filename: str | None = None
    ) -> SignedUrl:
        """A URL to read the object. `filename`: served as an attachment of that name.

        The same URL for every call within one time window; it never lives longer than `lifetime`
        from now, nor than the credentials that sign it.
        """

    def presign_reads(self, keys: Iterable[str], *, lifetime: timedelta) -> list[SignedUrl]:
        """The same for many keys, in their order."""

    def presign_post(self, rules: UploadRules, *, lifetime: timedelta) -> PresignedUpload:
        """A form upload that pins key, type, byte range 1..size, expiry and, if given, SHA-256."""

    def presign_posts(
        self, rules: Sequence[UploadRules], *, lifetime: timedelta
    ) -> list[PresignedUpload]:
        """The same for many uploads, in their order."""

    def presign_put(self, rules: UploadRules, *, lifetime: timedelta) -> PresignedUpload:
        """A PUT that pins key, type, exact size, expiry and, if given, SHA-256."""
