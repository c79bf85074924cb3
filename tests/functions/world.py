"""A deployment inside the test's process: the template's resources in moto, the functions called
with raw events, as Lambda would."""

from __future__ import annotations

import base64
import importlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from darkroom import bootstrap
from infra.local.stack import Function, Route, Site, Stack
from infra.local.template import load_stack
from tests.builders import http_event, s3_record, sqs_event
from tests.fakes import Clock
from tests.functions.recorder import Recorder

ROOT = Path(__file__).parents[2]
SITE = Site(
    api_url="https://api.example",
    aws_url="https://aws.example",
    cdn_url="https://cdn.example",
    region="eu-central-1",
)
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIATESTING0000000",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_SESSION_TOKEN": "session",
    "AWS_DEFAULT_REGION": SITE.region,
}


@dataclass(frozen=True)
class Answer:
    """What API Gateway would send to the client."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Context:
    """The part of Lambda's context that functions use."""

    remaining_ms: int = 110_000
    aws_request_id: str = "request-1"
    function_name: str = "function"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:000000000000:function:function"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms


@dataclass
class World:
    """Everything a test of a function needs."""

    stack: Stack
    clock: Clock
    recorder: Recorder
    s3: Any = field(init=False)
    table: Any = field(init=False)

    def __post_init__(self) -> None:
        self.s3 = boto3.client("s3")
        self.table = boto3.client("dynamodb")

    def call(
        self,
        method: str,
        path: str,
        *,
        owner: str | None = "alice",
        json: Any = None,
        **event: Any,
    ) -> Answer:
        """An HTTP request, after the gateway's routing and authorizer."""
        route, parameters = self._route(method, path)
        raw = http_event(
            method,
            path,
            owner=owner if route.authorized else None,
            json_body=json,
            path_parameters=parameters,
            route_key=route.key,
            **event,
        )
        answer = self.invoke(self._function(route), raw)
        body = answer.get("body", "")
        if answer.get("isBase64Encoded"):
            body = base64.b64decode(body).decode()
        return Answer(answer["statusCode"], answer.get("headers", {}), body)

    def invoke(self, function: str, event: Any, context: Context | None = None) -> Any:
        """One invocation of a function with a raw event."""
        with self.recorder.running(function):
            return _handler(function)(event, context or Context())

    def deliver(self, *bodies: Any, context: Context | None = None) -> list[str]:
        """Messages of the uploads queue; returns those that have to be delivered again."""
        answer = self.invoke("process_upload", sqs_event(*bodies), context)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def sweep(self, **event: Any) -> Any:
        """A run of the reconciler."""
        return self.invoke("maintenance", event)

    # What clients do

    def ticket(self, file: bytes, owner: str = "alice", **words: Any) -> Any:
        """A ticket for the file."""
        body = {"filename": "photo.jpg", "content_type": "image/jpeg", "size": len(file)} | words
        answer = self.call("POST", "/v1/uploads", owner=owner, json=body)
        assert answer.status == 201, answer.text
        return answer.json

    def put(self, ticket: Mapping[str, Any], file: bytes) -> Mapping[str, Any]:
        """Upload on the ticket; returns the event that S3 sends."""
        bucket = self.bucket("uploads")
        etag = self.s3.put_object(Bucket=bucket, Key=ticket["key"], Body=file)["ETag"]
        record = s3_record(bucket, ticket["key"], etag=etag.strip('"'), size=len(file))
        return {"Records": [record]}

    def upload(self, file: bytes, owner: str = "alice", **words: Any) -> str:
        """Ticket, upload, event: the id of the decided upload."""
        ticket = self.ticket(file, owner, **words)
        assert self.deliver(self.put(ticket, file)) == []
        return str(ticket["id"])

    # What is where

    def bucket(self, name: str) -> str:
        """The bucket of this role: uploads, private or public."""
        return self.environment[f"{name.upper()}_BUCKET"]

    def keys(self, name: str) -> list[str]:
        """All keys in a bucket."""
        listing = self.s3.list_objects_v2(Bucket=self.bucket(name))
        return [entry["Key"] for entry in listing.get("Contents", [])]

    @property
    def environment(self) -> Mapping[str, str]:
        return environment(self.stack)

    def _route(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        candidates = [
            (route, parameters)
            for route in self.stack.routes
            if route.method == method and (parameters := _match(route.path, path)) is not None
        ]
        assert candidates, f"no route {method} {path}"
        return min(candidates, key=lambda each: each[0].path.count("{"))

    def _function(self, route: Route) -> str:
        by_id = {function.logical_id: function for function in self.stack.functions}
        return by_id[route.function].label if route.function in by_id else route.function


def environment(stack: Stack) -> dict[str, str]:
    """All functions' environments together: they never contradict one another."""
    merged: dict[str, str] = {}
    for function in stack.functions:
        merged |= function.environment
    return merged


@cache
def the_stack() -> Stack:
    return load_stack(ROOT / "template.yaml", SITE)


@contextmanager
def standing_world() -> Iterator[World]:
    """A fresh deployment."""
    stack, recorder, clock = the_stack(), Recorder(), Clock()
    with pytest.MonkeyPatch.context() as patch, recorder.installed(), mock_aws():
        for name, value in {**environment(stack), **CREDENTIALS}.items():
            patch.setenv(name, value)
        patch.setenv("DISTRIBUTION_ID", _create(stack))
        bootstrap.container.cache_clear()
        bootstrap.container().time = clock.port()
        yield World(stack, clock, recorder)
        bootstrap.container.cache_clear()


def _create(stack: Stack) -> str:
    """The template's resources; returns the id of the distribution."""
    s3 = boto3.client("s3")
    for bucket in stack.buckets:
        where = {"LocationConstraint": SITE.region}
        s3.create_bucket(Bucket=bucket.name, CreateBucketConfiguration=where)  # type: ignore[arg-type]
    for table in stack.tables:
        boto3.client("dynamodb").create_table(TableName=table.name, **dict(table.definition))
    for queue in stack.queues:
        boto3.client("sqs").create_queue(QueueName=queue.name)
    return _create_distribution()


def _create_distribution() -> str:
    config = {"OriginAccessIdentity": ""}
    origin = {"Id": "public", "DomainName": "public.example", "S3OriginConfig": config}
    behaviour = {"TargetOriginId": "public", "ViewerProtocolPolicy": "redirect-to-https"}
    answer = boto3.client("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "world",
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
            "Comment": "",
            "Enabled": True,
        }  # type: ignore[typeddict-item]
    )
    return str(answer["Distribution"]["Id"])


def _match(pattern: str, path: str) -> dict[str, str] | None:
    wanted, given = pattern.split("/"), path.split("/")
    if len(wanted) != len(given):
        return None
    parameters = {}
    for want, have in zip(wanted, given, strict=True):
        if want.startswith("{"):
            parameters[want.strip("{}")] = have
        elif want != have:
            return None
    return parameters


def _handler(function: str) -> Any:
    return importlib.import_module(f"functions.{function}.app").handler


def functions(stack: Stack) -> Mapping[str, Function]:
    return {function.label: function for function in stack.functions}
