"""The tree of errors: what clients read, and what the module's own drawing says of it."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from darkroom.domain import errors
from darkroom.domain.errors import (
    DarkroomError,
    Fault,
    FieldError,
    ImageRejected,
    InvalidRequest,
    Refusal,
    Unmade,
    public_errors,
    recalled,
)

INTERNAL = {"NotYet", "ObjectNotFound", "ObjectChanged", "InvalidKey", "RowChanged", "RowBusy"}
"""Raised between layers, never shown."""
ROOTS = (Refusal, ImageRejected, Unmade, Fault)

_BRANCH = re.compile(r" {4}(?P<trunk>[│├└─ ]*)(?P<name>[A-Z]\w+)(?: +(?P<rest>.*))?")
_CODE = re.compile(r"(?P<status>\d{3})  (?P<code>[a-z_]+)")


class Leaf(NamedTuple):
    """One line of the tree."""

    name: str
    parent: str
    status: int
    code: str


def drawn() -> tuple[dict[str, str], list[Leaf]]:
    """The tree of the docstring: every class with its parent, and those that have a code."""
    parents: dict[str, str] = {}
    leaves: list[Leaf] = []
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        branch = _BRANCH.fullmatch(line)
        if branch is None:
            continue
        name = branch["name"]
        path = [*path[: len(branch["trunk"]) // 4], name]
        parents[name] = path[-2] if len(path) > 1 else "Exception"
        if code := _CODE.fullmatch(branch["rest"] or ""):
            leaves.append(Leaf(name, parents[name], int(code["status"]), code["code"]))
    return parents, leaves


def test_the_drawing_shows_every_public_class_with_its_code_and_status_and_no_other() -> None:
    real = [
        Leaf(kind.__name__, kind.__bases__[0].__name__, kind.status, kind.code)
        for kind in public_errors()
    ]
    assert sorted(drawn()[1]) == sorted(real)


def test_the_drawing_shows_who_inherits_from_whom() -> None:
    parents, _ = drawn()
    assert len(parents) > len(ROOTS)
    assert parents == {name: getattr(errors, name).__bases__[0].__name__ for name in parents}


def test_every_error_is_either_in_the_drawing_or_known_to_be_internal() -> None:
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, DarkroomError)
    }
    assert classes == drawn()[0].keys() | INTERNAL


def test_internal_errors_are_not_in_the_public_table() -> None:
    assert INTERNAL.isdisjoint(kind.__name__ for kind in public_errors())


@pytest.mark.parametrize("words", ["code", "title"])
def test_no_two_public_errors_share(words: str) -> None:
    told = [getattr(kind, words) for kind in public_errors()]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("kind", list(public_errors()), ids=lambda kind: kind.__name__)
def test_a_public_error_has_a_code_for_machines_and_a_sentence_for_people(
    kind: type[DarkroomError],
) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)
    assert re.fullmatch(r"[A-Z][^\n]+[^\s.]", kind.title)
    assert len(kind.title.split()) > 2


@pytest.mark.parametrize(
    ("root", "statuses"),
    [(Refusal, range(400, 500)), (ImageRejected, range(422, 423)), (Fault, range(500, 600))],
)
def test_a_status_says_whose_doing_it_was(root: type[DarkroomError], statuses: range) -> None:
    assert {kind.status for kind in public_errors(root)} <= set(statuses)


@pytest.mark.parametrize("root", ROOTS)
def test_the_table_of_one_root_holds_that_roots_errors_alone(root: type[DarkroomError]) -> None:
    kinds = list(public_errors(root))
    assert kinds
    assert all(issubclass(kind, root) and kind is not root for kind in kinds)


@pytest.mark.parametrize("kind", list(public_errors()), ids=lambda kind: kind.__name__)
def test_without_a_detail_the_title_is_told_as_a_sentence(kind: type[DarkroomError]) -> None:
    assert kind().detail == str(kind()) == f"{kind.title}."


def test_a_detail_is_what_is_told_of_an_occurrence() -> None:
    error = errors.FileTooLarge("The file has 9 bytes.", max_size=5)
    assert (error.detail, str(error)) == ("The file has 9 bytes.", "The file has 9 bytes.")
    assert error.extensions == {"max_size": 5}


def test_a_field_is_pointed_at() -> None:
    error = InvalidRequest.at("/size", "A file has at least one byte.")
    assert error.errors == (FieldError("/size", "A file has at least one byte."),)
    assert error.detail == "A file has at least one byte."


def test_of_several_fields_the_first_one_speaks_for_all() -> None:
    fields = (FieldError("/a", "First."), FieldError("/b", "Second."))
    assert InvalidRequest(errors=fields).detail == "First."
    assert InvalidRequest("Both.", errors=fields).detail == "Both."


@pytest.mark.parametrize("kind", list(public_errors(ImageRejected)), ids=lambda kind: kind.__name__)
def test_a_stored_verdict_is_recalled_as_what_it_was(kind: type[DarkroomError]) -> None:
    verdict = recalled(kind.code, "Save it anew.")
    assert type(verdict) is kind
    assert verdict.detail == "Save it anew."


@pytest.mark.parametrize("code", ["of_former_times", "", "internal_error", "not_found"])
def test_a_verdict_of_former_times_is_still_a_verdict(code: str) -> None:
    verdict = recalled(code, "Save it anew.")
    assert type(verdict) is ImageRejected
    assert (verdict.status, verdict.detail) == (422, "Save it anew.")
