"""What a recipe does to sizes, computed without a pixel, and refused at the field that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.limits import MAX_DIMENSION, Limits
from darkroom.imaging.framing import Size
from darkroom.imaging.operations.registry import Planned, Unsuitable
from darkroom.imaging.recipes import Step

MAX_WORK = 1300.0
"""Megapixels of light steps in one recipe: 26 seconds at most, so that a request ends in its time.
The heaviest step on 64 Mpx is allowed, and ten of it on 7."""
SECONDS = 0.02
"""For one of these, at most: `python -m tests.benchmarks.operations`."""
_DECODING, _WRITING = 2.0, 6.0
"""The work of a pixel that comes in, and of one that goes out: encoded, and developed."""


def check_steps(steps: Sequence[Step], size: Size, limits: Limits) -> float:
    """Follow the sizes from step to step, as far as sizes alone tell.

    Returns the seconds that all of it takes at most. Raises InvalidRequest."""
    work = _megapixels(size) * _DECODING
    is_known = True
    for step in steps:
        planned = plan(step, size, limits) if is_known else None
        is_known = planned is not None
        before, size = size, planned or size
        work += max(_megapixels(before), _megapixels(size)) * step.kind.work
        if work + _megapixels(size) * _WRITING > MAX_WORK:
            raise InvalidRequest.at(
                step.pointer,
                "Up to this step, the recipe is more work than one request can do for a picture of "
                "this size. Make it smaller first, or do it in two edits.",
            )
    return (work + _megapixels(size) * _WRITING) * SECONDS


def _megapixels(size: Size) -> float:
    return size[0] * size[1] / 1e6


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
