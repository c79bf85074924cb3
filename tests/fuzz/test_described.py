"""The description is of what is sent: fuzzing against another one would prove nothing."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from infra.reference import describe
from tests.functions.cloud import the_stack

FUNCTIONS = [function.label for function in the_stack().functions if function.routes]
PROBLEM = "application/problem+json"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_model_is_described_as_its_function_has_it(function: str) -> None:
    app = importlib.import_module(f"functions.{function}.app").handler.app
    described = describe(the_stack())["components"]["schemas"]
    own = app.openapi()["components"]["schemas"]
    assert [name for name in own if described[name] != own[name]] == []


def test_an_error_is_described_as_the_problem_that_is_sent() -> None:
    sent = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert [error for error in _errors() if error["content"] != sent] == []


def _errors() -> list[Any]:
    return [
        response
        for path in describe(the_stack())["paths"].values()
        for operation in path.values()
        for status, response in operation["responses"].items()
        if status >= "400"
    ]
