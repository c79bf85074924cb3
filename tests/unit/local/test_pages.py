"""What the local system serves beside the API and its page: tokens, keys, documentation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from infra.local.authorizer import JwtVerifier, Unauthorized
from infra.local.gateway import Gateway
from infra.local.issuer import Issuer
from infra.local.pages import local_pages, openapi_from_routes
from infra.local.stack import Api, Authorizer, Route, Site, Stack
from tests.unit.local.small_stack import a_function

SITE = Site("http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002")
ISSUER = Issuer(SITE.api_url, SITE.audience)
ROUTES = (
    Route("GET", "/v1/things/{id}", "F", authorized=True),
    Route("GET", "/v1/open/{rest+}", "F", authorized=False),
)


@pytest.fixture
def client() -> Client:
    function = replace(a_function(Path(), 20, "app.handler"), routes=ROUTES)
    stack = Stack(SITE, (function,), (), (), (), (), Api("local", None, None))
    pages = local_pages(ISSUER, stack, openapi_from_routes, {"API": SITE.api_url})
    return Client(Gateway(stack, {}, None, pages, log=lambda _: None))


@pytest.fixture
def verifier() -> JwtVerifier:
    return JwtVerifier(Authorizer(SITE.api_url, (SITE.audience,)), ISSUER.jwks())


def test_the_token_endpoint_gives_a_token_to_whoever_asks(
    client: Client, verifier: JwtVerifier
) -> None:
    answer = client.post("/dev/token", json={"sub": "carol"})
    told = answer.json or {}
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
    assert verifier.claims(told["access_token"])["sub"] == "carol"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "asked", [{"sub": "a", "expires_in": -5}, {"sub": "a", "aud": "somebody else"}]
)
def test_the_token_endpoint_gives_bad_tokens_for_tests(
    client: Client, verifier: JwtVerifier, asked: dict[str, Any]
) -> None:
    token = (client.post("/dev/token", json=asked).json or {})["access_token"]
    with pytest.raises(Unauthorized):
        verifier.claims(token)


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"{}", b'{"sub": 1}', b'{"sub": "a", "expires_in": "1"}']
)
def test_the_token_endpoint_says_what_it_wants(client: Client, body: bytes) -> None:
    answer = client.post("/dev/token", data=body)
    assert (answer.status_code, (answer.json or {})["error"]) == (400, "invalid_request")


def test_a_token_is_never_given_for_a_get(client: Client) -> None:
    assert client.get("/dev/token?sub=alice").status_code == 405


def test_the_issuer_publishes_its_public_key(client: Client) -> None:
    configuration = client.get("/.well-known/openid-configuration").json or {}
    assert configuration["issuer"] == SITE.api_url
    jwks = client.get(configuration["jwks_uri"].removeprefix(SITE.api_url)).json or {}
    assert jwks == ISSUER.jwks()
    assert set(jwks["keys"][0]).isdisjoint({"d", "p", "q"})


def test_one_token_endpoint_takes_what_curl_sends_and_what_a_page_sends(client: Client) -> None:
    """`curl -d` calls its JSON a form."""
    form = "application/x-www-form-urlencoded"
    by_curl = client.post("/dev/token", data=b'{"sub": "alice"}', content_type=form)
    assert (by_curl.json or {})["token_type"] == "Bearer"
    by_page = client.post("/dev/token", data={"grant_type": "authorization_code", "code": "none"})
    assert (by_page.status_code, by_page.json) == (400, {"error": "invalid_grant"})


def test_the_issuer_says_how_a_page_signs_in(client: Client) -> None:
    told = client.get("/.well-known/openid-configuration").json or {}
    assert told["authorization_endpoint"] == f"{SITE.api_url}/dev/authorize"
    assert told["token_endpoint"] == f"{SITE.api_url}/dev/token"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]
    assert client.get("/dev/authorize").status_code == 400


def test_the_documentation_needs_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/docs")
    assert page.mimetype == "text/html"
    assert "//" not in page.text.partition("<script>")[0]
    assert client.get("/docs/swagger-ui-bundle.js").status_code == 200


def test_the_documentation_shows_no_other_file(client: Client) -> None:
    assert client.get("/docs/..%2F__init__.py").status_code == 404


def test_the_least_description_knows_every_route(client: Client) -> None:
    described = client.get("/openapi.json").json or {}
    assert list(described["paths"]) == ["/v1/things/{id}", "/v1/open/{rest}"]
    assert "security" not in described["paths"]["/v1/open/{rest}"]["get"]
