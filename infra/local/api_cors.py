"""The CORS configuration of an HTTP API: the API answers preflights, functions have no say.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from werkzeug import Request, Response

from infra.local.stack import CorsPolicy


def is_preflight(request: Request) -> bool:
    """Whether a browser asks what it may do."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def preflight(request: Request, policy: CorsPolicy) -> Response:
    """204 in any case; without the headers the browser goes no further."""
    response = Response(status=204)
    origin = _allowed(request, policy)
    asked = request.headers["Access-Control-Request-Method"]
    if origin and ("*" in policy.methods or asked in policy.methods):
        response.headers.update(_origin_headers(origin, policy))
        response.headers["Access-Control-Allow-Methods"] = ",".join(policy.methods)
        response.headers["Access-Control-Allow-Headers"] = ",".join(policy.headers)
        if policy.max_age is not None:
            response.headers["Access-Control-Max-Age"] = str(policy.max_age)
    return response


def add_headers(response: Response, request: Request, policy: CorsPolicy) -> None:
    """Replace what the function said of CORS by what the API is configured to say."""
    for name, _ in list(response.headers):
        if name.lower().startswith("access-control-"):
            response.headers.remove(name)
    origin = _allowed(request, policy)
    if origin:
        response.headers.update(_origin_headers(origin, policy))
        if policy.expose:
            response.headers["Access-Control-Expose-Headers"] = ",".join(policy.expose)


def _allowed(request: Request, policy: CorsPolicy) -> str | None:
    origin = request.headers.get("Origin")
    if origin and any(fnmatchcase(origin, pattern) for pattern in policy.origins):
        return "*" if "*" in policy.origins else origin
    return None


def _origin_headers(origin: str, policy: CorsPolicy) -> dict[str, str]:
    headers = {"Access-Control-Allow-Origin": origin}
    if origin != "*":
        headers["Vary"] = "Origin"
    if policy.credentials:
        headers["Access-Control-Allow-Credentials"] = "true"
    return headers
