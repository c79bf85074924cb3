"""Access keys: one for each function, so that a signature says who called."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """Credentials of one holder. Those of a role carry a session token."""

    id: str
    secret: str
    token: str | None
    holder: str


class KeyRing:
    """Every access key that the local cloud knows."""

    def __init__(self) -> None:
        self._keys: dict[str, AccessKey] = {}

    def issue(self, holder: str, *, session: bool = True) -> AccessKey:
        """A new key. `session`: temporary credentials with a token, as a Lambda role has."""
        tail = "".join(secrets.choice(_ALPHABET) for _ in range(16))
        key = AccessKey(
            id=("ASIA" if session else "AKIA") + tail,
            secret=secrets.token_urlsafe(30),
            # Base64 with its reserved characters, as real tokens have: what escapes them is tested.
            token=f"local/{secrets.token_urlsafe(48)}+/==" if session else None,
            holder=holder,
        )
        self._keys[key.id] = key
        return key

    def find(self, key_id: str) -> AccessKey | None:
        """The key of this id, if it was issued here."""
        return self._keys.get(key_id)

    def __iter__(self) -> Iterator[AccessKey]:
        return iter(self._keys.values())
