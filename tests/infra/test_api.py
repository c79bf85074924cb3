"""The HTTP API: its routes, who may use them, and what it writes down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.infra.expansion import expand, expanded, of_type, packaged, resolved, written

ROUTES = {
    "DELETE /v1/assets/{id}": "Gallery",
    "DELETE /v1/shares/{id}": "SignedUrls",
    "DELETE /v1/uploads/{id}": "PresignedUpload",
    "GET /v1/assets/{id}": "Gallery",
    "GET /v1/assets/{id}/url": "SignedUrls",
    "GET /v1/gallery": "Gallery",
    "GET /v1/gallery/stats": "Gallery",
    "GET /v1/shared/{token}": "SignedUrls",
    "GET /v1/shares": "SignedUrls",
    "GET /v1/slots/{a}/{b}": "Gallery",
    "GET /v1/uploads/{id}": "PresignedUpload",
    "GET /v1/users/{owner}/gallery": "Gallery",
    "PATCH /v1/assets/{id}": "Gallery",
    "POST /v1/assets/bulk-delete": "Gallery",
    "POST /v1/assets/{id}/shares": "SignedUrls",
    "POST /v1/signed-urls": "SignedUrls",
    "POST /v1/uploads": "PresignedUpload",
    "POST /v1/uploads/batch": "PresignedUpload",
    "POST /v1/uploads/inline": "PresignedUpload",
    "POST /v1/visibility": "Visibility",
    "POST /v1/assets/{id}/edits": "Edits",
    "POST /v1/assets/{id}/replay": "Edits",
    "POST /v1/edits/batch": "Edits",
    "GET /v1/assets/{id}/export": "Edits",
    "GET /v1/assets/{id}/lineage": "Edits",
    "POST /v1/assets/{id}/palettes": "Palettes",
    "GET /v1/assets/{id}/palettes": "Palettes",
    "POST /v1/palettes": "Palettes",
    "GET /v1/palettes": "Palettes",
    "GET /v1/palettes/{id}": "Palettes",
    "DELETE /v1/palettes/{id}": "Palettes",
    "POST /v1/assets/{id}/recolor": "Palettes",
    "POST /v1/generations": "Generation",
    "GET /v1/generations": "Generation",
    "GET /v1/generations/{id}": "Generation",
    "DELETE /v1/generations/{id}": "Generation",
    "POST /v1/assets/{id}/variations": "Generation",
    "POST /v1/assets/{id}/refinements": "Generation",
    "POST /v1/assets/{id}/instructions": "Generation",
    "PUT /v1/assets/{id}/visibility": "Visibility",
    "PUT /v1/slots/{a}/{b}": "Gallery",
}
OPEN_ROUTES = {"GET /v1/shared/{token}", "GET /v1/users/{owner}/gallery"}


def api() -> dict[str, Any]:
    (only,) = of_type(expanded(), "AWS::ApiGatewayV2::Api").values()
    return only


def stage() -> dict[str, Any]:
    (only,) = of_type(expanded(), "AWS::ApiGatewayV2::Stage").values()
    return only


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every route of the expanded API with what its definition says."""
    for path, methods in api()["Body"]["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_each_route_leads_to_its_function() -> None:
    found = {
        route: operation["x-amazon-apigateway-integration"] for route, operation in operations()
    }
    assert found.keys() == ROUTES.keys()
    for route, function in ROUTES.items():
        assert f"${{{function}Function.Arn}}" in found[route]["uri"]["Fn::Sub"]
        assert found[route]["payloadFormatVersion"] == "2.0"


def test_every_route_but_the_two_open_ones_needs_a_token() -> None:
    needed = {route: operation["security"] for route, operation in operations()}
    assert {route for route, security in needed.items() if security != [{"Jwt": []}]} == OPEN_ROUTES


def test_tokens_are_verified_for_the_given_issuer_and_audience() -> None:
    schemes = api()["Body"]["components"]["securitySchemes"]
    authorizer = schemes["Jwt"]["x-amazon-apigateway-authorizer"]
    assert authorizer["type"] == "jwt"
    assert authorizer["identitySource"] == "$request.header.Authorization"
    assert authorizer["jwtConfiguration"] == {
        "issuer": {"Ref": "JwtIssuer"},
        "audience": {"Ref": "JwtAudience"},
    }


def cors(**parameters: str) -> dict[str, Any]:
    """The API's CORS configuration with these parameters, through SAM and CloudFormation."""
    document = expand(packaged(written()), parameters)
    body = of_type(document, "AWS::ApiGatewayV2::Api")["Api"]["Body"]
    found: dict[str, Any] = resolved(body["x-amazon-apigateway-cors"], **parameters)
    return found


def test_browsers_may_call_from_the_given_origins_and_never_with_cookies() -> None:
    allowed = cors()
    assert allowed["allowOrigins"] == ["http://localhost:5173"]
    assert "allowCredentials" not in allowed
    assert {route.split()[0] for route in ROUTES} <= set(allowed["allowMethods"])


def test_browsers_may_call_from_every_one_of_several_origins() -> None:
    allowed = cors(CorsOrigins="https://app.example,https://admin.example")
    assert allowed["allowOrigins"] == ["https://app.example", "https://admin.example"]
    assert {"authorization", "idempotency-key"} <= set(allowed["allowHeaders"])


@pytest.mark.parametrize("console", ["", "page"])
def test_browsers_may_read_the_headers_that_answers_are_told_with(console: str) -> None:
    told = {"etag", "idempotent-replayed", "location", "retry-after"}
    assert set(cors(ConsoleClientId=console)["exposeHeaders"]) == told


def test_the_page_may_call_too_where_there_is_one_and_in_the_same_way() -> None:
    with_page = cors(CorsOrigins="https://app.example", ConsoleClientId="page")
    assert with_page["allowOrigins"] == [
        "https://app.example", "https://Distribution.DomainName"
    ]  # fmt: skip
    without = cors(CorsOrigins="https://app.example")
    assert with_page == without | {"allowOrigins": with_page["allowOrigins"]}
    named = cors(
        CorsOrigins="https://app.example", ConsoleClientId="page", PublicDomain="img.example"
    )
    assert named["allowOrigins"] == ["https://app.example", "https://img.example"]


def test_every_route_is_throttled_and_the_open_ones_on_their_own() -> None:
    limits = {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    assert set(stage()["DefaultRouteSettings"]) == limits
    assert {
        route: set(limit) for route, limit in stage()["RouteSettings"].items()
    } == dict.fromkeys(OPEN_ROUTES, limits)


def test_the_access_log_is_json_about_the_route() -> None:
    line = json.loads(stage()["AccessLogSettings"]["Format"])
    assert {"$context.routeKey", "$context.status", "$context.requestId"} <= set(line.values())
    assert "$context.responseLatency" in line.values()


@pytest.mark.parametrize("leak", ["path", "authorizer", "identity", "querystring", "domainName"])
def test_the_access_log_says_nothing_of_who_asked_for_what(leak: str) -> None:
    assert leak not in stage()["AccessLogSettings"]["Format"]
