"""An S3 bucket as an ObjectStore."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import ClientError

from darkroom.domain.errors import InvalidKey, ObjectNotFound, StoreFailure
from darkroom.storage import windows
from darkroom.storage.attachment import attachment
from darkroom.storage.base import (
    Copy,
    ObjectInfo,
    ObjectStore,
    PresignedUpload,
    SignedUrl,
    UploadRules,
    Write,
)
from darkroom.storage.object_keys import check_key
from darkroom.storage.parallel import Parallel
from darkroom.storage.s3_client import bucket_address
from darkroom.storage.s3_errors import code_of, translated
from darkroom.storage.signer import Address, Credentials, Form, Signer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        GetObjectRequestTypeDef,
        ListObjectsV2RequestPaginateTypeDef,
        PutObjectRequestTypeDef,
    )

MAX_DELETES = 1000
"""Keys in one DeleteObjects (S3 API Reference)."""


class S3Store:
    """One bucket. `client` comes from `s3_client`, `credentials` is asked once per signing call.

    Objects are private: nothing here ever sets an ACL. Telling a missing object from a forbidden
    one needs `s3:ListBucket`; without it S3 answers 403 to both, which is a StoreFailure.
    """

    def __init__(
        self,
        client: S3Client,
        bucket: str,
        credentials: Callable[[], Credentials],
        clock: Callable[[], datetime],
    ) -> None:
        self.bucket = bucket
        self._client = client
        self._credentials = credentials
        self._clock = clock
        self._parallel = Parallel()
        self._last_signer: Signer | None = None

    def save(self, write: Write) -> None:
        request: PutObjectRequestTypeDef = {
            "Bucket": self.bucket,
            "Key": check_key(write.key),
            "Body": write.body,
            "ContentType": write.content_type,
        }
        if write.cache_control is not None:
            request["CacheControl"] = write.cache_control
        if write.content_disposition is not None:
            request["ContentDisposition"] = write.content_disposition
        with translated():
            self._client.put_object(**request)

    def save_many(self, writes: Sequence[Write]) -> None:
        self._parallel.each(self.save, writes)

    def read(self, key: str, *, max_bytes: int, etag: str | None = None) -> bytes:
        request: GetObjectRequestTypeDef = {
            "Bucket": self.bucket,
            "Key": check_key(key),
            "Range": f"bytes=0-{max_bytes}",
        }
        if etag is not None:
            request["IfMatch"] = f'"{etag}"'
        with translated():
            try:
                body = self._client.get_object(**request)["Body"]
            except ClientError as exc:
                if code_of(exc) == "InvalidRange":
                    return b""  # an empty object has no first byte to range over
                raise
            # Not every store honours a range: no more is read whatever the answer offers.
            with closing(body):
                return _take(body, max_bytes + 1)

    def info(self, key: str) -> ObjectInfo:
        with translated():
            head = self._client.head_object(Bucket=self.bucket, Key=check_key(key))
        return _info(key, head["ContentLength"], head["ETag"], head["LastModified"])

    def exists(self, key: str) -> bool:
        try:
            self.info(key)
        except ObjectNotFound:
            return False
        return True

    def delete(self, key: str) -> None:
        with translated():
            self._client.delete_object(Bucket=self.bucket, Key=check_key(key))

    def delete_many(self, keys: Sequence[str]) -> None:
        distinct = list(dict.fromkeys(check_key(key) for key in keys))
        for start in range(0, len(distinct), MAX_DELETES):
            self._delete_batch(distinct[start : start + MAX_DELETES])

    def _delete_batch(self, keys: Sequence[str]) -> None:
        with translated():
            answer = self._client.delete_objects(
                Bucket=self.bucket,
                Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True},
            )
        # The answer is 200 even if not one of them was deleted.
        if answer.get("Errors"):
            raise StoreFailure

    def list_prefix(self, prefix: str, *, start_after: str = "") -> Iterator[ObjectInfo]:
        request: ListObjectsV2RequestPaginateTypeDef = {"Bucket": self.bucket, "Prefix": prefix}
        if start_after:
            request["StartAfter"] = start_after
        pages = self._client.get_paginator("list_objects_v2").paginate(**request)
        with translated():
            for page in pages:
                for item in page.get("Contents", []):
                    yield _info(item["Key"], item["Size"], item["ETag"], item["LastModified"])

    def copy_many(self, copies: Sequence[Copy], target: ObjectStore) -> None:
        if not isinstance(target, S3Store):
            raise TypeError("S3 copies into buckets of S3 only")
        bucket = target.bucket

        def copy(item: Copy) -> None:
            key = check_key(item.key)
            with translated():
                self._client.copy_object(
                    Bucket=bucket,
                    Key=key,
                    CopySource={"Bucket": self.bucket, "Key": key},
                    MetadataDirective="REPLACE",
                    ContentType=item.content_type,
                    CacheControl=item.cache_control,
                )

        self._parallel.each(copy, copies)

    def presign_read(
        self, key: str, *, lifetime: timedelta, filename: str | None = None
    ) -> SignedUrl:
        overrides = {}
        if filename is not None:
            overrides["response-content-disposition"] = attachment(filename)
        return self._presign([key], lifetime, overrides)[0]

    def presign_reads(self, keys: Iterable[str], *, lifetime: timedelta) -> list[SignedUrl]:
        return self._presign(keys, lifetime, {})

    def _presign(
        self, keys: Iterable[str], lifetime: timedelta, overrides: dict[str, str]
    ) -> list[SignedUrl]:
        checked = [check_key(key) for key in keys]
        signer = self._signer(windows.for_reading, lifetime)
        urls = signer.presign_gets(checked, overrides)
        return [SignedUrl(url, signer.ends_at) for url in urls]

    def presign_post(self, rules: UploadRules, *, lifetime: timedelta) -> PresignedUpload:
        return self.presign_posts([rules], lifetime=lifetime)[0]

    def presign_posts(
        self, rules: Sequence[UploadRules], *, lifetime: timedelta
    ) -> list[PresignedUpload]:
        signer = self._signer(windows.for_upload, lifetime)
        forms: dict[tuple[str, str | None], Form] = {}
        uploads = []
        for each in rules:
            alike = each.content_type, each.checksum_sha256
            form = forms.get(alike) or forms.setdefault(alike, signer.form(_pinned(*alike)))
            fields = form.fields(_checked_for_form(each.key), each.size)
            uploads.append(PresignedUpload("POST", form.url, signer.ends_at, fields))
        return uploads

    def presign_put(self, rules: UploadRules, *, lifetime: timedelta) -> PresignedUpload:
        headers = {"Content-Type": rules.content_type}
        if rules.checksum_sha256 is not None:
            headers["x-amz-checksum-sha256"] = rules.checksum_sha256
        # Signed, so that S3 refuses any other size; not given out, because a client sends it by
        # itself and a script in a browser must not set it (Fetch, "forbidden request-header").
        signed = {name.lower(): value for name, value in headers.items()}
        signed["content-length"] = str(rules.size)
        signer = self._signer(windows.for_upload, lifetime)
        url = signer.presign_put(check_key(rules.key), signed)
        return PresignedUpload("PUT", url, signer.ends_at, headers=headers)

    def _signer(self, window: windows.Window, lifetime: timedelta) -> Signer:
        credentials = self._credentials()
        validity = window(self._clock(), lifetime, credentials)
        last = self._last_signer
        # A hundred tickets are signed in the same second: what they share is derived once.
        if last is None or (last.credentials, last.validity) != (credentials, validity):
            last = self._last_signer = Signer(self._address, credentials, validity)
        return last

    @cached_property
    def _address(self) -> Address:
        return bucket_address(self._client, self.bucket)


def _pinned(content_type: str, checksum_sha256: str | None) -> dict[str, str]:
    """The form fields that a client must send as they are."""
    pinned = {"Content-Type": content_type, "success_action_status": "201"}
    if checksum_sha256 is not None:
        # Clients of S3 name the algorithm beside the checksum, in forms as in headers.
        pinned["x-amz-checksum-algorithm"] = "SHA256"
        pinned["x-amz-checksum-sha256"] = checksum_sha256
    return pinned


def _checked_for_form(key: str) -> str:
    if "${filename}" in key:
        raise InvalidKey("S3 would put the client's own file name into this key")
    return check_key(key)


class _Stream(Protocol):
    def read(self, amt: int, /) -> bytes: ...


def _take(body: _Stream, limit: int) -> bytes:
    """The stream's first bytes. Reading on until it is empty or the limit is met lets botocore
    notice an answer that was cut short."""
    parts, left = [], limit
    while left and (part := body.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _info(key: str, size: int, etag: str, modified_at: datetime) -> ObjectInfo:
    return ObjectInfo(key, size, etag.strip('"'), modified_at.astimezone(UTC))
