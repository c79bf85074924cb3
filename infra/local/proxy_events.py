"""HTTP requests as the events a function gets, and its answers as HTTP responses (payload 2.0).

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from werkzeug import Request, Response

from infra.local.routes import Match
from infra.local.sigv4 import raw_path
from infra.local.stack import Site

_TEXT_TYPES = frozenset(
    {"application/json", "application/xml", "application/javascript", "application/graphql"}
)
# Set by the server for each connection; an integration has no say in them.
_HOP_BY_HOP = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding"})


class BadAnswer(Exception):
    """The function answered something that is not an HTTP response."""


def proxy_event(
    request: Request,
    body: bytes,
    match: Match,
    claims: Mapping[str, str] | None,
    *,
    site: Site,
    request_id: str,
    now: datetime,
) -> dict[str, Any]:
    """The event of this request."""
    # API Gateway hands the path on decoded, in rawPath too.
    path = unquote(raw_path(request))
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.route.key,
        "rawPath": path,
        "rawQueryString": request.query_string.decode("latin-1"),
        "headers": _headers(request),
        "requestContext": {
            "accountId": site.account,
            "apiId": "local",
            "domainName": request.host,
            "domainPrefix": request.host.partition(".")[0],
            "http": {
                "method": request.method,
                "path": path,
                "protocol": request.environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
                "sourceIp": request.remote_addr or "127.0.0.1",
                "userAgent": request.headers.get("User-Agent", ""),
            },
            "requestId": request_id,
            "routeKey": match.route.key,
            "stage": "$default",
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now.timestamp() * 1000),
        },
        "isBase64Encoded": False,
    }
    if claims is not None:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": dict(claims), "scopes": None}}
    if match.parameters:
        event["pathParameters"] = match.parameters
    if request.args:
        event["queryStringParameters"] = {
            name: ",".join(values) for name, values in request.args.lists()
        }
    cookies = request.headers.get("Cookie")
    if cookies:
        event["cookies"] = [part.strip() for part in cookies.split(";") if part.strip()]
    return event | _body(request, body)


def _headers(request: Request) -> dict[str, str]:
    headers = {
        name.lower(): value for name, value in request.headers.items() if name.lower() != "cookie"
    }
    scheme, port = request.scheme, request.host.partition(":")[2] or "80"
    address = request.remote_addr or "127.0.0.1"
    forwarded = {"x-forwarded-for": address, "x-forwarded-port": port, "x-forwarded-proto": scheme}
    return headers | forwarded


def _body(request: Request, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    kind = request.mimetype
    if kind.startswith("text/") or kind in _TEXT_TYPES or kind.endswith(("+json", "+xml")):
        try:
            return {"body": body.decode()}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def http_response(answer: Any) -> Response:
    """The response that a function's answer stands for. Raises BadAnswer."""
    if not isinstance(answer, dict) or "statusCode" not in answer:
        # Shorthand: whatever it is, it is the JSON body of a 200.
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return Response(text, status=200, mimetype="application/json")
    try:
        status = int(answer["statusCode"])
        body = answer.get("body") or ""
        content = (
            base64.b64decode(body, validate=True)
            if answer.get("isBase64Encoded")
            else str(body).encode()
        )
    except (TypeError, ValueError, binascii.Error) as exc:
        raise BadAnswer(str(exc)) from exc
    if not 100 <= status <= 599:
        raise BadAnswer(f"status {status}")
    response = Response(content, status=status)
    response.headers["Content-Type"] = "text/plain;charset=UTF-8"
    for name, value in (answer.get("headers") or {}).items():
        if name.lower() not in _HOP_BY_HOP:
            response.headers[name] = str(value)
    for cookie in answer.get("cookies") or ():
        response.headers.add("Set-Cookie", cookie)
    return response
