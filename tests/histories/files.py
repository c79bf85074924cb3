"""What clients upload: photos, and what pretends to be one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tests.functions.photos import animation, jpeg, png

JPEG, PNG, GIF = "image/jpeg", "image/png", "image/gif"


@dataclass(frozen=True)
class File:
    """A file. `content_type` is what it really is, "" for no image; `sides` in pixels."""

    body: bytes
    content_type: str
    sides: tuple[int, int]
    is_whole: bool = True

    @property
    def size(self) -> int:
        return len(self.body)

    @property
    def etag(self) -> str:
        """As S3 gives it to what was not uploaded in parts."""
        return hashlib.md5(self.body, usedforsecurity=False).hexdigest()

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.body).digest()


def _with_a_comment(photo: bytes, size: int) -> bytes:
    """The same JPEG, made this long by a comment right after its first marker."""
    length = size - len(photo) - 2
    return photo[:2] + b"\xff\xfe" + length.to_bytes(2) + bytes(length - 2) + photo[2:]


_ONE, _OTHER = jpeg(12, 8, 1), jpeg(12, 8, 200)
_SIZE = max(len(_ONE), len(_OTHER)) + 8
_BEACH = _with_a_comment(_ONE, _SIZE)

FILES = {
    "beach": File(_BEACH, JPEG, (12, 8)),
    "harbour": File(_with_a_comment(_OTHER, _SIZE), JPEG, (12, 8)),
    "logo": File(png(9, 9), PNG, (9, 9)),
    "dance": File(animation(2), GIF, (8, 8)),
    "torn": File(_BEACH[:200].ljust(_SIZE, b"\0"), JPEG, (12, 8), is_whole=False),
    "letter": File(b"Dear reader".ljust(_SIZE), "", (0, 0)),
}
"""By name. Four of them have the same size, so that only what is inside tells them apart."""

PHOTOS = tuple(name for name, file in FILES.items() if file.content_type and file.is_whole)


def verdict(file: File, *, size: int, content_type: str, checksum_of: File | None) -> str | None:
    """Why a file that was declared like this is rejected; None when it is accepted."""
    if file.size != size:
        return "size_mismatch"
    if checksum_of and checksum_of.sha256 != file.sha256:
        return "checksum_mismatch"
    if not file.content_type:
        return "not_an_image"
    if file.content_type != content_type:
        return "type_mismatch"
    return None if file.is_whole else "broken_image"
