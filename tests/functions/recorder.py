"""Every AWS request that a function makes, seen at its client, and everything it signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest

from darkroom.storage.base import PresignedUpload, SignedUrl, UploadRules
from darkroom.storage.s3 import S3Store

SIGNED = {"GET": "GetObject", "POST": "PutObject", "PUT": "PutObject"}
"""What whoever holds a signature may ask for, by the method it was made for."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who made it, which operation of which service, its parameters, and the HTTP
    status it was answered with. A signature given to a client has none, and `signed` is true."""

    function: str
    service: str
    operation: str
    parameters: Mapping[str, Any]
    status: int | None = None
    signed: bool = False

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"


@dataclass
class Recorder:
    """Listens to a session's clients; notes what is done while a function is running."""

    calls: list[Call] = field(default_factory=list)
    function: str | None = None

    def listen(self, session: boto3.Session) -> None:
        """To every client that this session will make."""
        events = session.events
        events.register("before-parameter-build", self._remember)
        events.register("after-call", self._note)
        # After an answer that is an error, botocore raises without another word: but it has
        # emitted after-call by then.

    @contextmanager
    def running(self, function: str | None) -> Iterator[None]:
        """What is requested meanwhile is this function's doing, or none's."""
        before, self.function = self.function, function
        try:
            yield
        finally:
            self.function = before

    def counts(self, service: str | None = None) -> Counter[str]:
        """How often each operation was requested."""
        return Counter(call.name for call in self.requests(service))

    def requests(self, service: str | None = None) -> list[Call]:
        """What was sent, of one service or all of them."""
        return [call for call in self.calls if not call.signed and service in (None, call.service)]

    def note_signature(self, method: str, bucket: str, key: str) -> None:
        if self.function:
            words = {"Bucket": bucket, "Key": key}
            call = Call(self.function, "s3", SIGNED[method], words, signed=True)
            self.calls.append(call)

    def _remember(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["recorded"] = dict(params)

    def _note(self, http_response: Any, model: Any, context: Mapping[str, Any], **_: Any) -> None:
        if self.function:
            service = model.service_model.service_name
            status = http_response.status_code
            words = context["recorded"]
            self.calls.append(Call(self.function, service, model.name, words, status))


@contextmanager
def watching_signatures(recorder: Recorder) -> Iterator[None]:
    """Signing makes no request: it is seen at the store."""
    read, reads = S3Store.presign_read, S3Store.presign_reads
    posts, put = S3Store.presign_posts, S3Store.presign_put

    def presign_read(store: S3Store, key: str, **words: Any) -> SignedUrl:
        recorder.note_signature("GET", store.bucket, key)
        return read(store, key, **words)

    def presign_reads(store: S3Store, keys: Iterable[str], **words: Any) -> list[SignedUrl]:
        wanted = list(keys)
        for key in wanted:
            recorder.note_signature("GET", store.bucket, key)
        return reads(store, wanted, **words)

    def presign_posts(
        store: S3Store, rules: Sequence[UploadRules], **words: Any
    ) -> list[PresignedUpload]:
        for each in rules:
            recorder.note_signature("POST", store.bucket, each.key)
        return posts(store, rules, **words)

    def presign_put(store: S3Store, rules: UploadRules, **words: Any) -> PresignedUpload:
        recorder.note_signature("PUT", store.bucket, rules.key)
        return put(store, rules, **words)

    with pytest.MonkeyPatch.context() as patch:
        for wrapper in (presign_read, presign_reads, presign_posts, presign_put):
            patch.setattr(S3Store, wrapper.__name__, wrapper)
        yield
