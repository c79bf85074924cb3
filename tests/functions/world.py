"""A deployment inside the test's process: the functions called with raw events, as Lambda would."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from typing import Any
from urllib.parse import unquote

import pytest

from darkroom import bootstrap, observability
from darkroom.catalog.items import from_asset
from darkroom.domain.asset import Asset
from darkroom.domain.tally import Quota
from darkroom.services.ports import Ports
from darkroom.settings import Settings
from infra.local.routes import Router
from tests.builders import http_event, s3_record, sqs_event
from tests.fakes import START, Clock
from tests.functions.answers import Answer, Context
from tests.functions.cloud import (
    client,
    environment,
    functions_session,
    standing_cloud,
    the_stack,
)
from tests.functions.faults import Faults
from tests.functions.recorder import Recorder, watching_signatures

__all__ = ["Answer", "Context", "World", "standing_world"]

RECORDER = Recorder()
FAULTS = Faults()
CLOCK = Clock()


@dataclass
class World:
    """Everything a test of a function needs."""

    clock: Clock
    recorder: Recorder
    faults: Faults
    output: str = field(default="", init=False)

    # What callers do

    def call(
        self,
        method: str,
        path: str,
        *,
        owner: str | None = "alice",
        json: Any = None,
        raw_query: str | None = None,
        **event: Any,
    ) -> Answer:
        """An HTTP request, after the gateway's routing and authorizer. `path` as it is sent."""
        function, raw = self.event(method, path, owner=owner, json=json, **event)
        if raw_query is not None:
            raw["rawQueryString"] = raw_query
        return self.answer(function, raw)

    def event(
        self, method: str, path: str, *, owner: str | None, json: Any = None, **event: Any
    ) -> tuple[str, dict[str, Any]]:
        """The function that the gateway would call, and the event it would send."""
        match = _router().match(method, path)
        assert match is not None, f"the template has no route {method} {path}"
        raw = http_event(
            method,
            unquote(path),
            owner=owner if match.route.authorized else None,
            json_body=json,
            path_parameters=match.parameters,
            route_key=match.route.key,
            **event,
        )
        return _function_names()[match.route.function], raw

    def answer(self, function: str, event: Any, context: Context | None = None) -> Answer:
        """What an HTTP function answers to a raw event."""
        answer = self.invoke(function, event, context)
        text = answer.get("body", "")
        body = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
        text = body.decode(errors="replace")
        return Answer(answer["statusCode"], answer.get("headers", {}), text, self.output, body)

    def invoke(self, function: str, event: Any, context: Context | None = None) -> Any:
        """One invocation of a function with a raw event; `output` is what it wrote."""
        written = StringIO()
        with ExitStack() as stack:
            stack.enter_context(self.recorder.running(function))
            stack.enter_context(redirect_stdout(written))
            stack.enter_context(redirect_stderr(written))
            stack.callback(lambda: setattr(self, "output", written.getvalue()))
            stack.callback(_log_to, _log_to(written))
            return _handler(function)(event, context or Context())

    def deliver(self, *bodies: Any, context: Context | None = None) -> list[str]:
        """Messages of the uploads queue; returns those that have to be delivered again."""
        answer = self.invoke("process_upload", sqs_event(*bodies), context)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def waiting(self) -> list[dict[str, Any]]:
        """The messages that wait in the queue of generations, as Lambda gets them."""
        asked = {"QueueUrl": environment()["WORK_QUEUE_URL"], "AttributeNames": ["All"]}
        found = client("sqs").receive_message(**asked, MaxNumberOfMessages=10)
        return [_record(message) for message in found.get("Messages", ())]

    def work(self, *messages: dict[str, Any], context: Context | None = None) -> list[str]:
        """Deliver these messages to the worker, one by one, or those that wait until none does;
        returns the ids of those that have to be delivered again, once each."""
        failed: list[str] = []
        waiting = list(messages) or self.waiting()
        while waiting:
            for message in waiting:
                event = {"Records": [message]}
                answer = self.invoke("generate", event, context or Context(remaining_ms=280_000))
                failures = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
                failed += failures
                if not failures:
                    _done(message)
            waiting = [] if messages else self.waiting()
        return failed

    def sweep(self, **event: Any) -> Any:
        """A run of the reconciler."""
        return self.invoke("maintenance", event, Context(remaining_ms=290_000))

    # What clients do

    def ticket(self, file: bytes, owner: str = "alice", **words: Any) -> Any:
        """A ticket for the file."""
        body = {"filename": "photo.jpg", "content_type": "image/jpeg", "size": len(file)} | words
        answer = self.call("POST", "/v1/uploads", owner=owner, json=body)
        assert answer.status == 201, answer
        return answer.json

    def put(self, ticket: Mapping[str, Any], file: bytes, **record: Any) -> dict[str, Any]:
        """Upload on the ticket; returns the event that S3 sends."""
        bucket = self.bucket("uploads")
        etag = client("s3").put_object(Bucket=bucket, Key=ticket["key"], Body=file)["ETag"]
        words = {"etag": etag.strip('"'), "size": len(file)} | record
        return {"Records": [s3_record(bucket, ticket["key"], **words)]}

    def upload(self, file: bytes, owner: str = "alice", **words: Any) -> str:
        """Ticket, upload, event: the id of the decided upload."""
        ticket = self.ticket(file, owner, **words)
        assert self.deliver(self.put(ticket, file)) == [], self.output
        return str(ticket["id"])

    # What is where

    def has(self, *assets: Asset) -> None:
        """These assets are there as if they had come the whole way: rows, counters, objects."""
        for asset in assets:
            outcomes = self.ports.catalog.add([asset], Quota())
            assert outcomes == [None]
            if asset.facts:
                self._save("private", asset.original_key)
                for key in asset.variant_keys:
                    self._save(asset.visibility.value, key)

    def has_rows(self, *assets: Asset) -> None:
        """The rows alone, without counters or objects: where a test needs hundreds."""
        requests = [{"PutRequest": {"Item": from_asset(asset)}} for asset in assets]
        table = environment()["TABLE_NAME"]
        for start in range(0, len(requests), 25):
            batch = {table: requests[start : start + 25]}
            assert not client("dynamodb").batch_write_item(RequestItems=batch)["UnprocessedItems"]

    def row(self, asset_id: str, owner: str = "alice") -> Asset | None:
        """An asset as the table has it."""
        return self.ports.catalog.get(owner, asset_id)

    def bucket(self, name: str) -> str:
        """The bucket of this role: uploads, private or public."""
        return environment()[f"{name.upper()}_BUCKET"]

    def keys(self, name: str) -> list[str]:
        """All keys in a bucket."""
        listing = client("s3").list_objects_v2(Bucket=self.bucket(name))
        return [entry["Key"] for entry in listing.get("Contents", [])]

    def everything(self) -> Any:
        """All rows and all objects: to see that nothing changed."""
        rows = client("dynamodb").scan(TableName=environment()["TABLE_NAME"])["Items"]
        return (
            sorted(rows, key=lambda row: (row["pk"]["S"], row["sk"]["S"])),
            {name: self.keys(name) for name in ("uploads", "private", "public")},
        )

    def purged(self) -> list[str]:
        """The paths that functions told the CDN to forget."""
        paths: list[str] = []
        for call in self.recorder.requests("cloudfront"):
            paths += call.parameters["InvalidationBatch"]["Paths"]["Items"]
        return paths

    @property
    def ports(self) -> Ports:
        """What the functions stand on. What a test does with it is not recorded."""
        return bootstrap.container().ports

    def _save(self, name: str, key: str) -> None:
        client("s3").put_object(Bucket=self.bucket(name), Key=key, Body=b"image")


