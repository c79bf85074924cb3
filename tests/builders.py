"""Assets and events, made on the fly: each test says only what it is about."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

from darkroom.domain.asset import Asset, Claim, Facts, Kind, Status, Variant
from darkroom.domain.colors import Color
from darkroom.domain.ids import uuid7
from darkroom.domain.recipe import Recipe
from tests.fakes import START

_serial = itertools.count(1)

VARIANTS = (
    Variant("large", "webp", 1600, 1200, 210_000),
    Variant("medium", "webp", 640, 480, 52_000),
    Variant("112x112", "png", 112, 112, 21_000),
)
FLIP = Recipe(({"operation": "flip", "direction": "horizontal"},))
FACTS = Facts(
    width=4000,
    height=3000,
    sha256="9f" * 32,
    palette=(Color(51, 102, 153, 0.625), Color(240, 235, 220, 0.375)),
    thumbhash="1QcSHQRnh493V4dIh4eXh1h4kJUI",
)


def an_id(at: datetime = START) -> str:
    """An id of its own, later than all before it."""
    return uuid7(int(at.timestamp() * 1000), next(_serial).to_bytes(10, "big"))


def a_draft(owner: str = "alice", **changes: Any) -> Asset:
    """A pending asset."""
    at = changes.pop("created_at", START)
    draft = Asset(
        id=changes.pop("id", None) or an_id(at),
        owner=owner,
        filename="beach.jpg",
        content_type="image/jpeg",
        size=2_480_123,
        created_at=at,
        updated_at=at,
        ticket_expires_at=at,
    )
    return replace(draft, **changes)


def an_asset(owner: str = "alice", **changes: Any) -> Asset:
    """A ready asset."""
    at = changes.get("created_at", START)
    ready = {
        "status": Status.READY,
        "facts": FACTS,
        "variants": VARIANTS,
        "visibility_since": at,
        "ticket_expires_at": None,
    }
    return a_draft(owner, **(ready | changes))


def a_result_of(source: Asset, recipe: Recipe = FLIP, **changes: Any) -> Asset:
    """The draft of what a recipe makes of a source, claimed as it is from the start."""
    made: dict[str, Any] = {
        "kind": Kind.PROCESSED,
        "claim": Claim("me", START + timedelta(minutes=5)),
        "ticket_expires_at": None,
        "source_asset_id": source.id,
        "root_asset_id": source.first_source_id,
        "recipe": recipe.as_json,
    }
    return a_draft(source.owner, **(made | changes))


def http_event(
    method: str,
    path: str,
    *,
    owner: str | None = None,
    claims: Mapping[str, Any] | None = None,
    json_body: Any = None,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    path_parameters: Mapping[str, str] | None = None,
    route_key: str = "",
) -> dict[str, Any]:
    """An API Gateway HTTP API event, payload 2.0, as the gateway sends it after authorizing."""
    sent = {"host": "api.example", "x-forwarded-proto": "https"} | dict(headers or {})
    if json_body is not None:
        body = json.dumps(json_body).encode()
        sent.setdefault("content-type", "application/json")
    context: dict[str, Any] = {
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": "api.example",
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "203.0.113.7",
            "userAgent": "tests",
        },
        "requestId": "request-1",
        "routeKey": route_key,
        "stage": "$default",
        "time": "14/Mar/2026:15:09:26 +0000",
        "timeEpoch": 1773500966000,
    }
    if owner is not None or claims is not None:
        context["authorizer"] = {
            "jwt": {
                "claims": dict(claims or {}) | ({"sub": owner} if owner else {}),
                "scopes": None,
            }
        }
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": urlencode(query or {}, doseq=True),
        "headers": sent,
        "requestContext": context,
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = {name: str(value) for name, value in query.items()}
    if path_parameters:
        event["pathParameters"] = dict(path_parameters)
    if body is not None:
        is_text = sent.get("content-type", "").startswith("application/json")
        event["isBase64Encoded"] = not is_text
        event["body"] = body.decode() if is_text else base64.b64encode(body).decode()
    return event


S3_RECORD_NEEDS = (
    ("eventVersion",),
    ("eventName",),
    ("s3",),
    ("s3", "bucket"),
    ("s3", "bucket", "name"),
    ("s3", "object"),
    ("s3", "object", "key"),
    ("s3", "object", "eTag"),
)
"""The places of a record that Darkroom reads."""


def s3_record(
    bucket: str,
    key: str,
    *,
    etag: str = "d41d8cd98f00b204e9800998ecf8427e",
    size: int = 1,
    version: str = "2.1",
    name: str = "ObjectCreated:Post",
) -> dict[str, Any]:
    """One record of an S3 event notification."""
    return {
        "eventVersion": version,
        "eventSource": "aws:s3",
        "awsRegion": "eu-central-1",
        "eventTime": "2026-03-14T15:09:26.000Z",
        "eventName": name,
        "userIdentity": {"principalId": "AWS:SOMEBODY"},
        "requestParameters": {"sourceIPAddress": "203.0.113.7"},
        "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "uploads",
            "bucket": {
                "name": bucket,
                "ownerIdentity": {"principalId": "A1"},
                "arn": f"arn:aws:s3:::{bucket}",
            },
            "object": {
                "key": quote_plus(key, safe="/"),
                "size": size,
                "eTag": etag,
                "sequencer": "0055AED6DCD90281E5",
            },
        },
    }


def sqs_event(*bodies: Any) -> dict[str, Any]:
    """An SQS event for Lambda: each body a message; dictionaries become JSON."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": f"handle-{number}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1773500966000",
                    "SenderId": "AIDAEXAMPLE",
                    "ApproximateFirstReceiveTimestamp": "1773500966000",
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:uploads",
                "awsRegion": "eu-central-1",
            }
            for number, body in enumerate(bodies, 1)
        ]
    }
