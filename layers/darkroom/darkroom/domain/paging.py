"""Cursors: opaque, bound to what they page through, refused when anything about them is off.

A cursor is base64url of a MAC and the position; the MAC is over position and binding. The binding
is the owner and every filter, so that a cursor of one listing opens no other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from darkroom.domain.errors import InvalidCursor

_MAC_BYTES = 16


def encode_cursor(position: str, binding: str, secret: bytes) -> str:
    """The cursor after `position` (an id) of the listing that `binding` names."""
    raw = position.encode()
    return base64.urlsafe_b64encode(_mac(raw, binding, secret) + raw).rstrip(b"=").decode()


def decode_cursor(cursor: str, binding: str, secret: bytes) -> str:
    """The position a cursor was made of. Raises InvalidCursor."""
    try:
        sealed = base64.b64decode(
            cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        mac, raw = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        position = raw.decode()
    except (binascii.Error, ValueError) as exc:
        raise _refused() from exc
    if not raw or not hmac.compare_digest(mac, _mac(raw, binding, secret)):
        raise _refused()
    if encode_cursor(position, binding, secret) != cursor:  # another spelling of the same bytes
        raise _refused()
    return position


def _mac(raw: bytes, binding: str, secret: bytes) -> bytes:
    """Told its length, a position cannot be made to end elsewhere: an owner may hold any byte."""
    text = b"cursor %d\x00" % len(raw) + raw + binding.encode("utf-8", "surrogatepass")
    return hmac.new(secret, text, hashlib.sha256).digest()[:_MAC_BYTES]


def _refused() -> InvalidCursor:
    return InvalidCursor(
        "The cursor was not issued for this listing and these filters; start without one."
    )
