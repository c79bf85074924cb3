"""Every handler and every branch of it, as stories that can be told with faults."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults.plots import Story
from tests.faults.stories import (
    deleting,
    editing,
    generating,
    looking,
    moving,
    sweeping,
    uploading,
)

_MODULES = (uploading, moving, deleting, editing, generating, looking, sweeping)

STORIES: Mapping[str, Story] = {
    f"{module.__name__.rpartition('.')[2]}: {story.__name__.replace('_', ' ')}": story
    for module in _MODULES
    for story in module.STORIES
}
"""By name."""
