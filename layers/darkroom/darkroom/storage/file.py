"""A directory as an ObjectStore: for tests, and for tools that work without a network.

    objects/{key}            the object, under its own name, to be looked at with any viewer
    headers/{hash of key}    what it is served with, and its ETag; no listing shows it
    partial/                 objects being written

An object appears under its name by a rename, so a reader never sees half of one, whatever kills
the writer. Nothing is fsynced: surviving a power cut is for S3 to promise, and a sync per object
would make a thousand of them take minutes.

Two limits of a file system are limits of this store, and keys beyond them are InvalidKey: a
segment has at most 255 bytes, and no key is the folder of another (`a` and `a/b`). Where names
ignore case, so do keys.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from darkroom.domain.errors import InvalidKey, ObjectChanged, ObjectNotFound, StoreFailure
from darkroom.storage import windows
from darkroom.storage.attachment import attachment
from darkroom.storage.base import (
    Copy,
    ObjectInfo,
    ObjectStore,
    PresignedUpload,
    SignedUrl,
    UploadRules,
    Write,
)
from darkroom.storage.file_links import FileLinks
from darkroom.storage.file_records import Record, Records
from darkroom.storage.object_keys import check_key

MAX_SEGMENT_BYTES = 255
_ATTEMPTS = 5


class FileStore:
    """One directory, made if it is not there. Raises StoreFailure if it cannot be made."""

    def __init__(self, root: Path, links: FileLinks, clock: Callable[[], datetime]) -> None:
        self._objects = root / "objects"
        self._partial = root / "partial"
        self._records = Records(root / "headers")
        self._links = links
        self._clock = clock
        with self._translated():
            for name in ("objects", "partial", "headers"):
                (root / name).mkdir(parents=True, exist_ok=True)

    def save(self, write: Write) -> None:
        path = self._path(write.key)
        partial = self._partial / uuid4().hex
        with self._translated():
            try:
                partial.write_bytes(write.body)
                stat = partial.stat()
                record = Record(
                    write.content_type,
                    write.cache_control,
                    write.content_disposition,
                    _md5(write.body),
                    stat.st_size,
                    stat.st_mtime_ns,
                )
                self._place(partial, path, write.key, record)
            finally:
                partial.unlink(missing_ok=True)

    def save_many(self, writes: Sequence[Write]) -> None:
        for write in writes:
            self.save(write)

    def read(self, key: str, *, max_bytes: int, etag: str | None = None) -> bytes:
        with self._translated(), self._path(key).open("rb") as file:
            if etag is not None and self._etag(key, file) != etag:
                raise ObjectChanged
            return file.read(max_bytes + 1)

    def info(self, key: str) -> ObjectInfo:
        with self._translated(), self._path(key).open("rb") as file:
            stat = os.fstat(file.fileno())
            modified_at = datetime.fromtimestamp(stat.st_mtime, UTC)
            return ObjectInfo(key, stat.st_size, self._etag(key, file), modified_at)

    def headers(self, key: str) -> Record:
        """What the object is served with. Raises ObjectNotFound."""
        self.info(key)
        with self._translated():
            return self._records.read(key)

    def exists(self, key: str) -> bool:
        try:
            self.info(key)
        except ObjectNotFound:
            return False
        return True

    def delete(self, key: str) -> None:
        path = self._path(key)
        with self._translated():
            if not path.is_file():
                return
            path.unlink(missing_ok=True)
            self._records.delete(key)
            self._prune(path)

    def delete_many(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.delete(key)

    def list_prefix(self, prefix: str, *, start_after: str = "") -> Iterator[ObjectInfo]:
        with self._translated():
            self._objects.stat()
        for key in self._keys(self._objects, "", prefix, start_after):
            try:
                info = self.info(key)
            except (ObjectNotFound, InvalidKey):
                continue  # deleted meanwhile, or a file of somebody else's that is no object
            yield info

    def copy_many(self, copies: Sequence[Copy], target: ObjectStore) -> None:
        if not isinstance(target, FileStore):
            raise TypeError("a directory copies into directories only")
        for copy in copies:
            with self._translated():
                body = self._path(copy.key).read_bytes()
            target.save(Write(copy.key, body, copy.content_type, copy.cache_control))

    def presign_read(
        self, key: str, *, lifetime: timedelta, filename: str | None = None
    ) -> SignedUrl:
        terms = {} if filename is None else {"content_disposition": attachment(filename)}
        return self._signed_read(key, lifetime, terms)

    def presign_reads(self, keys: Iterable[str], *, lifetime: timedelta) -> list[SignedUrl]:
        return [self._signed_read(key, lifetime, {}) for key in keys]

    def presign_post(self, rules: UploadRules, *, lifetime: timedelta) -> PresignedUpload:
        headers = _upload_headers(rules)
        fields = {**headers, "success_action_status": "201", "key": rules.key}
        url, ends_at = self._signed_upload("POST", rules, lifetime)
        return PresignedUpload("POST", url, ends_at, fields=fields)

    def presign_posts(
        self, rules: Sequence[UploadRules], *, lifetime: timedelta
    ) -> list[PresignedUpload]:
        return [self.presign_post(each, lifetime=lifetime) for each in rules]

    def presign_put(self, rules: UploadRules, *, lifetime: timedelta) -> PresignedUpload:
        url, ends_at = self._signed_upload("PUT", rules, lifetime)
        return PresignedUpload("PUT", url, ends_at, headers=_upload_headers(rules))

    def _signed_read(self, key: str, lifetime: timedelta, terms: dict[str, str]) -> SignedUrl:
        ends_at = windows.for_reading(self._clock(), lifetime).ends_at
        self._path(key)
        return SignedUrl(self._links.sign("GET", key, ends_at, terms), ends_at)

    def _signed_upload(
        self, method: str, rules: UploadRules, lifetime: timedelta
    ) -> tuple[str, datetime]:
        ends_at = windows.for_upload(self._clock(), lifetime).ends_at
        self._path(rules.key)
        terms = {"content_type": rules.content_type, "size": str(rules.size)}
        if rules.checksum_sha256 is not None:
            terms["checksum_sha256"] = rules.checksum_sha256
        return self._links.sign(method, rules.key, ends_at, terms), ends_at

    def _path(self, key: str) -> Path:
        """Always below `objects`: no segment of a checked key leads out of it."""
        if any(len(part.encode()) > MAX_SEGMENT_BYTES for part in check_key(key).split("/")):
            raise InvalidKey(f"a segment of a key has at most {MAX_SEGMENT_BYTES} bytes here")
        return self._objects / key

    def _place(self, partial: Path, path: Path, key: str, record: Record) -> None:
        for _ in range(_ATTEMPTS):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError) as exc:
                raise InvalidKey("a folder of this key is an object") from exc
            if path.is_dir():
                raise InvalidKey("this key is the folder of an object")
            self._records.write(key, record)
            try:
                partial.replace(path)
            except FileNotFoundError:
                continue  # a delete took the empty folder away: make it again
            return
        raise StoreFailure

    def _prune(self, path: Path) -> None:
        """Folders are not objects: those left empty go, so that they block no key."""
        for folder in path.parents:
            if folder == self._objects:
                return
            try:
                folder.rmdir()
            except OSError:
                return

    def _etag(self, key: str, file: BinaryIO) -> str:
        """The MD5 of the content, as S3 has it. Leaves the file at its start."""
        record = self._records.read(key)
        if record.is_of(os.fstat(file.fileno())):
            return record.etag
        etag = _md5(file.read())
        file.seek(0)
        return etag

    def _keys(self, folder: Path, base: str, prefix: str, after: str) -> Iterator[str]:
        """In byte order of the whole key, so a folder sorts with its slash (`a.b` < `a/b`), and
        without entering folders in which there can be no match."""
        with self._translated():
            names = sorted(base + name for name in _names(folder))
        for name in names:
            if not name.endswith("/"):
                if name.startswith(prefix) and name > after:
                    yield name
            elif (name.startswith(prefix) or prefix.startswith(name)) and (
                name > after or after.startswith(name)
            ):
                yield from self._keys(self._objects / name, name, prefix, after)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Raises the store's errors in place of the system's."""
        try:
            yield
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as exc:
            # With the directory itself gone (a lost mount, say) nothing can be said of an object.
            raise (ObjectNotFound if self._objects.is_dir() else StoreFailure) from exc
        except OSError as exc:
            raise StoreFailure from exc


def _names(folder: Path) -> list[str]:
    """Files, and folders with a slash; of a folder that went meanwhile, none."""
    try:
        with os.scandir(folder) as entries:
            return [
                f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name
                for entry in entries
            ]
    except FileNotFoundError:
        return []


def _md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def _upload_headers(rules: UploadRules) -> dict[str, str]:
    headers = {"Content-Type": rules.content_type}
    if rules.checksum_sha256 is not None:
        headers["x-amz-checksum-sha256"] = rules.checksum_sha256
    return headers
