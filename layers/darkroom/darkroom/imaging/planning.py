"""What a recipe does to sizes, computed without a pixel, and refused at the field that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.limits import MAX_DIMENSION, Limits
from darkroom.imaging.framing import Size
from darkroom.imaging.operations.registry import Planned, Unsuitable
from darkroom.imaging.recipes import Step


def check_steps(steps: Sequence[Step], size: Size, limits: Limits) -> None:
    """Follow the sizes from step to step, as far as sizes alone tell. Raises InvalidRequest."""
    for step in steps:
        planned = plan(step, size, limits)
        if planned is None:
            return
        size = planned


def plan(step: Step, size: Size, limits: Limits) -> Size | None:
    """The size after a step; None when only the pixels tell. Raises InvalidRequest."""
    try:
        planned = step.kind.plan(size, step.wanted)
        if planned is not None:
            _check_result(planned, size, limits)
    except Unsuitable as exc:
        raise InvalidRequest.at(f"{step.pointer}/{exc.field}", exc.detail) from exc
    return None if planned is None else planned.size


def _check_result(planned: Planned, before: Size, limits: Limits) -> None:
    """Raises Unsuitable at the field that made the picture too wide, too tall or too large."""
    width, height = planned.size
    result = f"The result of this step would be {width} x {height} pixels"
    for side, field in ((width, planned.across), (height, planned.down)):
        if side > MAX_DIMENSION:
            raise Unsuitable(field, f"{result}; each side may have at most {MAX_DIMENSION}.")
    if width * height > limits.max_pixels and planned.size != before:
        wider = width * before[1] >= height * before[0]
        field = planned.across if wider else planned.down
        raise Unsuitable(field, f"{result}; at most {limits.max_pixels} in all are accepted.")
