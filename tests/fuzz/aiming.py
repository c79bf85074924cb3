"""Names in generated requests become names of what is there, so that they get further than to a
404: in every other request all of them, in the others some."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st
from schemathesis import Case

from tests.functions.photos import jpeg
from tests.fuzz.described import FORM
from tests.fuzz.planting import Names

LISTS = {"asset_ids"}


def aimed(cases: st.SearchStrategy[Case[Any]], names: Names) -> st.SearchStrategy[Case[Any]]:
    """These requests, each at something."""
    return st.builds(aim, cases, st.integers(0, 2**32), st.just(names))


def aim(case: Case[Any], number: int, names: Names, *, well: bool = False) -> Case[Any]:
    """The request, changed by chance in one of 2³² ways; `well`: no name is left as it was."""
    chance = Random(number)
    aiming = _Aim(chance, 1.0 if well else chance.choice((0.4, 1.0)), names)
    for parameters in (case.path_parameters, case.query, case.headers):
        for name, value in list(parameters.items()):
            parameters[name] = aiming.field(name, value)
    body = aiming.body(case.body)
    if case.media_type == FORM and isinstance(body, dict) and aiming.hits():
        body["file"] = jpeg()
    case.body = body
    return case


@dataclass(frozen=True)
class _Aim:
    chance: Random
    odds: float
    names: Names

    def hits(self) -> bool:
        return self.chance.random() < self.odds

    def body(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.body(item) for item in value]
        if isinstance(value, dict):
            return {name: self.field(name, inner) for name, inner in value.items()}
        return value

    def field(self, name: str, value: Any) -> Any:
        known = self.names.get(name)
        if known and isinstance(value, str) and self.hits():
            return self.chance.choice(known)
        if known and isinstance(value, list) and name in LISTS:
            return [self.chance.choice(known) if self.hits() else item for item in value]
        return self.body(value)
