"""What every answer owes its caller, whatever was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from schemathesis import Case, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.described import FORM, function_of

PRIVATE, NO_STORE = "private, no-cache", "no-store"
SIGNING = {"presigned_upload", "signed_urls"}
EXPORT = "GET /v1/assets/{asset_id}/export"
BATCHES = {
    "POST /v1/uploads/batch",
    "POST /v1/signed-urls",
    "POST /v1/assets/bulk-delete",
    "POST /v1/visibility",
    "POST /v1/edits/batch",
}
"""What is wrong with an item is said in its place, and the answer is a success."""
# not_a_server_error is not among them: to be sure of a fault, it asks again, over the network.
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def judge(case: Case[Any], answer: Response, log: str) -> list[str]:
    """Everything that is wrong with an answer, in sentences that begin alike for what is alike."""
    # Of a form whose file was exchanged, it is not known any more whether it should be refused.
    unsure = case.operation.label in BATCHES or case.media_type == FORM
    checks = CHECKS if unsure else [*CHECKS, negative_data_rejection]
    found = [*_headers(case, answer), *_problem(answer), *_faults(log)]
    try:
        case.validate_response(answer, checks=checks)
    except FailureGroup as failures:
        found += [f"{each.title}\n{each.message}" for each in failures.exceptions]
    return found


def cache_control(case: Case[Any], status: int) -> str:
    """As the conventions have it: what opens something, and errors, are not stored anywhere."""
    opens = function_of(case.operation) in SIGNING or case.operation.label == EXPORT
    return NO_STORE if opens or status >= 400 else PRIVATE


def _headers(case: Case[Any], answer: Response) -> Iterator[str]:
    expected = cache_control(case, answer.status_code)
    if answer.headers.get("cache-control") != [expected]:
        yield f"Cache-Control is not {expected}\n{answer.headers.get('cache-control')}"
    if answer.headers.get("x-content-type-options") != ["nosniff"]:
        yield "A browser may guess what it is"
    if answer.status_code in {204, 307} and answer.content:
        yield "There is a body where none belongs"


def _problem(answer: Response) -> Iterator[str]:
    """RFC 9457, 3.1: the status in the body is the one that was sent."""
    if answer.status_code >= 500:
        yield "A fault of ours is the answer"
    if answer.status_code < 400:
        return
    problem = json.loads(answer.content)
    if problem["status"] != answer.status_code:
        yield f"The problem is of another status\n{problem['status']}"
    if problem["type"] != f"urn:darkroom:problem:{problem['code']}":
        yield f"The problem is of another type\n{problem['type']}"
    if not problem.get("instance") or not problem.get("request_id"):
        yield "The problem does not say where and when it happened"


def _faults(log: str) -> Iterator[str]:
    """Of items in a batch, too, whose answer is a success."""
    try:
        lines = [json.loads(line) for line in log.splitlines()]
    except ValueError:
        yield f"There is something in the log that is not JSON\n{log}"
        return
    for line in lines:
        if line.get("message") in {"fault", "unexpected"}:
            yield f"A fault of ours is in the log\n{line['errors']}"
    if [line.get("message") for line in lines].count("request") != 1:
        yield "The request is not one line in the log"
