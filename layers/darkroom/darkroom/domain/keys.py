"""The object-key grammar: every key is built and parsed here, everything else is refused.

    uploads            {owner}/{job}/{asset}.{ext}
    private            {owner}/{job}/{asset}.{ext}              the original
    private | public   {owner}/{job}/{asset}_{variant}.{ext}

An owner is the `sub` of a token: any text. Each byte outside `[A-Za-z0-9_-]` is written as
`.` and two upper-case hex digits, so the spelling is unique, reversible and safe in URLs, and no
`sub` can name another's prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from darkroom.domain.errors import InvalidKey
from darkroom.domain.ids import is_id
from darkroom.domain.variants import NAME_PATTERN

MAX_OWNER_BYTES = 128
JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_SPELLED_OWNER = re.compile(r"(?:[A-Za-z0-9_-]|\.[0-9A-F]{2})+")
_ESCAPE = re.compile(r"\.([0-9A-F]{2})")
_EXT = re.compile(r"[a-z0-9]{2,4}")


@dataclass(frozen=True, slots=True)
class Key:
    """What a key says. `variant` is None for an upload or an original."""

    owner: str
    job_id: str
    asset_id: str
    variant: str | None
    ext: str

    def __str__(self) -> str:
        suffix = f"_{self.variant}" if self.variant else ""
        return f"{prefix(self.owner, self.job_id, self.asset_id)}{suffix}.{self.ext}"


def prefix(owner: str, job_id: str, asset_id: str) -> str:
    """What every key of one asset starts with, and no key of another."""
    return f"{spell_owner(owner)}/{job_id}/{asset_id}"


def spell_owner(owner: str) -> str:
    """The owner as one path segment. Raises InvalidKey for an empty or overlong owner."""
    raw = owner.encode("utf-8", "surrogatepass")
    if not 1 <= len(raw) <= MAX_OWNER_BYTES:
        raise InvalidKey(f"an owner has 1 to {MAX_OWNER_BYTES} bytes")
    return "".join(chr(byte) if byte in _PLAIN else f".{byte:02X}" for byte in raw)


def is_owner(text: str) -> bool:
    """Whether assets can belong to this: text that every store takes, of a length that fits."""
    try:
        return 1 <= len(text.encode()) <= MAX_OWNER_BYTES
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can spell and UTF-8 cannot
        return False


def read_owner(segment: str) -> str:
    """The owner a segment spells. Raises InvalidKey unless it is that owner's one spelling."""
    if not _SPELLED_OWNER.fullmatch(segment):
        raise InvalidKey("not an owner segment")
    spelled = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), segment)
    try:
        owner = spelled.encode("latin-1").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as exc:
        raise InvalidKey("the owner segment is not UTF-8") from exc
    if spell_owner(owner) != segment:
        raise InvalidKey("not the canonical spelling of an owner")
    return owner


def parse(key: str) -> Key:
    """What a key says. Raises InvalidKey for everything this module would not build."""
    parts = key.split("/")
    if len(parts) != 3:
        raise InvalidKey("a key has three segments")
    owner, job_id, name = parts
    stem, dot, ext = name.partition(".")
    asset_id, underscore, variant = stem.partition("_")
    well_formed = (
        dot
        and JOB_ID.fullmatch(job_id)
        and is_id(asset_id)
        and _EXT.fullmatch(ext)
        and (not underscore or NAME_PATTERN.fullmatch(variant))
    )
    if not well_formed:
        raise InvalidKey("not a key of an asset")
    return Key(read_owner(owner), job_id, asset_id, variant or None, ext)
