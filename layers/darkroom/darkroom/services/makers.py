"""Who makes images and hears speech in this deployment, as services see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.generation import Ask, Task
from darkroom.providers.base import Ability, Provider

_NEEDED = {
    Task.GENERATION: Ability.GENERATE,
    Task.VARIATION: Ability.VARY,
    Task.REFINEMENT: Ability.REFINE,
    Task.INSTRUCTION: Ability.REFINE,
}


def needed(ask: Ask) -> Ability:
    """What a provider has to be able to do."""
    return Ability.INPAINT if ask.region else _NEEDED[ask.task]


@dataclass(frozen=True, slots=True)
class Makers:
    """`images` and `speech` are the names of the deployment's providers, `speech` empty where
    there is none. `named` makes one, once; it may raise what reading its configuration raises."""

    images: str
    speech: str
    named: Callable[[str], Provider]

    def follow(self, instruction: str) -> bool:
        """Whether what no operation can do has somebody to do it."""
        provider = self.named(self.images)
        return Ability.INSTRUCT in provider.abilities.can or provider.follows(instruction)

    def require(self, ask: Ask) -> None:
        """Raises InvalidRequest when this deployment cannot do it."""
        abilities = self.named(self.images).abilities
        if needed(ask) not in abilities.can:
            pointer = "/region" if ask.region else "/"
            raise InvalidRequest.at(pointer, f"This deployment's {abilities.name} cannot do this.")
        if ask.model and abilities.models and ask.model not in abilities.models:
            raise InvalidRequest.at("/model", f"A model is one of {', '.join(abilities.models)}.")
