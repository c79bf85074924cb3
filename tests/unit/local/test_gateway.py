"""The HTTP API: routes, events, answers and refusals, with functions that are plain callables."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from infra.local.authorizer import JwtVerifier
from infra.local.gateway import MAX_REQUEST, Gateway
from infra.local.issuer import Issuer
from infra.local.runtime_api import Outcome, failure
from infra.local.stack import Api, Authorizer, CorsPolicy, Function, Route, Site, Stack
from tests.unit.local.small_stack import a_function

SITE = Site("http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002")
APP = "https://app.example"
ALICE = "alice"
ROUTES = (
    Route("GET", "/v1/things/{id}", "F", authorized=True),
    Route("POST", "/v1/things", "F", authorized=True),
    Route("GET", "/v1/open/{id}", "F", authorized=False),
)
ISSUER = Issuer(SITE.api_url, SITE.audience)


def stack_of(routes: tuple[Route, ...]) -> Stack:
    function: Function = replace(a_function(Path(), 20, "app.handler"), routes=routes)
    cors = CorsPolicy((APP,), ("GET", "POST"), ("authorization",), ("etag",), 60, credentials=False)
    api = Api("local", Authorizer(SITE.api_url, (SITE.audience,)), cors)
    return Stack(SITE, (function,), (), (), (), (), api)


@dataclass
class Lambda:
    """Answers what it is told to, and remembers the events."""

    answer: Any = "ok"
    events: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, payload: bytes) -> Outcome:
        self.events.append(json.loads(payload))
        if isinstance(self.answer, Outcome):
            return self.answer
        return Outcome(json.dumps(self.answer).encode())


@pytest.fixture
def function() -> Lambda:
    return Lambda()


Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(function: Lambda) -> Ask:
    stack = stack_of(ROUTES)
    verifier = JwtVerifier(Authorizer(SITE.api_url, (SITE.audience,)), ISSUER.jwks())
    gateway = Gateway(stack, {"F": function}, verifier, {}, log=lambda _: None)
    client = Client(gateway, use_cookies=False)

    def request(method: str, path: str, token: str | None = ALICE, **options: Any) -> TestResponse:
        headers = options.pop("headers", {})
        if token:
            headers["Authorization"] = f"Bearer {ISSUER.token(token)}"
        return client.open(path, method=method, headers=headers, base_url=SITE.api_url, **options)

    return request


def test_the_function_gets_an_event_of_payload_version_2(ask: Ask, function: Lambda) -> None:
    ask("GET", "/v1/things/a%20b?tag=x&tag=y&q=1%2B1", headers={"X-Two": "1", "Cookie": "a=1; b=2"})
    (event,) = function.events
    assert event["version"] == "2.0"
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "GET /v1/things/{id}"
    assert event["rawPath"] == "/v1/things/a b"
    assert event["rawQueryString"] == "tag=x&tag=y&q=1%2B1"
    assert event["queryStringParameters"] == {"tag": "x,y", "q": "1+1"}
    assert event["pathParameters"] == {"id": "a b"}
    assert event["cookies"] == ["a=1", "b=2"]
    assert event["headers"]["x-two"] == "1"
    assert "cookie" not in event["headers"]
    assert event["requestContext"]["http"]["method"] == "GET"
    assert event["isBase64Encoded"] is False
    assert "body" not in event


def test_the_function_gets_the_verified_claims_as_text(ask: Ask, function: Lambda) -> None:
    ask("GET", "/v1/things/1", token="bob")
    claims = function.events[0]["requestContext"]["authorizer"]["jwt"]["claims"]
    assert claims["sub"] == "bob"
    assert all(isinstance(value, str) for value in claims.values())


def test_a_route_for_anybody_brings_no_claims(ask: Ask, function: Lambda) -> None:
    assert ask("GET", "/v1/open/1", token=None).status_code == 200
    assert "authorizer" not in function.events[0]["requestContext"]


@pytest.mark.parametrize(
    ("content_type", "body", "encoded"),
    [
        ("application/json", b'{"a": "\xc3\xa9"}', False),
        ("application/problem+json", b"{}", False),
        ("text/plain; charset=utf-8", b"a", False),
        ("application/json", b"\xff", True),
        ("multipart/form-data; boundary=x", b"--x", True),
        ("image/png", b"\x89PNG", True),
    ],
)
def test_a_body_that_is_no_text_is_base64(
    ask: Ask, function: Lambda, content_type: str, body: bytes, encoded: bool
) -> None:
    ask("POST", "/v1/things", data=body, content_type=content_type)
    event = function.events[0]
    assert event["isBase64Encoded"] is encoded
    expected = base64.b64encode(body).decode() if encoded else body.decode()
    assert event["body"] == expected


def test_a_whole_answer_becomes_the_response(ask: Ask, function: Lambda) -> None:
    function.answer = {
        "statusCode": 201,
        "headers": {"Content-Type": "application/problem+json", "X-A": "1", "Content-Length": "9"},
        "cookies": ["a=1", "b=2"],
        "body": "{}",
    }
    answer = ask("POST", "/v1/things")
    assert (answer.status_code, answer.data) == (201, b"{}")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert answer.headers["Content-Length"] == "2"


def test_a_base64_body_is_decoded(ask: Ask, function: Lambda) -> None:
    function.answer = {"statusCode": 200, "body": "/w==", "isBase64Encoded": True}
    assert ask("POST", "/v1/things").data == b"\xff"


def test_anything_else_is_the_json_of_a_200(ask: Ask, function: Lambda) -> None:
    function.answer = {"plain": True}
    answer = ask("POST", "/v1/things")
    assert (answer.status_code, answer.json) == (200, {"plain": True})


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": "many"},
        {"statusCode": 99},
        {"statusCode": 200, "body": "?", "isBase64Encoded": True},
        failure("ValueError", "a secret"),
    ],
)
def test_a_failure_of_the_function_says_nothing(ask: Ask, function: Lambda, answer: Any) -> None:
    function.answer = answer
    response = ask("POST", "/v1/things")
    assert (response.status_code, response.json) == (500, {"message": "Internal Server Error"})


def test_the_log_names_the_route_and_never_the_path(function: Lambda) -> None:
    log: list[str] = []
    routes = (Route("GET", "/shared/{token}", "F", authorized=False),)
    Client(Gateway(stack_of(routes), {"F": function}, None, {}, log=log.append)).get(
        "/shared/secret"
    )
    assert log[0].startswith("GET /shared/{token} 200 ")
    assert "secret" not in log[0]


def test_an_unknown_route_is_404(ask: Ask, function: Lambda) -> None:
    answer = ask("GET", "/v2/things")
    assert (answer.status_code, answer.json) == (404, {"message": "Not Found"})
    assert function.events == []


def test_no_token_is_401(ask: Ask, function: Lambda) -> None:
    answer = ask("GET", "/v1/things/1", token=None)
    assert (answer.status_code, answer.json) == (401, {"message": "Unauthorized"})
    assert answer.headers["www-authenticate"] == "Bearer"
    assert function.events == []


def test_a_bad_token_is_401(ask: Ask, function: Lambda) -> None:
    answer = ask("GET", "/v1/things/1", token=None, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert function.events == []


def test_a_body_over_ten_megabytes_is_413(ask: Ask, function: Lambda) -> None:
    assert ask("POST", "/v1/things", data=b"x" * (MAX_REQUEST + 1)).status_code == 413
    assert function.events == []


def test_an_event_over_lambdas_limit_is_413(ask: Ask, function: Lambda) -> None:
    function.answer = failure("RequestEntityTooLargeException", "too large")
    assert ask("POST", "/v1/things").status_code == 413


def test_a_function_that_outlasts_the_api_is_503() -> None:
    never = Event()

    def wait(_: bytes) -> Outcome:
        never.wait(10)
        return Outcome(b"{}")

    routes = (Route("GET", "/slow", "F", authorized=False),)
    gateway = Gateway(
        stack_of(routes), {"F": wait}, None, {}, log=lambda _: None, integration_seconds=0.01
    )
    answer = Client(gateway).get("/slow")
    never.set()
    assert (answer.status_code, answer.json) == (503, {"message": "Service Unavailable"})


def test_without_an_issuer_nobody_is_believed() -> None:
    routes = (Route("GET", "/closed", "F", authorized=True),)
    gateway = Gateway(stack_of(routes), {}, None, {}, log=lambda _: None)
    assert Client(gateway).get("/closed").status_code == 401


def preflight(ask: Ask, origin: str) -> TestResponse:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return ask("OPTIONS", "/v1/things", token=None, headers=headers)


def test_the_api_answers_preflights_itself(ask: Ask, function: Lambda) -> None:
    answer = preflight(ask, APP)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,POST"
    assert answer.headers["Access-Control-Max-Age"] == "60"
    assert function.events == []


def test_a_preflight_of_another_origin_is_told_nothing(ask: Ask) -> None:
    answer = preflight(ask, "https://evil.example")
    assert answer.status_code == 204
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_every_answer_to_an_allowed_origin_says_so(ask: Ask, function: Lambda) -> None:
    function.answer = {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}
    allowed = ask("POST", "/v1/things", headers={"Origin": APP})
    refused = ask("POST", "/v1/things", token=None, headers={"Origin": APP})
    other = ask("POST", "/v1/things", headers={"Origin": "https://evil.example"})
    assert allowed.headers.getlist("Access-Control-Allow-Origin") == [APP]
    assert allowed.headers["Access-Control-Expose-Headers"] == "etag"
    assert refused.headers["Access-Control-Allow-Origin"] == APP
    assert "Access-Control-Allow-Origin" not in other.headers
