"""SigV4 signatures for S3: presigned GET, presigned PUT, presigned POST. No I/O, no clock.

The results are byte for byte those of boto3 (`s3v4`, under the same clock); the tests hold them
together. What makes a batch fast is that only the path of the canonical request changes from key
to key: the signing key, the query and the headers are derived once per batch.

Sources: "Authenticating Requests: Using Query Parameters" and "Browser-Based Uploads Using POST"
in the Amazon S3 API Reference (AWS Signature Version 4).
"""

from __future__ import annotations

import hmac
import json
import re
import time
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from json.encoder import encode_basestring_ascii as _json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from hashlib import _Hash as HASH

_ALGORITHM = "AWS4-HMAC-SHA256"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9_.~/-]*")
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs. `expires_at`: when they end, if that is known. `assumed_lifetime`: how long a
    signature may be taken to hold when they end at a time that nobody says."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    assumed_lifetime: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a bucket answers: its URL without a slash at the end, and the region of the scope."""

    url: str
    bucket: str
    region: str


@dataclass(frozen=True, slots=True)
class Validity:
    """From when, in seconds since the epoch, and for how many seconds a signature holds."""

    signed_at: int
    seconds: int

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(self.signed_at + self.seconds, UTC)


class Signer:
    """Signs any number of requests for one bucket that start and end together."""

    def __init__(self, address: Address, credentials: Credentials, validity: Validity) -> None:
        self.address = address
        self.credentials = credentials
        self.validity = validity
        self.ends_at = validity.ends_at

    def presign_gets(
        self, keys: Iterable[str], overrides: Mapping[str, str] | None = None
    ) -> list[str]:
        """A URL to read each key, in their order.

        `overrides`: headers S3 answers with instead of the stored ones, under the names it knows
        them by, such as `response-content-disposition`.
        """
        presign = _presigner(self, "GET", {}, overrides or {})
        return [presign(key) for key in keys]

    def presign_put(self, key: str, headers: Mapping[str, str]) -> str:
        """A URL to store one key, by a request with exactly these headers (lower-case names).

        `content-length` may be among them: the signature covers it, so S3 refuses any other.
        """
        return _presigner(self, "PUT", headers, {})(key)

    def presign_post(
        self, key: str, pinned: Mapping[str, str], largest: int
    ) -> tuple[str, dict[str, str]]:
        """The URL and the fields of a form that uploads 1 to `largest` bytes under one key.

        Each `pinned` field must be sent with exactly this value. S3 replaces `${filename}` in a
        key by what the client calls its file: such a key pins nothing and is a ValueError.
        """
        form = self.form(pinned)
        return form.url, form.fields(key, largest)

    def form(self, pinned: Mapping[str, str]) -> Form:
        """What signs any number of forms that pin the same fields."""
        return Form(self, pinned)

    @cached_property
    def stamp(self) -> str:
        return _time(self.validity.signed_at, "%Y%m%dT%H%M%SZ")

    @cached_property
    def scope(self) -> str:
        return f"{self.stamp[:8]}/{self.address.region}/s3/aws4_request"

    @cached_property
    def mac(self) -> _Mac:
        return _mac(self.credentials.secret_key, self.scope)


class _Mac:
    """HMAC-SHA256 (RFC 2104) with the padded key hashed beforehand.

    A copy of two hash states is half the price of the library's HMAC object, and this is the
    innermost loop.
    """

    def __init__(self, inner: HASH, outer: HASH) -> None:
        self._inner, self._outer = inner, outer

    @classmethod
    def of(cls, key: bytes) -> _Mac:
        block = key.ljust(64, b"\0")
        return cls(sha256(block.translate(_INNER_PAD)), sha256(block.translate(_OUTER_PAD)))

    def begun(self, message: bytes) -> _Mac:
        """The same for messages that begin with this one: `sign` takes what follows."""
        inner = self._inner.copy()
        inner.update(message)
        return _Mac(inner, self._outer)

    def sign(self, message: bytes) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.hexdigest()


@lru_cache(maxsize=8)
def _mac(secret_key: str, scope: str) -> _Mac:
    """The signing key: good for one day, one region and S3 alone."""
    key = f"AWS4{secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return _Mac.of(key)


def _time(epoch: int, form: str) -> str:
    return time.strftime(form, time.gmtime(epoch))


