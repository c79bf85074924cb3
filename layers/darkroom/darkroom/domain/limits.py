"""What is acceptable, decided without I/O: types, sizes, pixels, names, tags, quotas.

Filenames and tags are shown to others, in pages and in download headers. So they are kept in NFC,
without surrounding space, and are refused if nothing in them can be seen, or for a character that
makes them pass for something else: controls, lone surrogates, line and paragraph separators, and
the nine that override or isolate the direction of text (UAX 9, sections 2.1 to 2.4), with which
`gpj.exe` is shown as `exe.jpg`. Refused and not dropped, so that what is stored is what was said.
Marks and joiners (U+200C..U+200F, U+061C) are kept: people write Persian, Hebrew and emoji with
them, often without knowing, and they turn no letter around.
"""

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
MAX_NAME_BYTES = 64
MAX_TAGS = 20
MAX_TAG_BYTES = 32
MAX_METADATA_BYTES = 2048
MAX_METADATA_DEPTH = 32
"""Objects and arrays inside one another. Far below the 255 at which pydantic refuses to write."""
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

_DECEPTIVE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_INVISIBLE = frozenset({"Cf", "Zs"})
_MOST_COMPOSED = 4
"""No character stands for more than four others, as U+1F82 does (UAX 15)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What this deployment accepts. Sizes in bytes, `max_pixels` over all frames, 0 = no quota."""

    allowed_types: tuple[str, ...] = DEFAULT_ALLOWED_TYPES
    max_file_size: int = DEFAULT_MAX_FILE_SIZE
    max_pixels: int = DEFAULT_MAX_PIXELS
    max_bytes_per_owner: int = 0
    max_assets_per_owner: int = 0

    def check_type(self, content_type: str) -> None:
        """A type in lower case. Raises TypeNotAllowed."""
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
        pixels = width * height * max(1, frames)
        if pixels > self.max_pixels:
            raise errors.TooManyPixels(
                f"The image has {pixels} pixels over all frames; "
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
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = _composed(last, MAX_FILENAME_BYTES)
    if name is None:
        raise errors.InvalidRequest.at(
            "/filename", f"A filename has at most {MAX_FILENAME_BYTES} bytes in UTF-8."
        )
    if name in {".", ".."} or not _presentable(name):
        raise errors.InvalidRequest.at(
            "/filename",
            "A filename has at least one visible character, and none that is a control character "
            "or turns the direction of text around.",
        )
    return name


def check_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The tags without repetition, in the order given. Raises InvalidRequest."""
    distinct: dict[str, None] = {}
    for index, tag in enumerate(tags):
        distinct.setdefault(check_tag(tag, f"/tags/{index}"))
        if len(distinct) > MAX_TAGS:
            raise errors.InvalidRequest.at("/tags", f"At most {MAX_TAGS} tags are accepted.")
    return tuple(distinct)


def check_tag(tag: str, pointer: str = "/tag") -> str:
    """The tag as it is kept: in NFC. Raises InvalidRequest."""
    kept = _composed(tag, MAX_TAG_BYTES)
    if kept is None or not _presentable(kept):
        raise errors.InvalidRequest.at(
            pointer,
            f"A tag has 1 to {MAX_TAG_BYTES} bytes in UTF-8, at least one visible character, and "
            "none that is a control character or turns the direction of text around.",
        )
    return kept


def check_name(name: str) -> str:
    """A palette's name as it is kept: in NFC. Raises InvalidRequest."""
    kept = _composed(name, MAX_NAME_BYTES)
    if kept is None or not _presentable(kept):
        raise errors.InvalidRequest.at(
            "/name",
            f"A name has 1 to {MAX_NAME_BYTES} bytes in UTF-8, at least one visible character, and "
            "none that is a control character or turns the direction of text around.",
        )
    return kept


def check_metadata(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """The caller's own JSON object. Raises InvalidRequest when it is too large or not JSON."""
    try:
        text = json.dumps(metadata, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        size = len(text.encode())
    except (ValueError, TypeError) as exc:
        raise errors.InvalidRequest.at("/metadata", "Metadata is a JSON object.") from exc
    except RecursionError as exc:
        raise _too_deep() from exc
    if size > MAX_METADATA_BYTES:
        raise errors.InvalidRequest.at(
            "/metadata", f"Metadata has at most {MAX_METADATA_BYTES} bytes as JSON."
        )
    if _depth(metadata) > MAX_METADATA_DEPTH:
        raise _too_deep()
    return metadata


def _too_deep() -> errors.InvalidRequest:
    return errors.InvalidRequest.at(
        "/metadata", f"Metadata is at most {MAX_METADATA_DEPTH} objects and arrays deep."
    )


def _depth(value: Any) -> int:
    """How many objects and arrays are inside one another. Not recursive, as the value may be."""
    depth, level = 0, [value]
    while nests := [each for each in level if isinstance(each, (dict, list, tuple))]:
        depth += 1
        level = [
            inner for nest in nests for inner in (nest.values() if isinstance(nest, dict) else nest)
        ]
    return depth


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


def _composed(text: str, max_bytes: int) -> str | None:
    """The text in NFC without surrounding space; None if that has more than `max_bytes` in UTF-8.

    What is certain to be longer is not normalized: sorting its combining marks takes time that
    grows with the square of their number.
    """
    stripped = text.strip()
    if len(stripped) > _MOST_COMPOSED * max_bytes:
        return None
    composed = unicodedata.normalize("NFC", stripped).strip()
    return composed if len(composed.encode("utf-8", "surrogatepass")) <= max_bytes else None


def _presentable(text: str) -> bool:
    """Whether it can be seen, and nothing in it deceives. See the module's docstring."""
    kinds = {unicodedata.category(char) for char in text}
    return bool(kinds - _INVISIBLE) and not kinds & _UNPRINTABLE and _DECEPTIVE.isdisjoint(text)
