"""Shares: a way in for whoever has the token, until it expires or is revoked.

A token is the share's id and 16 random bytes. The table holds only their SHA-256, so that nobody
who reads it can open a share. Forged, expired, revoked: all the same ShareNotFound.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import timedelta

from darkroom.catalog.base import Share
from darkroom.domain.errors import (
    AssetNotFound,
    FilterTooSparse,
    NotReady,
    ShareNotFound,
    VariantNotFound,
)
from darkroom.domain.ids import is_id
from darkroom.domain.paging import decode_cursor, encode_cursor
from darkroom.services.links import ALL, ORIGINAL, Link, LinkRequest, Links
from darkroom.services.ports import Ports
from darkroom.services.rows import get_asset, require_ready

DEFAULT_LIFETIME = timedelta(days=7)
MAX_LIFETIME = timedelta(days=365)
URL_LIFETIME = timedelta(minutes=5)
"""How long the URL lives that a visitor is sent to: revoking a share ends access in that time."""
SECRET_BYTES = 16
MAX_READS = 20
"""Of a page of shares, each of as many rows as the page has."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Showing one variant of one asset to somebody without an account."""

    ports: Ports
    links: Links
    secret: bytes

    def create(
        self, owner: str, asset_id: str, variant: str | None, lifetime: timedelta
    ) -> tuple[Share, str]:
        """A share and its token, which is told only now. The original cannot be shared.

        Raises AssetNotFound, NotReady, VariantNotFound.
        """
        asset = require_ready(get_asset(self.ports.catalog, owner, asset_id))
        if variant in {ALL, ORIGINAL}:
            raise VariantNotFound("A share shows one variant; the original is its owner's alone.")
        name = asset.variant(variant).name if variant else asset.variants[0].name
        token_secret = self.ports.entropy(SECRET_BYTES)
        now = self.ports.now()
        share = Share(
            id=self.ports.new_id(),
            owner=owner,
            asset_id=asset.id,
            variant=name,
            secret_hash=_hash(token_secret),
            created_at=now,
            expires_at=now + lifetime,
        )
        self.ports.catalog.add_share(share)
        return share, _token(share.id, token_secret)

    def page(self, owner: str, limit: int, cursor: str | None) -> tuple[list[Share], str | None]:
        """The owner's shares, newest first, without the expired, and the cursor of the next page.

        Raises InvalidCursor, FilterTooSparse.
        """
        binding = f"shares\x00{owner}"
        after = decode_cursor(cursor, binding, self.secret) if cursor else None
        shown, last = self._valid(owner, limit, after)
        following = encode_cursor(last, binding, self.secret) if last else None
        if following and not shown:
            raise FilterTooSparse(
                "All of the shares looked at have expired; go on with next_cursor.",
                next_cursor=following,
            )
        return shown, following

    def _valid(self, owner: str, limit: int, after: str | None) -> tuple[list[Share], str | None]:
        """The next shares that are not expired, at most `limit`; the last one looked at, if there
        are more. Expired ones stay in the table until its TTL gets to them, which takes days."""
        now = self.ports.now()
        valid: list[Share] = []
        for _ in range(MAX_READS):
            shares = self.ports.catalog.shares(owner, limit=limit, after=after)
            valid += [share for share in shares[:limit] if now < share.expires_at]
            if len(valid) > limit:
                return valid[:limit], valid[limit - 1].id
            if len(shares) <= limit:
                return valid, None
            after = shares[limit - 1].id
            if len(valid) == limit:
                break
        return valid, after

    def revoke(self, owner: str, share_id: str) -> None:
        """End a share. Raises ShareNotFound."""
        if not is_id(share_id) or not self.ports.catalog.remove_share(owner, share_id):
            raise ShareNotFound

    def open(self, token: str) -> Link:
        """Where a visitor with this token may look. Raises ShareNotFound."""
        share_id, token_secret = _read_token(token)
        share = self.ports.catalog.get_share(share_id)
        now = self.ports.now()
        if share is None or not hmac.compare_digest(share.secret_hash, _hash(token_secret)):
            raise ShareNotFound
        if share.expires_at <= now:
            raise ShareNotFound
        lifetime = max(timedelta(seconds=1), min(URL_LIFETIME, share.expires_at - now))
        request = LinkRequest(share.asset_id, share.variant)
        try:
            return self.links.find(share.owner, request, lifetime).link
        except (AssetNotFound, NotReady, VariantNotFound) as exc:
            raise ShareNotFound from exc


def _token(share_id: str, token_secret: bytes) -> str:
    raw = uuid.UUID(share_id).bytes + token_secret
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read_token(token: str) -> tuple[str, bytes]:
    try:
        padded = token.encode("ascii") + b"=" * (-len(token) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as exc:
        raise ShareNotFound from exc
    if len(raw) != 16 + SECRET_BYTES:
        raise ShareNotFound
    share_id, token_secret = str(uuid.UUID(bytes=raw[:16])), raw[16:]
    if _token(share_id, token_secret) != token:  # another spelling of the same bytes
        raise ShareNotFound
    return share_id, token_secret


def _hash(token_secret: bytes) -> str:
    return hashlib.sha256(token_secret).hexdigest()
