"""From JSON to operations: every mistake at its field, and the canonical form that is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from darkroom.domain.errors import FieldError, InvalidRequest
from darkroom.domain.recipe import FORMATS, MAX_OPERATIONS
from darkroom.imaging.operations import FILTER, FILTERS, OPERATIONS, Operation
from darkroom.imaging.operations.parameters import Parameters

_MAX_MISTAKES = 20
_MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Step:
    """An operation with its parameters, and where it stands in the request."""

    pointer: str
    kind: Operation
    wanted: Parameters

    @property
    def as_json(self) -> dict[str, Any]:
        """Its canonical form: all defaults written out, None left out."""
        return self.kind.heads | self.wanted.written_out()


def read_operations(values: Any, pointer: str = "/operations") -> tuple[dict[str, Any], ...]:
    """1 to 10 operations in their canonical form. Raises InvalidRequest, pointing at every
    mistake (but no more than 20)."""
    if not isinstance(values, Sequence) or isinstance(values, (str, bytes)) or not values:
        raise InvalidRequest.at(pointer, f"A list of 1 to {MAX_OPERATIONS} operations is needed.")
    return tuple(step.as_json for step in read_steps(values, pointer))


def read_steps(values: Sequence[Any], pointer: str = "/operations") -> tuple[Step, ...]:
    """The steps of a recipe; there may be none. Raises InvalidRequest as read_operations()."""
    if len(values) > MAX_OPERATIONS:
        raise InvalidRequest.at(pointer, f"At most {MAX_OPERATIONS} operations are accepted.")
    steps: list[Step] = []
    mistakes: list[FieldError] = []
    for index, value in enumerate(values):
        try:
            steps.append(_step(value, f"{pointer}/{index}"))
        except InvalidRequest as refusal:
            mistakes += refusal.errors
    if mistakes:
        raise InvalidRequest(errors=tuple(mistakes[:_MAX_MISTAKES]))
    return tuple(steps)


def read_format(file_format: str | None, quality: int | None) -> None:
    """Whether a result can be written so. Raises InvalidRequest at /format or /quality."""
    if file_format is not None and file_format not in FORMATS:
        raise InvalidRequest.at("/format", f"A format is one of {', '.join(FORMATS)}.")
    if quality is None:
        return
    if isinstance(quality, bool) or not isinstance(quality, int) or not 1 <= quality <= 100:
        raise InvalidRequest.at("/quality", "A quality is a whole number from 1 to 100.")


def describe() -> dict[str, Any]:
    """The JSON schema of one operation, for the API's description."""
    return {"oneOf": [schema_of(kind) for kind in kinds()]}


def kinds() -> Iterator[Operation]:
    """Every operation, then every filter."""
    yield from OPERATIONS.values()
    yield from FILTERS.values()


def schema_of(kind: Operation) -> dict[str, Any]:
    """The JSON schema of one kind of operation, with an example."""
    schema = kind.model.model_json_schema()
    heads = {name: {"const": value, "type": "string"} for name, value in kind.heads.items()}
    return schema | {
        "title": " ".join(kind.heads.values()),
        "description": kind.summary,
        "properties": heads | schema.get("properties", {}),
        "required": [*heads, *schema.get("required", ())],
        "examples": [kind.heads | dict(kind.model.example)],
    }


def _step(value: Any, pointer: str) -> Step:
    if not isinstance(value, Mapping):
        raise InvalidRequest.at(pointer, "An operation is a JSON object.")
    kind = _kind(value, pointer)
    named = {name: each for name, each in value.items() if name not in kind.heads}
    try:
        wanted = kind.model.model_validate(named)
    except ValidationError as exc:
        raise InvalidRequest(errors=tuple(_mistakes(exc, pointer))) from exc
    objections = [FieldError(f"{pointer}/{name}", said) for name, said in wanted.objections()]
    if objections:
        raise InvalidRequest(errors=tuple(objections))
    return Step(pointer, kind, wanted)


def _kind(value: Mapping[str, Any], pointer: str) -> Operation:
    """The operation or filter that is named. Raises InvalidRequest."""
    name = value.get("operation")
    if name == FILTER:
        return _named(value.get("type"), FILTERS, f"{pointer}/type", "A filter's type")
    return _named(name, OPERATIONS, f"{pointer}/operation", "An operation", FILTER)


def _named(
    name: Any, known: Mapping[str, Operation], pointer: str, what: str, *others: str
) -> Operation:
    if isinstance(name, str) and name in known:
        return known[name]
    raise InvalidRequest.at(pointer, f"{what} is one of {', '.join([*known, *others])}.")


def _mistakes(exc: ValidationError, pointer: str) -> Iterator[FieldError]:
    for error in exc.errors(include_url=False, include_input=False, include_context=False):
        yield FieldError(_pointer(pointer, error["loc"]), _sentence(error["type"], error["msg"]))


def _pointer(pointer: str, location: Sequence[str | int]) -> str:
    """What a caller named may be long, or hold what JSON pointers escape (RFC 6901)."""
    parts = (str(part)[:_MAX_NAME].replace("~", "~0").replace("/", "~1") for part in location)
    return "".join([pointer, *(f"/{part}" for part in parts)])


def _sentence(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "There is no such parameter."
    return f"{message}."
