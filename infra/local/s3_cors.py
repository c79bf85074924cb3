"""Cross-origin requests to a bucket, answered by its CORS rules as S3 answers them.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from werkzeug import Request, Response

from infra.local.refusals import AwsRefusal
from infra.local.stack import CorsRule

_VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"


def preflight(request: Request, rules: Iterable[CorsRule]) -> Response:
    """The answer to an OPTIONS request. Raises AwsRefusal."""
    origin = request.headers.get("Origin")
    method = request.headers.get("Access-Control-Request-Method")
    if not origin or not method:
        missing = "Origin" if not origin else "Access-Control-Request-Method"
        message = f"Insufficient information. {missing} request header needed."
        raise AwsRefusal(400, "BadRequest", message)
    asked = request.headers.get("Access-Control-Request-Headers", "")
    wanted = [name.strip().lower() for name in asked.split(",") if name.strip()]
    rule = _matching(rules, origin, method, wanted)
    if rule is None:
        message = (
            "CORSResponse: This CORS request is not allowed. This is usually because the "
            "evaluation of Origin, request method / Access-Control-Request-Method or "
            "Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
        )
        raise AwsRefusal(403, "AccessForbidden", message, Method=method, ResourceType="OBJECT")
    response = Response(status=200, headers=_headers(rule, origin))
    if wanted:
        response.headers["Access-Control-Allow-Headers"] = ", ".join(wanted)
    return response


def allow_origin(response: Response, request: Request, rules: Iterable[CorsRule]) -> None:
    """Replace the response's CORS headers by those that the bucket's rules give."""
    for name, _ in list(response.headers):
        if name.lower().startswith("access-control-"):
            response.headers.remove(name)
    origin = request.headers.get("Origin")
    rule = _matching(rules, origin, request.method, []) if origin else None
    if origin and rule:
        for name, value in _headers(rule, origin).items():
            response.headers[name] = value


def _matching(
    rules: Iterable[CorsRule], origin: str, method: str, wanted: list[str]
) -> CorsRule | None:
    """The first rule that allows all of it."""
    for rule in rules:
        allowed = [pattern.lower() for pattern in rule.headers]
        if (
            any(fnmatchcase(origin, pattern) for pattern in rule.origins)
            and method in rule.methods
            and all(any(fnmatchcase(name, pattern) for pattern in allowed) for name in wanted)
        ):
            return rule
    return None


def _headers(rule: CorsRule, origin: str) -> dict[str, str]:
    anybody = "*" in rule.origins
    headers = {
        "Access-Control-Allow-Origin": "*" if anybody else origin,
        "Access-Control-Allow-Methods": ", ".join(rule.methods),
        "Vary": _VARY,
    }
    if not anybody:
        headers["Access-Control-Allow-Credentials"] = "true"
    if rule.expose:
        headers["Access-Control-Expose-Headers"] = ", ".join(rule.expose)
    if rule.max_age is not None:
        headers["Access-Control-Max-Age"] = str(rule.max_age)
    return headers
