"""A directory that is none: for tests that make deployments by the hundred. It does as FileStore
does (see test_memory_store), and signs as it does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from darkroom.domain.errors import ObjectChanged, ObjectNotFound
from darkroom.storage.base import ObjectInfo, Write
from darkroom.storage.file import FileStore
from darkroom.storage.file_links import FileLinks


class MemoryStore(FileStore):
    """Objects in a dictionary, as old as the tests' clock says."""

    def __init__(self, links: FileLinks, clock: Callable[[], datetime]) -> None:
        self._links = links
        self._clock = clock
        self._objects = Path("objects")  # which only says that a key would be a path
        self._found: dict[str, tuple[ObjectInfo, bytes]] = {}

    def keys(self) -> set[str]:
        return set(self._found)

    def save(self, write: Write) -> None:
        self._path(write.key)
        etag = hashlib.md5(write.body, usedforsecurity=False).hexdigest()
        info = ObjectInfo(write.key, len(write.body), etag, self._clock())
        self._found[write.key] = info, write.body

    def read(self, key: str, *, max_bytes: int, etag: str | None = None) -> bytes:
        info = self.info(key)
        if etag is not None and info.etag != etag:
            raise ObjectChanged
        return self._found[key][1][: max_bytes + 1]

    def info(self, key: str) -> ObjectInfo:
        self._path(key)
        if key not in self._found:
            raise ObjectNotFound
        return self._found[key][0]

    def delete(self, key: str) -> None:
        self._path(key)
        self._found.pop(key, None)

    def list_prefix(self, prefix: str, *, start_after: str = "") -> Iterator[ObjectInfo]:
        found = (key for key in self._found if key.startswith(prefix) and key > start_after)
        return iter([self._found[key][0] for key in sorted(found)])
