"""Who does what no operation can do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.generation import Ask, Task
from darkroom.domain.region import Region
from darkroom.providers.base import Ability
from darkroom.services.makers import Makers
from tests.unit.services.provider import Scripted, painter


def only_following(specialty: str) -> Makers:
    provider: Scripted = painter()
    can = provider.abilities.can - {Ability.INSTRUCT}
    provider.abilities = replace(provider.abilities, can=can)
    provider.specialty = specialty
    return Makers("painter", "", lambda _: provider)


@pytest.mark.parametrize("words", ["add a dragon", "make the car red"])
def test_who_follows_instructions_follows_any(words: str) -> None:
    assert Makers("painter", "", lambda _: painter()).follow(words)


def test_a_region_is_for_who_can_inpaint() -> None:
    ask = Ask(Task.REFINEMENT, "a boat", region=Region(0, 0, 0.5, 0.5))
    provider = painter()
    makers = Makers("painter", "", lambda _: provider)
    makers.require(ask)
    provider.abilities = replace(provider.abilities, can=frozenset({Ability.REFINE}))
    makers.require(replace(ask, region=None))
    with pytest.raises(InvalidRequest) as refused:
        makers.require(ask)
    assert [each.pointer for each in refused.value.errors] == ["/region"]


def test_who_follows_some_instructions_follows_no_other() -> None:
    makers = only_following("make the car red")
    assert makers.follow("make the car red")
    assert not makers.follow("add a dragon")
