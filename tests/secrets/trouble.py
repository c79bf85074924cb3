"""AWS that refuses, that cannot be reached, and code that has a bug: each with much to tell."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import EndpointConnectionError

from tests.providers.openai_server import Behaviour
from tests.secrets.canaries import canary


class Kind(Enum):
    """Of trouble."""

    DYNAMODB_REFUSES = "DynamoDB refuses"
    OTHERS_REFUSE = "S3 and the others refuse"
    UNREACHABLE = "AWS cannot be reached"
    BUG = "a bug"


TROUBLED = (
    Behaviour.MODERATED_INPUT,
    Behaviour.MODERATED_OUTPUT,
    Behaviour.CONTENT_POLICY,
    Behaviour.NOT_AN_IMAGE,
    Behaviour.NOT_JSON,
    Behaviour.HTML,
    Behaviour.URL_ONLY,
    Behaviour.CLOSED,
    Behaviour.RESET,
    Behaviour.TRUNCATED,
    Behaviour.REVISED,
)
"""What a provider may do with one request: it is over then."""
POSTPONING = (
    Behaviour.BUSY_SECONDS,
    Behaviour.FAILED,
    Behaviour.FORBIDDEN,
    Behaviour.REDIRECT,
    Behaviour.HANGS_UP,
)
"""After these it is asked again."""


@dataclass
class Trouble:
    """What every request of a session meets, until it is over."""

    kind: Kind | None = None
    met: int = 0

    def listen(self, session: boto3.Session) -> None:
        """To every client that this session will make."""
        refuse: Any = self._before_send  # what it returns takes the answer's place
        session.events.register_first("before-call", self._before_call)
        session.events.register_first("before-send", refuse)

    def _before_call(self, model: Any, **_: Any) -> None:
        if self.kind is Kind.UNREACHABLE:
            self.met += 1
            url = f"https://{canary('endpoint')}.example/{canary('aws key')}?X-Amz-Signature=0"
            raise EndpointConnectionError(endpoint_url=url, error=OSError(canary("aws host")))
        if self.kind is Kind.BUG:
            self.met += 1
            _stumble()

    def _before_send(self, request: Any, event_name: str, **_: Any) -> AWSResponse | None:
        is_dynamodb = ".dynamodb." in event_name
        if self.kind is Kind.DYNAMODB_REFUSES and is_dynamodb:
            return self._refused(request.url, _as_json())
        if self.kind is Kind.OTHERS_REFUSE and not is_dynamodb:
            return self._refused(request.url, _as_json() if ".sqs." in event_name else _as_xml())
        return None

    def _refused(self, url: str, body: bytes) -> AWSResponse:
        self.met += 1
        headers = HTTPHeaders.from_dict(
            {"x-amz-id-2": canary("aws host"), "via": canary("aws host")}
        )
        return AWSResponse(url, 403, headers, _Raw(body))


class _Raw(BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


def _as_json() -> bytes:
    told = {"message": canary("aws message"), "Message": canary("aws message")}
    named = {"__type": f"com.amazonaws#AccessDenied at {canary('aws code')}/photo.jpg"}
    return json.dumps(named | told | {"Item": {"key": {"S": canary("aws key")}}}).encode()


def _as_xml() -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied: {canary("aws code")}/photo.jpg</Code>
<Message>{canary("aws message")}</Message><Key>{canary("aws key")}</Key>
<HostId>{canary("aws host")}</HostId></Error>""".encode()


def _stumble() -> None:
    held = {"local": canary("bug local")}
    try:
        _fall(held)
    except KeyError as exc:
        error = ValueError(f"what is {canary('bug message')}?", held)
        error.add_note(canary("bug note"))
        raise error from exc


def _fall(held: object) -> None:
    raise KeyError(canary("bug cause"), held)
