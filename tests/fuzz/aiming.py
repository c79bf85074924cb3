"""Half of the names in a generated request become names of what is there: so that a request gets
further than to a 404."""

from __future__ import annotations

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


def aim(case: Case[Any], number: int, names: Names) -> Case[Any]:
    """The request, changed by chance in one of 2³² ways."""
    chance = Random(number)
    for parameters in (case.path_parameters, case.query, case.headers):
        for name in list(parameters):
            if name in names and chance.random() < 0.5:
                parameters[name] = chance.choice(names[name])
    body = _aimed(case.body, chance, names)
    if case.media_type == FORM and isinstance(body, dict) and chance.random() < 0.5:
        body["file"] = jpeg()
    case.body = body
    return case


def _aimed(value: Any, chance: Random, names: Names) -> Any:
    if isinstance(value, list):
        return [_aimed(item, chance, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _field(name, inner, chance, names) for name, inner in value.items()}


def _field(name: str, value: Any, chance: Random, names: Names) -> Any:
    known = names.get(name)
    if known and chance.random() < 0.5:
        if isinstance(value, str):
            return chance.choice(known)
        if isinstance(value, list) and name in LISTS:
            return [chance.choice(known) for _ in value]
    return _aimed(value, chance, names)
