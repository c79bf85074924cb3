"""Generations in a deployment of the tests: who makes images and hears speech, and the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from darkroom.domain.budget import Budget
from darkroom.domain.generation import GenerationRef
from darkroom.domain.instructions.reading import Reading
from darkroom.domain.instructions.rules import Operation, Size
from darkroom.domain.prompts import Hook
from darkroom.domain.recipe import Recipe
from darkroom.providers.base import Provider
from darkroom.services.answers import Answers
from darkroom.services.deletion import Deletion
from darkroom.services.edits import Edits
from darkroom.services.finishing import Finishing
from darkroom.services.fitting import Fitting
from darkroom.services.forgotten import Forgotten
from darkroom.services.generating import Generating
from darkroom.services.generations import Generations
from darkroom.services.hearing import Hearing
from darkroom.services.makers import Makers
from darkroom.services.ports import Ports
from darkroom.services.understanding import Understanding
from darkroom.services.wishes import Wishes
from tests.unit.services.provider import Scripted, listener, painter
from tests.unit.services.stepping import SteppedProvider, stepped_send

if TYPE_CHECKING:
    from tests.unit.services.stepping import Steps

BUDGET = Budget(images=20, voice_seconds=100)


def takes_anything(prompt: str) -> bool:
    return True


@dataclass
class Creating:
    """`waiting` are the queue's messages, with the seconds each still waits."""

    images: Scripted = field(default_factory=painter)
    speech: Scripted = field(default_factory=listener)
    budget: Budget = BUDGET
    takes: Hook = takes_anything
    waiting: list[tuple[GenerationRef, float]] = field(default_factory=list)
    steps: Steps | None = None

    def stepping(self, steps: Steps) -> Creating:
        return replace(self, steps=steps)

    def named(self, name: str) -> Provider:
        provider: Any = {"painter": self.images, "listener": self.speech}[name]
        return SteppedProvider(provider, self.steps) if self.steps else provider

    @property
    def send(self) -> Callable[..., None]:
        def send(ref: GenerationRef, seconds: float = 0) -> None:
            self.waiting.append((ref, seconds))

        return stepped_send(send, self.steps) if self.steps else send


def put_together(
    ports: Ports, creating: Creating, edits: Edits, secret: bytes
) -> tuple[Generations, Generating, Forgotten]:
    """The services, as bootstrap puts them together, but for pixels and sound."""
    studio, develop, deletion = edits.studio, edits.develop, Deletion(ports)
    makers = Makers("painter", "listener", creating.named)
    understanding = Understanding(studio.check, size_after, _recipe_of)
    answers, wishes = Answers(ports), Wishes(ports, studio, size_after)
    generations = Generations(
        ports,
        deletion,
        makers,
        understanding,
        creating.budget,
        edits.quota,
        creating.takes,
        creating.send,
        secret,
    )
    generating = Generating(
        ports,
        deletion,
        makers,
        understanding,
        edits,
        wishes,
        Finishing(ports, answers, wishes, Fitting(ports, studio), develop),
        Hearing(ports, deletion, answers, "private-bucket", lambda body: b"mp4:" + body),
        creating.budget,
        creating.takes,
        creating.send,
    )
    return generations, generating, Forgotten(ports, deletion, creating.send)


def size_after(size: Size, operation: Operation) -> Size:
    """A square is all that this deployment can crop to; it resizes, and only pixels tell the rest,
    of which trimming leaves a third."""
    side = min(size)
    if operation["operation"] == "crop":
        return side, side
    if operation["operation"] != "resize":
        return size
    scale = min(operation["width"] / size[0], operation["height"] / size[1])
    return round(size[0] * scale), round(size[1] * scale)


def _recipe_of(reading: Reading) -> Recipe:
    return Recipe(reading.operations, reading.format, reading.quality)
