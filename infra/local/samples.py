"""The photos of the sample run: painted here, or files that were given."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from infra.local.photos import photo

_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# On a lake in the Alps: what must not be found in any variant.
_SOMEWHERE = (46.9959, 8.5947)


class NoSuchPhoto(Exception):
    """A file that was given cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One file to upload."""

    filename: str
    content_type: str
    body: bytes


def painted() -> list[Sample]:
    """Three photos; the first lies on its side and says where it was taken."""
    return [
        Sample("sideways.jpg", "image/jpeg", photo(1, orientation=6, gps=_SOMEWHERE)),
        Sample("evening.jpg", "image/jpeg", photo(2)),
        Sample("portrait.png", "image/png", photo(3, size=(750, 1000), file_format="PNG")),
    ]


def given(words: str) -> list[Sample]:
    """The files named in PHOTOS, quoted as in a shell. Raises NoSuchPhoto."""
    try:
        names = shlex.split(words)
    except ValueError as exc:
        raise NoSuchPhoto(f"PHOTOS cannot be read: {exc}.") from exc
    return [_read(Path(name)) for name in names]


def _read(path: Path) -> Sample:
    content_type = _TYPES.get(path.suffix.lower())
    if content_type is None:
        known = ", ".join(sorted(_TYPES))
        raise NoSuchPhoto(f"PHOTOS: {path} is none of {known}.")
    try:
        return Sample(path.name, content_type, path.read_bytes())
    except OSError as exc:
        raise NoSuchPhoto(f"PHOTOS: {path} cannot be read ({exc.strerror}).") from exc
