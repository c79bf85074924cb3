"""Batches: each item is read on its own and has its own result, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from darkroom.domain.errors import DarkroomError, Refusal
from darkroom.domain.ids import is_id
from darkroom.http.models.problem import Problem
from darkroom.http.problems import report, validated

Item = TypeVar("Item", bound=BaseModel)
Result = TypeVar("Result")


def answer_each(
    items: Sequence[Any],
    model: type[Item],
    answer: Callable[[list[Item]], Iterable[Result | Problem]],
) -> list[Result | Problem]:
    """The results that `answer` gives for the items that are a `model`, in their places among
    the problems of those that are none."""
    read = [_read(model, item) for item in items]
    answers = iter(answer([item for item in read if not isinstance(item, Problem)]))
    return [item if isinstance(item, Problem) else next(answers) for item in read]


def item_problem(error: DarkroomError, asset_id: str) -> Problem:
    """Why nothing came of an item. A fault of ours is seen by the operator, though the answer as a
    whole is a success."""
    report(error, error, asset_id=asset_id if is_id(asset_id) else None)
    return Problem.of(error, asset_id=asset_id)


def _read(model: type[Item], item: Any) -> Item | Problem:
    try:
        return validated(model, item)
    except Refusal as refusal:
        return Problem.of(refusal)
