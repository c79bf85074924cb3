"""Which route a request belongs to."""

from __future__ import annotations

import pytest

from infra.local.routes import Router
from infra.local.stack import Route


def matched(routes: list[str], method: str, path: str) -> tuple[str, dict[str, str]] | None:
    declared = []
    for spec in routes:
        verb, _, template = spec.rpartition(" ")
        declared.append(Route(verb or "ANY", template, "F", authorized=False))
    match = Router(declared).match(method, path)
    return (match.route.key, match.parameters) if match else None


@pytest.mark.parametrize(
    ("path", "route", "parameters"),
    [
        ("/v1/uploads/batch", "GET /v1/uploads/batch", {}),
        ("/v1/uploads/7", "GET /v1/uploads/{id}", {"id": "7"}),
        ("/v1/uploads/a%2Fb%20c", "GET /v1/uploads/{id}", {"id": "a/b c"}),
        ("/v1/uploads/7/parts", "ANY /v1/{rest+}", {"rest": "uploads/7/parts"}),
        ("/elsewhere", "$default", {}),
    ],
)
def test_the_most_specific_route_wins(path: str, route: str, parameters: dict[str, str]) -> None:
    routes = [
        "$default",
        "ANY /v1/{rest+}",
        "GET /v1/uploads/{id}",
        "GET /v1/uploads/batch",
    ]
    assert matched(routes, "GET", path) == (route, parameters)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/uploads/7"),
        ("GET", "/v1/uploads"),
        ("GET", "/v1/uploads/"),
        ("GET", "/v1/uploads/7/"),
        ("GET", "/V1/uploads/7"),
        ("HEAD", "/v1/uploads/7"),
    ],
)
def test_what_no_route_names_matches_none(method: str, path: str) -> None:
    assert matched(["GET /v1/uploads/{id}"], method, path) is None


def test_a_method_is_more_specific_than_any() -> None:
    assert matched(["ANY /a", "GET /a"], "GET", "/a") == ("GET /a", {})
