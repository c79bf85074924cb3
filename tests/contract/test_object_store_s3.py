"""What S3Store does beyond the contract: what it sends, how much, and what it makes of answers."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.response import StreamingBody
from moto import mock_aws

from darkroom.domain.errors import InvalidKey, ObjectNotFound, StoreFailure
from darkroom.storage.base import Copy, UploadRules, Write
from darkroom.storage.credentials import session_credentials
from darkroom.storage.file import FileStore
from darkroom.storage.file_links import FileLinks
from darkroom.storage.s3 import S3Store
from darkroom.storage.s3_client import s3_client
from tests.contract.stores import SESSION_LIFETIME, aws_session, without_aws_settings

NOW = datetime(2026, 11, 21, 10, 0, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Crash(BaseException):
    """What no handler may swallow."""


class S3:
    """A store over moto that keeps what it is asked."""

    def __init__(self) -> None:
        session = aws_session()
        self.client = s3_client(session)
        self.events = self.client.meta.events
        for bucket in ("private", "public"):
            self.client.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
            )
        credentials = session_credentials(session, SESSION_LIFETIME)
        self.store = S3Store(self.client, "private", credentials, lambda: NOW)
        self.public = S3Store(self.client, "public", credentials, lambda: NOW)
        self.sent: list[tuple[str, Any]] = []
        self.events.register("before-send.s3", self._keep)

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.sent]

    def answer(self, operation: str, code: str, status: int = 400) -> None:
        """Let every such request fail with this code."""

        def fail(**_: Any) -> None:
            raise ClientError(
                {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
                operation,
            )

        self.events.register_first(f"before-call.s3.{operation}", fail)

    def _keep(self, event_name: str, request: Any, **_: Any) -> None:
        self.sent.append((event_name.rpartition(".")[2], request))


@pytest.fixture
def s3() -> Iterator[S3]:
    with without_aws_settings(), mock_aws():
        yield S3()


def write(key: str, body: bytes = b"picture") -> Write:
    return Write(key, body, "image/webp", "private", "inline")


# How much is pulled


class Counted(StreamingBody):
    """Counts the bytes that come out of it, and knows whether it was closed."""

    pulled = 0
    closed_by_us = False

    def read(self, amt: int | None = None) -> bytes:
        chunk: bytes = super().read(amt)
        self.pulled += len(chunk)
        return chunk

    def close(self) -> None:
        self.closed_by_us = True
        super().close()


def counted(s3: S3) -> list[Counted]:
    bodies: list[Counted] = []

    def swap(parsed: dict[str, Any], **_: Any) -> None:
        body = parsed["Body"]
        bodies.append(Counted(body._raw_stream, body._content_length))
        parsed["Body"] = bodies[-1]

    s3.events.register("after-call.s3.GetObject", swap)
    return bodies


def ignore_ranges(s3: S3) -> None:
    def drop(params: dict[str, Any], **_: Any) -> None:
        params["headers"].pop("Range", None)

    s3.events.register("before-call.s3.GetObject", drop)


def test_pulls_one_byte_more_than_allowed_even_from_a_store_that_ignores_ranges(s3: S3) -> None:
    s3.store.save(write("a", b"x" * 100_000))
    ignore_ranges(s3)
    bodies = counted(s3)
    assert len(s3.store.read("a", max_bytes=1000)) == 1001
    assert [(body.pulled, body.closed_by_us) for body in bodies] == [(1001, True)]


def test_asks_for_no_more_than_it_will_read(s3: S3) -> None:
    s3.store.save(write("a", b"x" * 100_000))
    bodies = counted(s3)
    s3.store.read("a", max_bytes=1000)
    assert s3.sent[-1][1].headers["Range"] == b"bytes=0-1000"
    assert bodies[0].pulled == 1001


def test_an_answer_cut_short_is_a_store_failure(s3: S3) -> None:
    s3.store.save(write("a", b"picture"))

    def lengthen(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Body"] = StreamingBody(parsed["Body"]._raw_stream, 8)

    s3.events.register("after-call.s3.GetObject", lengthen)
    with pytest.raises(StoreFailure):
        s3.store.read("a", max_bytes=100)


def test_a_timeout_in_the_middle_of_an_answer_is_a_store_failure(s3: S3) -> None:
    s3.store.save(write("a"))

    class Stalled(StreamingBody):
        def read(self, amt: int | None = None) -> bytes:
            raise ReadTimeoutError(endpoint_url="https://s3.test")

    def stall(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Body"] = Stalled(parsed["Body"]._raw_stream, 7)

    s3.events.register("after-call.s3.GetObject", stall)
    with pytest.raises(StoreFailure):
        s3.store.read("a", max_bytes=100)


# How many requests


def test_each_call_is_as_few_requests_as_s3_allows(s3: S3) -> None:
    s3.store.save_many([write(f"a/{number}") for number in range(6)])
    assert s3.operations == ["PutObject"] * 6
    s3.sent.clear()
    s3.store.copy_many([Copy(f"a/{number}", "image/webp", "") for number in range(5)], s3.public)
    assert s3.operations == ["CopyObject"] * 5
    s3.sent.clear()
    s3.store.read("a/0", max_bytes=10, etag=s3.store.info("a/0").etag)
    s3.store.delete("a/0")
    assert s3.operations == ["HeadObject", "GetObject", "DeleteObject"]


def test_deletes_a_thousand_keys_a_request(s3: S3) -> None:
    s3.store.delete_many([f"a/{number}" for number in range(1001)])
    assert s3.operations == ["DeleteObjects"] * 2
    assert [request.body.count(b"<Key>") for _, request in s3.sent] == [1000, 1]


def test_signing_sends_nothing(s3: S3) -> None:
    rules = UploadRules("a", "image/webp", 1)
    s3.store.presign_reads(["a", "b"], lifetime=HOUR)
    s3.store.presign_post(rules, lifetime=HOUR)
    s3.store.presign_put(rules, lifetime=HOUR)
    assert s3.operations == []


def test_fetches_a_page_of_a_listing_when_it_is_needed(s3: S3) -> None:
    s3.store.save_many([write(f"{number:04}", b"") for number in range(1001)])
    s3.sent.clear()
    listing = s3.store.list_prefix("")
    assert s3.operations == []
    assert next(listing).key == "0000"
    assert s3.operations == ["ListObjectsV2"]
    assert len(list(listing)) == 1000
    assert s3.operations == ["ListObjectsV2"] * 2


def test_a_missing_object_costs_one_request(s3: S3) -> None:
    with pytest.raises(ObjectNotFound):
        s3.store.read("a", max_bytes=1)
    assert s3.operations == ["GetObject"]


# What is sent


def test_signs_the_hash_of_what_it_saves(s3: S3) -> None:
    s3.store.save(write("a", b"picture"))
    headers = s3.sent[0][1].headers
    assert headers["X-Amz-Content-SHA256"] == hashlib.sha256(b"picture").hexdigest().encode()


def test_sets_no_acl(s3: S3) -> None:
    s3.store.save(write("a"))
    s3.store.copy_many([Copy("a", "image/webp", "public")], s3.public)
    names = {name.lower() for _, request in s3.sent for name in request.headers}
    assert not {name for name in names if "acl" in name or "grant" in name}


def test_deletes_many_with_the_md5_that_other_stores_insist_on(s3: S3) -> None:
    s3.store.delete_many(["a", "b"])
    _, request = s3.sent[0]
    digest = hashlib.md5(request.body).digest()  # noqa: S324
    assert request.headers["Content-MD5"] == b64encode(digest)


def test_replaces_the_headers_of_the_source_in_a_copy(s3: S3) -> None:
    s3.store.save(write("a"))
    s3.store.copy_many([Copy("a", "image/png", "public")], s3.public)
    copied = s3.client.get_object(Bucket="public", Key="a")
    assert (copied["ContentType"], copied["CacheControl"]) == ("image/png", "public")
    assert "ContentDisposition" not in copied


def test_the_checksum_of_a_form_comes_with_the_name_of_its_algorithm(s3: S3) -> None:
    checksum = b64encode(hashlib.sha256(b"x").digest()).decode()
    fields = s3.store.presign_post(
        UploadRules("a", "image/webp", 1, checksum), lifetime=HOUR
    ).fields
    assert fields["x-amz-checksum-algorithm"] == "SHA256"
    assert fields["x-amz-checksum-sha256"] == checksum


# What is made of answers


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "SlowDown", "NeverHeardOf", ""])
def test_an_answer_nobody_expects_is_a_store_failure_with_its_cause(s3: S3, code: str) -> None:
    s3.answer("GetObject", code, 403)
    with pytest.raises(StoreFailure) as failure:
        s3.store.read("a", max_bytes=1)
    assert isinstance(failure.value.__cause__, ClientError)
    assert "GetObject" not in failure.value.detail


def test_a_key_that_could_not_be_deleted_is_a_store_failure(s3: S3) -> None:
    def refuse(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Errors"] = [{"Key": "a", "Code": "AccessDenied"}]

    s3.events.register("after-call.s3.DeleteObjects", refuse)
    with pytest.raises(StoreFailure):
        s3.store.delete_many(["a", "b"])


def test_a_crash_in_one_of_many_comes_through(s3: S3) -> None:
    def crash(params: dict[str, Any], **_: Any) -> None:
        if params["url_path"].endswith("/3"):
            raise Crash

    s3.events.register_first("before-call.s3.PutObject", crash)
    with pytest.raises(Crash):
        s3.store.save_many([write(f"a/{number}") for number in range(6)])


# Signing


def test_a_url_is_the_same_within_a_window_and_another_after_it(s3: S3) -> None:
    credentials = session_credentials(aws_session(), SESSION_LIFETIME)

    def url(second: int) -> str:
        now = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC) + timedelta(seconds=second)
        store = S3Store(s3.client, "private", credentials, lambda: now)
        return store.presign_read("a", lifetime=HOUR).url

    assert url(0) == url(899)
    assert url(899) != url(900)


def test_a_session_without_credentials_cannot_sign(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws_session().__class__, "get_credentials", lambda _: None)
    with pytest.raises(StoreFailure):
        s3.store.presign_read("a", lifetime=HOUR)


def test_a_form_lets_nobody_name_the_object(s3: S3) -> None:
    with pytest.raises(InvalidKey):
        s3.store.presign_post(UploadRules("a/${filename}", "image/webp", 1), lifetime=HOUR)


def test_copies_into_no_other_kind_of_store(s3: S3, tmp_path: Any) -> None:
    target = FileStore(tmp_path, FileLinks("https://files.test", b"secret"), lambda: NOW)
    with pytest.raises(TypeError):
        s3.store.copy_many([Copy("a", "image/webp", "")], target)
