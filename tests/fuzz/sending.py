"""A generated request on its way: as bytes, as API Gateway hands them to a function, and back."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

import requests
from schemathesis import Case, Response

from tests.functions.world import World
from tests.fuzz.described import router

API = "https://api.example"


def send(world: World, case: Case[Any], owner: str) -> Response | None:
    """What the function answers; None when the API itself would, as there is no such route."""
    sent = requests.Request(**case.as_transport_kwargs(base_url=API)).prepare()
    assert sent.method
    assert sent.url
    address = urlsplit(sent.url)
    if router().match(sent.method, address.path) is None:
        return None
    headers = {name.lower(): _text(value) for name, value in sent.headers.items()}
    function, event = world.event(sent.method, address.path, owner=owner, headers=headers)
    event |= {"rawQueryString": address.query} | as_gateway_sends(_bytes(sent.body))
    answer = world.answer(function, event)
    return Response(
        answer.status,
        {name: [value] for name, value in answer.headers.items()},
        answer.body,
        sent,
        elapsed=0,
        verify=False,
    )


def as_gateway_sends(body: bytes) -> dict[str, Any]:
    """Text as text; what is none, in base64."""
    if not body:
        return {}
    try:
        return {"body": body.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
