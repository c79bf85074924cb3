"""Every handler and every branch of it, as stories that can be told with faults."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults.plots import ON_AMAZON, SETTINGS, Story
from tests.faults.stories import (
    amazon,
    deleting,
    editing,
    generating,
    looking,
    moving,
    sweeping,
    uploading,
)

_MODULES = (uploading, moving, deleting, editing, generating, amazon, looking, sweeping)

STORIES: Mapping[str, Story] = {
    f"{module.__name__.rpartition('.')[2]}: {story.__name__.replace('_', ' ')}": story
    for module in _MODULES
    for story in module.STORIES
}
"""By name."""


def settings_of(story: Story) -> Mapping[str, str]:
    """What the deployment is told that it is about."""
    return ON_AMAZON if story in amazon.STORIES else SETTINGS
