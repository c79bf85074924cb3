"""What was read from an instruction, as far as it can be told before there is a pixel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.instructions.reading import Reading
from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Recipe
from darkroom.imaging.framing import Size
from darkroom.imaging.planning import plan
from darkroom.imaging.recipes import read_format, read_operations, read_steps


def size_after(size: Size, operation: Mapping[str, Any], limits: Limits) -> Size:
    """The size after the operation; as it was if that cannot be done, or only pixels tell."""
    try:
        (step,) = read_steps([operation])
        planned = plan(step, size, limits)
    except InvalidRequest:
        return size
    return planned or size


def recipe_of(reading: Reading) -> Recipe:
    """The recipe, every parameter written out. Raises InvalidRequest."""
    read_format(reading.format, reading.quality)
    operations = read_operations(reading.operations) if reading.operations else ()
    return Recipe(operations, reading.format, reading.quality)
