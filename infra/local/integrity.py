"""Checksums of uploads and conditions of copies: what S3 checks and the emulator overlooks."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from infra.local.refusals import AwsRefusal


def expect_checksums(headers: Mapping[str, str], body: bytes) -> None:
    """Refuse a body that does not have the SHA-256 or MD5 that was declared for it.

    `headers`: names in lower case. Raises AwsRefusal.
    """
    for name, algorithm, hashed in (
        ("x-amz-checksum-sha256", "SHA256", hashlib.sha256),
        ("content-md5", "MD5", _md5),
    ):
        declared = headers.get(name)
        if declared is None:
            continue
        actual = hashed(body).digest()
        if len(_decoded(declared, name)) != len(actual):
            raise _invalid(name)
        if _decoded(declared, name) != actual:
            message = f"The {algorithm} you specified did not match the calculated checksum."
            raise AwsRefusal(400, "BadDigest", message)


def expect_copy_source(
    headers: Mapping[str, str], etag_of: Callable[[str, str], str | None]
) -> None:
    """Refuse a copy whose source does not have the ETag that the caller names."""
    source, wanted = headers.get("x-amz-copy-source"), headers.get("x-amz-copy-source-if-match")
    if source is None or wanted is None:
        return
    bucket, _, key = unquote(source.partition("?")[0]).lstrip("/").partition("/")
    etag = etag_of(bucket, key)
    # A missing source is for the emulator to refuse.
    if etag is not None and etag.strip('"') != wanted.strip('"'):
        message = "At least one of the pre-conditions you specified did not hold"
        condition = "x-amz-copy-source-If-Match"
        raise AwsRefusal(412, "PreconditionFailed", message, Condition=condition)


def _md5(body: bytes) -> hashlib._Hash:
    return hashlib.md5(body, usedforsecurity=False)


def _decoded(value: str, name: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        raise _invalid(name) from None


def _invalid(name: str) -> AwsRefusal:
    if name == "content-md5":
        return AwsRefusal(400, "InvalidDigest", "The Content-MD5 you specified is not valid.")
    return AwsRefusal(400, "InvalidRequest", f"Value for {name} header is invalid.")
