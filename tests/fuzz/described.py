"""The operations, as the functions describe themselves, and what may be asked of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema

from infra.local.routes import Router
from infra.reference import describe
from tests.functions.cloud import the_stack

Operation = APIOperation[Any, Any, Any, Any]

FORM = "multipart/form-data"
BOTH = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
ONLY_OWN_METHODS: dict[str, Any] = {"phases": {"coverage": {"unexpected-methods": []}}}
"""Of another method, the API's own answer is that there is no such route."""


@cache
def schema() -> BaseSchema:
    """Of all HTTP functions. Who may ask is the API's matter: no function looks at a token."""
    document = describe(the_stack())
    for path in document["paths"].values():
        for operation in path.values():
            del operation["security"]
    del document["components"]["securitySchemes"]
    return schemathesis.openapi.from_dict(
        document, config=schemathesis.Config.from_dict(ONLY_OWN_METHODS)
    )


@cache
def operations() -> tuple[Operation, ...]:
    """Everything that can be asked, in the order of the template."""
    found = schema().get_all_operations()
    return tuple(each.ok() for each in found if isinstance(each, Ok))


@cache
def function_of(operation: Operation) -> str:
    """The function whose route it is."""
    match = router().match(operation.method.upper(), operation.path)
    assert match is not None, operation.label
    return {each.logical_id: each.label for each in the_stack().functions}[match.route.function]


@cache
def router() -> Router:
    """The API's routes."""
    return Router(the_stack().routes)


def fuzzed(operation: Operation) -> st.SearchStrategy[Case[Any]]:
    """Requests that fit the description, and half as many that do not."""
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not (operation.query or operation.headers or operation.body):
        return right  # any text fits into a path: there is no wrong one
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return st.one_of(right, right, wrong)


@cache
def covering(operation: Operation) -> Sequence[Case[Any]]:
    """Every example, border and violation that the description knows of."""
    return list(_covering(operation))


def _covering(operation: Operation) -> Iterator[Case[Any]]:
    config = schema().config.generation_for(operation=operation, phase="coverage")
    return schema().iter_coverage_cases(operation, generation_modes=BOTH, generation_config=config)


def sample(operation: Operation, number: int, seed: str) -> list[Case[Any]]:
    """That many of them, or all, in any order."""
    cases = covering(operation)
    return Random(f"{seed} {operation.label}").sample(cases, min(number, len(cases)))
