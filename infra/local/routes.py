"""Which route of an HTTP API a request belongs to.

The most specific wins: a fixed segment before `{name}` before `{name+}` before `$default`.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from infra.local.stack import Route

DEFAULT = "$default"


@dataclass(frozen=True, slots=True)
class Match:
    """A route and what its variables stand for, decoded."""

    route: Route
    parameters: dict[str, str]


class Router:
    """The routes of one API."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = sorted(routes, key=_specificity)

    def match(self, method: str, raw_path: str) -> Match | None:
        """The route of a request whose path is still escaped."""
        given = raw_path.split("/")
        for route in self._routes:
            if route.path == DEFAULT:
                return Match(route, {})
            if route.method not in {method, "ANY"}:
                continue
            parameters = _bind(route.path.split("/"), given)
            if parameters is not None:
                return Match(route, parameters)
        return None


def _specificity(route: Route) -> tuple[object, ...]:
    if route.path == DEFAULT:
        return (1,)
    ranks = []
    for segment in route.path.split("/"):
        variable = segment.startswith("{")
        ranks.append(2 if segment.endswith("+}") else 1 if variable else 0)
    return (0, ranks, route.method == "ANY")


def _bind(pattern: list[str], given: list[str]) -> dict[str, str] | None:
    """What the variables of a pattern stand for, or None where it does not match."""
    parameters: dict[str, str] = {}
    for index, segment in enumerate(pattern):
        if segment.endswith("+}"):
            rest = "/".join(given[index:])
            return parameters | {segment[1:-2]: unquote(rest)} if rest else None
        if index >= len(given):
            return None
        if segment.startswith("{"):
            # A variable is never empty.
            if not given[index]:
                return None
            parameters[segment[1:-1]] = unquote(given[index])
        elif segment != unquote(given[index]):
            return None
    return parameters if len(given) == len(pattern) else None
