"""The operations there are. Adding one is a parameter model and a decorated function:

    class Flip(Parameters):
        direction: Literal["horizontal", "vertical"] = Field(description="Which way.")

    @operation("flip", Flip)
    def flip(image: Image.Image, wanted: Flip) -> Image.Image:
        '''Mirror the picture.'''

The function takes an upright sRGB picture, RGB or RGBA, without `info`; it returns such a picture
and leaves the one it was given alone. The first line of its docstring is what the documentation
says. From here it is parsed, checked, described in the API, documented and pictured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from PIL import Image

from darkroom.imaging.operations.parameters import Parameters, Size

P = TypeVar("P", bound=Parameters)
Wanted = Callable[[Size], Size]
"""From a picture's upright size to the size at which it is enough."""
Assets = Callable[[str, Wanted], Image.Image]
"""The picture of another asset by its id, decoded at least at the wanted size."""


class Unsuitable(Exception):
    """Parameters that do not fit the picture: the field to mend, and a public sentence."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.detail = detail


class Planned(NamedTuple):
    """The size a step will have, and the fields that made it as wide and as tall as it is."""

    size: Size
    across: str
    down: str


Plan = Callable[[Size, P], Planned | None]
"""The result's size from the picture's; None when only the pixels tell. Raises Unsuitable."""


LIGHT = 1.0
"""Of work a pixel: 20 ns at most, transparency included; what is heavier says how much. Measured
by `python -m tests.benchmarks.operations`."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`filter` is the filter's name, or None where the operation is not a filter. `enough` is set
    where the step only scales down, and a picture that is decoded smaller will do. `work` is what a
    pixel costs, beside 1 for a light step."""

    operation: str
    filter: str | None
    model: type[Parameters]
    plan: Plan[Any]
    apply: Callable[[Image.Image, Any, Assets], Image.Image]
    summary: str
    enough: Callable[[Size, Any], Size] | None = None
    work: float = LIGHT

    @property
    def heads(self) -> dict[str, str]:
        """The fields by which it is named."""
        return {"operation": self.operation} | ({"type": self.filter} if self.filter else {})


FILTER = "filter"
OPERATIONS: dict[str, Operation] = {}
FILTERS: dict[str, Operation] = {}


def open_size(_: Size, __: Parameters) -> None:
    """The plan of what depends on the pixels."""


def same_size(size: Size, _: Parameters) -> Planned:
    """The plan of what changes colours only."""
    return Planned(size, "", "")


def _summary(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").split("\n", 1)[0]


def composition(
    name: str, model: type[P], *, plan: Plan[P] = same_size, work: float = LIGHT
) -> Callable[
    [Callable[[Image.Image, P, Assets], Image.Image]],
    Callable[[Image.Image, P, Assets], Image.Image],
]:
    """Register an operation that uses other assets, too."""

    def register(
        apply: Callable[[Image.Image, P, Assets], Image.Image],
    ) -> Callable[[Image.Image, P, Assets], Image.Image]:
        OPERATIONS[name] = Operation(name, None, model, plan, apply, _summary(apply), work=work)
        return apply

    return register


def operation(
    name: str,
    model: type[P],
    *,
    plan: Plan[P] = same_size,
    enough: Callable[[Size, P], Size] | None = None,
    work: float = LIGHT,
) -> Callable[[Callable[[Image.Image, P], Image.Image]], Callable[[Image.Image, P], Image.Image]]:
    """Register an operation."""

    def register(
        apply: Callable[[Image.Image, P], Image.Image],
    ) -> Callable[[Image.Image, P], Image.Image]:
        OPERATIONS[name] = Operation(
            name, None, model, plan, _alone(apply), _summary(apply), enough, work
        )
        return apply

    return register


def picture_filter(
    name: str, model: type[P], *, work: float = LIGHT
) -> Callable[[Callable[[Image.Image, P], Image.Image]], Callable[[Image.Image, P], Image.Image]]:
    """Register a type of the operation `filter`. Size and alpha stay exactly as they are."""

    def register(
        apply: Callable[[Image.Image, P], Image.Image],
    ) -> Callable[[Image.Image, P], Image.Image]:
        FILTERS[name] = Operation(
            FILTER, name, model, same_size, _alone(apply), _summary(apply), work=work
        )
        return apply

    return register


def _alone(
    apply: Callable[[Image.Image, P], Image.Image],
) -> Callable[[Image.Image, P, Assets], Image.Image]:
    """An operation that asks for no other asset."""
    return lambda image, wanted, _: apply(image, wanted)