@contextmanager
def standing_world(**settings: str) -> Iterator[World]:
    """A fresh deployment. `settings` replace what the template tells the functions."""
    CLOCK.time = START
    CLOCK.slept = []
    RECORDER.calls.clear()
    FAULTS.planned.clear()
    with (
        standing_cloud(),
        watching_signatures(RECORDER),
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in {**environment(), **settings}.items():
            patch.setenv(name, value)
        patch.setattr(bootstrap, "Container", _warm_container)
        bootstrap.container.cache_clear()
        yield World(CLOCK, RECORDER, FAULTS)
        bootstrap.container.cache_clear()


@cache
def _warm_container(settings: Settings) -> bootstrap.Container:
    """What a process keeps from one request to the next, it keeps from one test to the next."""
    return _Container(settings, CLOCK.port(), _listened_session())


_Container = bootstrap.Container


@cache
def _listened_session() -> Any:
    session = functions_session()
    RECORDER.listen(session)
    FAULTS.listen(session)
    return session


def _done(message: dict[str, Any]) -> None:
    """What Lambda does with a message that its function is done with."""
    asked = {"QueueUrl": environment()["WORK_QUEUE_URL"]}
    client("sqs").delete_message(**asked, ReceiptHandle=message["receiptHandle"])


def _record(message: dict[str, Any]) -> dict[str, Any]:
    """A message of SQS as its event source mapping hands it over."""
    record: dict[str, Any] = sqs_event(message["Body"])["Records"][0]
    return record | {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "attributes": message["Attributes"],
    }


@cache
def _router() -> Router:
    return Router(the_stack().routes)


@cache
def _function_names() -> Mapping[str, str]:
    return {function.logical_id: function.label for function in the_stack().functions}


@cache
def _handler(function: str) -> Any:
    return importlib.import_module(f"functions.{function}.app").handler


def _log_to(stream: Any) -> Any:
    """Returns what was written to before: one invocation may happen during another."""
    handler: Any = observability.logger().registered_handler
    before = handler.stream
    handler.setStream(stream)
    return before
