"""What a FileStore knows of an object beside its bytes: one small JSON file each."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Record:
    """The headers an object is served with. Its ETag holds for a file of exactly this size and
    time: whoever puts a file of their own in its place is not answered with the old one."""

    content_type: str
    cache_control: str | None = None
    content_disposition: str | None = None
    etag: str = ""
    size: int = -1
    modified_ns: int = -1

    def is_of(self, stat: os.stat_result) -> bool:
        return (self.size, self.modified_ns) == (stat.st_size, stat.st_mtime_ns)


UNKNOWN = Record("application/octet-stream")
"""Of a file that somebody else put there. The type is the one S3 falls back to."""


class Records:
    """One directory of them, named by the hash of the key, which has no length or slash."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def read(self, key: str) -> Record:
        try:
            return Record(**json.loads(self._path(key).read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return UNKNOWN

    def write(self, key: str, record: Record) -> None:
        path = self._path(key)
        partial = path.with_suffix(f".{uuid4().hex}")
        partial.write_text(json.dumps(asdict(record)))
        partial.replace(path)

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._directory / sha256(key.encode()).hexdigest()
