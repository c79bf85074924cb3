"""Providers that bill, on the wire between a process and AWS: what Darkroom's own adapters ask a
server of the OpenAI API, Bedrock and Transcribe goes the same way as what they ask AWS for, and
gets lost on it.

Not sent and throttled are what an adapter knows for certain: nothing was carried out. An answer
that was lost may have been paid, and no adapter asks again by itself.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import quote
from uuid import uuid4

from darkroom.domain.errors import AnswerLost, ProviderFailure
from darkroom.providers.openai import EDITS, GENERATIONS, TRANSCRIPTIONS
from darkroom.providers.openai_http import Answer, Http
from tests.faults import sites
from tests.faults.messages import Lost, Reply, Request
from tests.functions.cloud import client, environment
from tests.functions.photos import png

OPENAI, BEDROCK, TRANSCRIBE = "openai", "bedrock-runtime", "transcribe"
OPERATIONS = {GENERATIONS: "Generate", EDITS: "Edit", TRANSCRIPTIONS: "Transcribe"}
"""Of the OpenAI API, by path."""
SERVER = "https://images.example"
SECRET = {
    "base_url": SERVER,
    "image_model": "paid",
    "transcription_model": "paid",
    "sizes": "any",
    "sends_seed": True,
}
"""With the seed, no two images of a story are asked for in the same words."""
WORDS = "make it brighter and add a boat"
"""What such a server hears: some of it is for operations, some for a model."""
HEARD_BY_TRANSCRIBE = "make it brighter"
"""No service of Bedrock's adds a boat."""

Post = Callable[[str, bytes, Mapping[str, str]], Answer]
"""Http.post: of an address, a body and headers. Raises ProviderFailure and AnswerLost."""
Exchange = Callable[[Request], Reply | Lost]


def bills(operation: str) -> bool:
    """Whether somebody other than AWS's stand-in answers it, and is paid for that."""
    return operation.partition(".")[0] in {OPENAI, BEDROCK, TRANSCRIBE}


# On the side of the process


@contextmanager
def asked_through(post: Post) -> Iterator[None]:
    """No adapter opens a connection, while this lasts."""

    def instead(_: Http, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return post(url, body, headers)

    with mock.patch.object(Http, "post", instead):
        yield


def over(exchange: Exchange) -> Post:
    """What asks the server over a pipe."""

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        operation = f"{OPENAI}.{OPERATIONS[url.removeprefix(SERVER)]}"
        # The form's boundary is another each time: without it, the same wish is the same request.
        boundary = headers["Content-Type"].partition("boundary=")[2].encode()
        told = body.replace(boundary, b"boundary") if boundary else body
        called_from = sites.of_this_call()
        reply = exchange(Request(uuid4().hex, operation, called_from, "POST", url, {}, told))
        if isinstance(reply, Lost):
            raise AnswerLost
        if reply.status == 0:
            raise ProviderFailure
        return Answer(reply.status, dict(reply.headers), reply.body)

    return post


def never(url: str, _body: bytes, _headers: Mapping[str, str]) -> Answer:
    """For a process that prepares stories, and makes nothing."""
    raise AssertionError(f"{url} while a story was prepared")


def keep_secret() -> None:
    """What the operator of the deployment has put into Secrets Manager."""
    name = environment()["OPENAI_SECRET"]
    client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(SECRET))


# On the other side


@dataclass
class Billing:
    """All three. `paid`: what was asked for and made, or heard, and how often."""

    paid: Counter[bytes] = field(default_factory=Counter)
    jobs: dict[str, Any] = field(default_factory=dict)
    """Transcribe's, by name: what was asked for."""
    written: list[str] = field(default_factory=list)
    """The addresses of transcripts that nobody has dated yet."""

    def answer(self, request: Request) -> Reply:
        """It is carried out."""
        service, _, operation = request.operation.partition(".")
        if service == OPENAI:
            return self._openai(operation, request)
        if service == BEDROCK:
            return self._bedrock(request)
        asked = json.loads(request.body)
        answers = {
            "StartTranscriptionJob": self._start,
            "GetTranscriptionJob": self._look,
            "DeleteTranscriptionJob": self._delete,
        }
        return answers[operation](asked["TranscriptionJobName"], asked)

    def _openai(self, operation: str, request: Request) -> Reply:
        self.paid[request.body] += 1
        if operation == "Transcribe":
            return _json(text=WORDS)
        return _json(data=[{"b64_json": _PICTURE}])

    def _bedrock(self, request: Request) -> Reply:
        self.paid[request.url.encode() + request.body] += 1
        return _json(seeds=[7], finish_reasons=[None], images=[_PICTURE])

    def _start(self, name: str, asked: Any) -> Reply:
        if name in self.jobs:
            return _refusal("ConflictException")
        self.jobs[name] = asked
        self.paid[name.encode()] += 1
        return _json(TranscriptionJob={"TranscriptionJobStatus": "IN_PROGRESS"})

    def _look(self, name: str, _: Any) -> Reply:
        """The job has ended by now."""
        if name not in self.jobs:
            return _refusal("BadRequestException")
        bucket, key = self.jobs[name]["OutputBucketName"], self.jobs[name]["OutputKey"]
        words = {"results": {"transcripts": [{"transcript": HEARD_BY_TRANSCRIBE}]}}
        client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(words))
        self.written.append(f"https://{bucket}.s3/{quote(key)}")
        return _json(TranscriptionJob={"TranscriptionJobStatus": "COMPLETED"})

    def _delete(self, name: str, _: Any) -> Reply:
        return _json() if self.jobs.pop(name, None) else _refusal("BadRequestException")


_PICTURE = b64encode(png(64, 64)).decode()


def throttled(operation: str) -> Reply:
    """Nothing was carried out: there were too many."""
    if operation.startswith(TRANSCRIBE):
        return _refusal("LimitExceededException")
    named = {"x-amzn-ErrorType": "ThrottlingException", "Content-Type": "application/json"}
    return Reply(429, named, b"{}")


def _json(**answer: Any) -> Reply:
    body = json.dumps(answer).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return Reply(200, headers, body)


def _refusal(code: str) -> Reply:
    body = json.dumps({"__type": code, "Message": "No."}).encode()
    return Reply(400, {"Content-Type": "application/x-amz-json-1.1"}, body)
