"""Errors as RFC 9457 problems, rendered in this one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match, Route
from starlette.types import Scope

from darkroom import observability
from darkroom.domain.errors import (
    DarkroomError,
    FieldError,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    Refusal,
)

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:darkroom:problem:"
_IN_BODY = "body"

Model = TypeVar("Model", bound=BaseModel)


def problem_of(error: DarkroomError) -> dict[str, Any]:
    """The members of a problem that belong to the error itself: what a batch puts in its place."""
    members: dict[str, Any] = {
        "type": TYPE_PREFIX + error.code,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
    }
    if isinstance(error, InvalidRequest) and error.errors:
        members["errors"] = [each._asdict() for each in error.errors]
    return members | dict(error.extensions)


def problem_response(error: DarkroomError, scope: Scope) -> JSONResponse:
    """The whole answer: the problem, where it happened, and the request's id."""
    members = problem_of(error) | {"instance": scope["path"], "request_id": request_id(scope)}
    headers = {"Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(members, error.status, headers, media_type=CONTENT_TYPE)


def request_id(scope: Scope) -> str:
    """The id API Gateway gave the request, which the logs carry too."""
    context: dict[str, Any] = scope.get("aws.event", {}).get("requestContext", {})
    return str(context.get("requestId", ""))


async def on_error(request: Request, error: Exception) -> JSONResponse:
    """For FastAPI: any error that was raised on purpose, ours or the framework's."""
    known = translate(error)
    request.scope["darkroom.code"] = known.code
    report(known, error, request_id=request_id(request.scope))
    answer = problem_response(known, request.scope)
    if known.status == 405:
        answer.headers["Allow"] = ", ".join(_allowed(request))
    return answer


def report(known: DarkroomError, cause: BaseException, **facts: Any) -> None:
    """Count and log what is our doing, wherever in an answer it is told."""
    if known.status >= 500:
        observability.count_by("Faults", "Code", known.code)
        observability.log_fault("fault", cause, **facts)


def _allowed(request: Request) -> list[str]:
    """The methods of all routes with this path (RFC 9110, 15.5.6)."""
    here = [
        route
        for route in request.app.state.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
    ]
    return sorted({method for route in here for method in route.methods or ()})


def translate(error: Exception) -> DarkroomError:
    """The error of ours that says the same. Raises what is none of these."""
    if isinstance(error, DarkroomError):
        return error
    if isinstance(error, RequestValidationError):
        return invalid_request(error.errors())
    if isinstance(error, HTTPException):
        return _of_framework(error)
    raise error


def invalid_request(errors: Sequence[Any]) -> Refusal:
    """What pydantic found wrong, as a Refusal that points at each place."""
    if any(each["type"] == "json_invalid" for each in errors):
        return MalformedRequest("The body is not valid JSON.")
    fields = tuple(FieldError(_pointer(each["loc"]), _sentence(each)) for each in errors[:20])
    return InvalidRequest(errors=fields)


def validated(model: type[Model], value: Any) -> Model:
    """The value as a `model`. Raises a Refusal that points at every mistake."""
    try:
        return model.model_validate(value)
    except ValidationError as exc:
        raise invalid_request(exc.errors()) from exc


def _pointer(location: Sequence[str | int]) -> str:
    """A JSON pointer into the body; `/query/…`, `/path/…` and `/header/…` for the rest."""
    parts = location[1:] if location and location[0] == _IN_BODY else location
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join(f"/{part}" for part in escaped)


def _sentence(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "There is no such field."
    text = str(error["msg"]).removeprefix("Value error, ")
    return text if text.endswith(".") else text + "."


def _of_framework(error: HTTPException) -> DarkroomError:
    if error.status_code == 404:
        return NotFound("There is no such route.")
    if error.status_code == 405:
        return MethodNotAllowed()
    if 400 <= error.status_code < 500:
        return MalformedRequest()
    return DarkroomError()


ERRORS: tuple[type[Exception], ...] = (DarkroomError, RequestValidationError, HTTPException)
"""What `on_error` answers."""