def _presigner(
    signer: Signer, method: str, headers: Mapping[str, str], overrides: Mapping[str, str]
) -> Callable[[str], str]:
    """Signs one request per key; everything that is the same for all keys is done here."""
    stamp, scope = signer.stamp, signer.scope
    host, path = _host_and_path(signer.address.url)
    signed = sorted({**headers, "host": host}.items())
    names = ";".join(name for name, _ in signed)
    lines = "".join(f"{name}:{' '.join(value.split())}\n" for name, value in signed)
    query = [
        (quote(name, safe="~"), quote(value, safe="~"))
        for name, value in {**overrides, **_query_auth(signer, names)}.items()
    ]

    before = f"{method}\n{path}/".encode()
    after = f"\n{_joined(sorted(query))}\n{lines}\n{names}\nUNSIGNED-PAYLOAD".encode()
    to_sign = f"{_ALGORITHM}\n{stamp}\n{scope}\n".encode()
    sign, url = signer.mac.sign, f"{signer.address.url}/"
    ending = f"?{_joined(query)}&X-Amz-Signature="
    plain = _NEEDS_NO_QUOTES.fullmatch

    def presign(key: str) -> str:
        name = key if plain(key) else quote(key, safe="/~")
        canonical = sha256(before + name.encode() + after).hexdigest()
        return f"{url}{name}{ending}{sign(to_sign + canonical.encode())}"

    return presign


def _query_auth(signer: Signer, signed_names: str) -> dict[str, str]:
    auth = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{signer.credentials.access_key}/{signer.scope}",
        "X-Amz-Date": signer.stamp,
        "X-Amz-Expires": str(signer.validity.seconds),
        "X-Amz-SignedHeaders": signed_names,
    }
    if signer.credentials.token is not None:
        auth["X-Amz-Security-Token"] = signer.credentials.token
    return auth


def _host_and_path(url: str) -> tuple[str, str]:
    """The Host header a client sends (lower case, no default port), and the path."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and parts.port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    return host, parts.path


def _joined(query: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in query)


class Form:
    """Signs forms that differ in key and size alone; the rest of the policy is spelled once.

    Base64 takes three bytes at a time: the start of the policy is cut at such a place and hashed
    beforehand, its end (mostly the session token) has three spellings, of which one fits.
    """

    def __init__(self, signer: Signer, pinned: Mapping[str, str]) -> None:
        _, path = _host_and_path(signer.address.url)
        self.url = signer.address.url if path else f"{signer.address.url}/"
        common = _form_auth(signer)
        self._fields = {**pinned, "key": "", **common, "policy": "", "x-amz-signature": ""}

        end = signer.validity.signed_at + signer.validity.seconds
        exact = "".join([f"{{{_json(name)}: {_json(value)}}}, " for name, value in pinned.items()])
        start = (
            f'{{"expiration": "{_time(end, "%Y-%m-%dT%H:%M:%SZ")}", "conditions": ['
            f'{exact}["content-length-range", 1, '
        ).encode()
        cut = len(start) - len(start) % 3
        head = b2a_base64(start[:cut], newline=False)
        self._left = start[cut:].decode()
        self._head = head.decode()
        self._mac = signer.mac.begun(head)

        self._middle = f'], {json.dumps({"bucket": signer.address.bucket})}, {{"key": '
        conditions = [{name: value} for name, value in common.items()]
        end_of_policy = f"{json.dumps(conditions)[1:]}}}".encode()
        self._ends = [
            (end_of_policy[:cut], b2a_base64(end_of_policy[cut:], newline=False))
            for cut in range(3)
        ]

    def fields(self, key: str, largest: int) -> dict[str, str]:
        """The fields to send before the file. Raises ValueError: see Signer.presign_post."""
        if "${filename}" in key:
            raise ValueError("a form's key must not contain ${filename}")
        changing = f"{self._left}{largest}{self._middle}{_json(key)}}}, ".encode()
        joint, end = self._ends[-len(changing) % 3]
        rest = b2a_base64(changing + joint, newline=False) + end
        fields = self._fields.copy()
        fields["key"] = key
        fields["policy"] = self._head + rest.decode()
        fields["x-amz-signature"] = self._mac.sign(rest)
        return fields


def _form_auth(signer: Signer) -> dict[str, str]:
    auth = {
        "x-amz-algorithm": _ALGORITHM,
        "x-amz-credential": f"{signer.credentials.access_key}/{signer.scope}",
        "x-amz-date": signer.stamp,
    }
    if signer.credentials.token is not None:
        auth["x-amz-security-token"] = signer.credentials.token
    return auth
