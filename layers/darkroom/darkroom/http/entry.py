"""The entry of every HTTP function: the one way from an API Gateway event to a FastAPI route.

Import it first (see darkroom.coldstart); `serve` ends what it begins.
"""

from __future__ import annotations

from darkroom import coldstart

# isort: split
import asyncio
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from mangum import Mangum

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.http.app import PRIVATE, build_app

TEXT_TYPES = ["text/", "application/json", "application/problem+json"]
"""Everything else is base64-encoded by Mangum; naming our own replaces its defaults."""

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def serve(router: APIRouter, *, cache_control: str = PRIVATE) -> Handler:
    """The Lambda handler of a function whose routes these are."""
    _event_loop()
    app = build_app(
        router, cache_control=cache_control, hash_owner=lambda owner: container().hash_owner(owner)
    )
    adapter = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        try:
            return adapter(_with_encoded_path(event), context)
        finally:
            observability.flush()

    handler.app = app  # type: ignore[attr-defined]  # where `make docs` finds the routes
    coldstart.started()
    return handler


def _with_encoded_path(event: dict[str, Any]) -> dict[str, Any]:
    """HTTP APIs decode a path before they hand it on, in `rawPath` too. Mangum would decode it once
    more and make another owner of `50%41`."""
    context = event["requestContext"]
    http = context["http"] | {"path": quote(event["rawPath"])}
    return event | {"requestContext": context | {"http": http}}


@cache
def _event_loop() -> asyncio.AbstractEventLoop:
    """The process's one event loop. Mangum takes the current one, which Python no longer makes."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop
