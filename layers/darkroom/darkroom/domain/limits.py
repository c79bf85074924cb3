"""What is acceptable, decided without I/O: types, sizes, pixels, names, tags, quotas."""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from darkroom.domain import errors
from darkroom.domain.keys import JOB_ID

MIB = 1024 * 1024
MAX_FILE_SIZE_CEILING = 50 * MIB
MAX_INLINE_SIZE = 4 * MIB
MAX_FRAMES = 100
MAX_DIMENSION = 12_000
DEFAULT_MAX_FILE_SIZE = 10 * MIB
DEFAULT_MAX_PIXELS = 64_000_000  # a 50 MP phone photo is 8160 x 6144
DEFAULT_JOB_ID = "default"

MAX_FILENAME_BYTES = 255
MAX_TAGS = 20
MAX_TAG_BYTES = 32
MAX_METADATA_BYTES = 2048
MAX_SLOT_BYTES = 64

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
}
"""Every type Darkroom can develop, and the extension its keys carry."""
DEFAULT_ALLOWED_TYPES = tuple(EXTENSIONS)

SLOT = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """What this deployment accepts. Sizes in bytes, `max_pixels` over all frames, 0 = no quota."""

    allowed_types: tuple[str, ...] = DEFAULT_ALLOWED_TYPES
    max_file_size: int = DEFAULT_MAX_FILE_SIZE
    max_pixels: int = DEFAULT_MAX_PIXELS
    max_bytes_per_owner: int = 0
    max_assets_per_owner: int = 0

    def check_type(self, content_type: str) -> None:
        """Raises TypeNotAllowed."""
        if content_type not in self.allowed_types:
            raise errors.TypeNotAllowed(
                f"{_shown(content_type)} is not one of {', '.join(self.allowed_types)}."
            )

    def check_size(self, size: int, ceiling: int | None = None) -> None:
        """Raises InvalidRequest below one byte and FileTooLarge above the limit."""
        limit = min(self.max_file_size, ceiling or self.max_file_size)
        if size < 1:
            raise errors.InvalidRequest.at("/size", "A file has at least one byte.")
        if size > limit:
            raise errors.FileTooLarge(
                f"The file has {size} bytes; at most {limit} are accepted.", max_size=limit
            )

    def check_image(self, width: int, height: int, frames: int) -> None:
        """Refuse by what the header says, before a pixel is decoded. Raises an ImageRejected."""
        if not (1 <= width <= MAX_DIMENSION and 1 <= height <= MAX_DIMENSION):
            raise errors.DimensionsOutOfRange(
                f"The image is {width} x {height} pixels; each side may have 1 to {MAX_DIMENSION}."
            )
        if frames > MAX_FRAMES:
            raise errors.TooManyFrames(f"At most {MAX_FRAMES} frames are accepted.")
        if width * height * frames > self.max_pixels:
            raise errors.TooManyPixels(
                f"The image has {width * height * frames} pixels over all frames; "
                f"at most {self.max_pixels} are accepted."
            )


def _shown(text: str) -> str:
    """A caller's text as a detail may repeat it: short and printable."""
    return repr(text[:60])


def check_job_id(job_id: str) -> str:
    """The job id. Raises InvalidRequest."""
    if not JOB_ID.fullmatch(job_id):
        raise errors.InvalidRequest.at(
            "/job_id", "A job id has 1 to 64 letters, digits, underscores or hyphens."
        )
    return job_id


def check_slot(slot: str) -> str:
    """The slot's name. Raises InvalidRequest."""
    if not SLOT.fullmatch(slot) or len(slot) > MAX_SLOT_BYTES:
        raise errors.InvalidRequest.at(
            "/slot",
            "A slot is two words of a-z, 0-9 and hyphens with a slash between, "
            f"at most {MAX_SLOT_BYTES} characters, such as profile/avatar.",
        )
    return slot


def check_filename(filename: str) -> str:
    """The name without any folder, in NFC. Raises InvalidRequest if nothing usable is left."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or name in {".", ".."} or not _printable(name):
        raise errors.InvalidRequest.at(
            "/filename", "A filename has at least one character and no control characters."
        )
    if len(name.encode()) > MAX_FILENAME_BYTES:
        raise errors.InvalidRequest.at(
            "/filename", f"A filename has at most {MAX_FILENAME_BYTES} bytes in UTF-8."
        )
    return name


def check_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The tags without repetition, in the order given. Raises InvalidRequest."""
    distinct = tuple(dict.fromkeys(unicodedata.normalize("NFC", tag) for tag in tags))
    if len(distinct) > MAX_TAGS:
        raise errors.InvalidRequest.at("/tags", f"At most {MAX_TAGS} tags are accepted.")
    for index, tag in enumerate(distinct):
        if not tag.strip() or not _printable(tag) or len(tag.encode()) > MAX_TAG_BYTES:
            raise errors.InvalidRequest.at(
                f"/tags/{index}",
                f"A tag has 1 to {MAX_TAG_BYTES} bytes in UTF-8 and no control characters.",
            )
    return distinct


def check_metadata(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """The caller's own JSON object. Raises InvalidRequest when it is too large or not JSON."""
    try:
        text = json.dumps(metadata, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode())
    except (ValueError, TypeError, RecursionError) as exc:
        raise errors.InvalidRequest.at("/metadata", "Metadata is a JSON object.") from exc
    if size > MAX_METADATA_BYTES:
        raise errors.InvalidRequest.at(
            "/metadata", f"Metadata has at most {MAX_METADATA_BYTES} bytes as JSON."
        )
    return metadata


def check_checksum(checksum: str) -> str:
    """A SHA-256 in base64, as S3 spells it. Raises InvalidRequest."""
    try:
        digest = base64.b64decode(checksum, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != 32 or base64.b64encode(digest).decode() != checksum:
        raise errors.InvalidRequest.at(
            "/checksum_sha256", "A checksum is the base64 of the 32 bytes of a SHA-256."
        )
    return checksum


def _printable(text: str) -> bool:
    """No control character, no lone surrogate, nothing that reorders or ends a line."""
    return not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in text)
