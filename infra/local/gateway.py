"""The HTTP API of the stack: authorizer, routes, integrations; beside it the local system's own
pages, which no deployment has.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException

from infra.local import api_cors
from infra.local.authorizer import JwtVerifier, Unauthorized
from infra.local.proxy_events import BadAnswer, http_response, proxy_event
from infra.local.routes import Match, Router
from infra.local.runtime_api import Outcome
from infra.local.sigv4 import raw_path
from infra.local.stack import Stack

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_REQUEST = 10 * 1024 * 1024
INTEGRATION_SECONDS = 30.0

Invoke = Callable[[bytes], Outcome]
Page = Callable[[Request], Response]


class Gateway:
    """A WSGI application: API Gateway in front of the stack's functions."""

    def __init__(
        self,
        stack: Stack,
        functions: Mapping[str, Invoke],
        verifier: JwtVerifier | None,
        pages: Mapping[str, Page],
        *,
        log: Callable[[str], None],
        integration_seconds: float = INTEGRATION_SECONDS,
    ) -> None:
        """`functions` by logical id; `pages`: the local system's own, by path (or `path/*`)."""
        self._stack, self._functions, self._verifier = stack, functions, verifier
        self._pages, self._log = pages, log
        self._router = Router(stack.routes)
        self._seconds = integration_seconds

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request_id = uuid.uuid4().hex[:16]
        page = self._page(request.path)
        response = page(request) if page else self._api(request, request_id)
        response.headers["apigw-requestid"] = request_id
        return response(environ, start_response)

    def _page(self, path: str) -> Page | None:
        folder = f"{path.rpartition('/')[0]}/*"
        return self._pages.get(path) or self._pages.get(folder)

    def _api(self, request: Request, request_id: str) -> Response:
        cors = self._stack.api.cors
        if cors and api_cors.is_preflight(request):
            return api_cors.preflight(request, cors)
        match = self._router.match(request.method, raw_path(request))
        response = self._routed(request, match, request_id) if match else _message(404, "Not Found")
        if cors:
            api_cors.add_headers(response, request, cors)
        # The route's key, never the path: paths carry owners and share tokens.
        route = match.route.key if match else "no route"
        self._log(f"{route} {response.status_code} {request_id}")
        return response

    def _routed(self, request: Request, match: Match, request_id: str) -> Response:
        claims = None
        if match.route.authorized:
            try:
                claims = self._claims(request)
            except Unauthorized as refused:
                response = _message(401, "Unauthorized")
                response.headers["www-authenticate"] = refused.challenge
                return response
        request.max_content_length = MAX_REQUEST
        try:
            body = request.get_data()
        except HTTPException:
            return _message(413, "Request Entity Too Large")
        event = proxy_event(
            request,
            body,
            match,
            claims,
            site=self._stack.site,
            request_id=request_id,
            now=datetime.now(UTC),
        )
        return self._integrate(match, json.dumps(event).encode())

    def _claims(self, request: Request) -> dict[str, str]:
        if self._verifier is None:
            raise Unauthorized
        return self._verifier.claims(request.headers.get("Authorization"))

    def _integrate(self, match: Match, payload: bytes) -> Response:
        """Wait for the function, but no longer than an API waits."""
        answers: SimpleQueue[Outcome] = SimpleQueue()
        invoke = self._functions[match.route.function]
        threading.Thread(target=lambda: answers.put(invoke(payload)), daemon=True).start()
        try:
            outcome = answers.get(timeout=self._seconds)
        except Empty:
            return _message(503, "Service Unavailable")
        if outcome.failed:
            if outcome.kind == "RequestEntityTooLargeException":
                return _message(413, "Request Entity Too Large")
            return _message(500, "Internal Server Error")
        try:
            return http_response(outcome.json())
        except (BadAnswer, ValueError):
            return _message(500, "Internal Server Error")


def _message(status: int, text: str) -> Response:
    """An answer of the API's own."""
    return Response(json.dumps({"message": text}), status=status, mimetype="application/json")
