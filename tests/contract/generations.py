"""Generations for the contract of catalogs, with their drafts and keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from darkroom.catalog.base import Catalog, Once
from darkroom.domain.asset import Asset, Claim, Kind, Status
from darkroom.domain.budget import Budget, Charge, day_of
from darkroom.domain.generation import (
    Ask,
    Generation,
    Image,
    Task,
)
from darkroom.domain.tally import Quota
from tests.builders import a_draft, an_id
from tests.fakes import START

BUDGET = Budget(images=4, voice_seconds=60)
TODAY = day_of(START)
LATER = START + timedelta(minutes=1)
CLAIM = Claim("me", START + timedelta(minutes=5))
PLAN = {"recipe": None, "for_model": "ein Boot", "understood": [], "not_understood": ["Boot"]}


def a_generation(owner: str = "alice", number: int = 2, **changes: Any) -> Generation:
    made = Generation(
        id=an_id(),
        owner=owner,
        ask=Ask(Task.GENERATION, "ein Boot\nim Meer 🌊", "Nebel", seed=2**32 - 2),
        provider="painter",
        created_at=START,
        updated_at=START,
        images=tuple(Image(an_id()) for _ in range(number)),
        charge=Charge(images=number),
    )
    return replace(made, **changes)


def drafts_of(generation: Generation, **changes: Any) -> list[Asset]:
    kept: dict[str, Any] = {"kind": Kind.GENERATED, "size": 0, "ticket_expires_at": None}
    return [
        a_draft(generation.owner, id=image.asset_id, **(kept | changes))
        for image in generation.images
    ]


def a_recording(catalog: Catalog) -> Asset:
    """One of alice's that waits to be heard."""
    made = a_draft(
        content_type="audio/wav", status=Status.RECEIVED, seconds=4.2, ticket_expires_at=None
    )
    catalog.add([made], Quota())
    return made


def a_once(generation: Generation, key: str = "k1") -> Once:
    return Once(generation.owner, key, "b", generation.id, START)


def begin(
    catalog: Catalog,
    generation: Generation | None = None,
    key: str = "k1",
    *,
    quota: Quota | None = None,
    budget: Budget = BUDGET,
    drafts: list[Asset] | None = None,
    recording: Asset | None = None,
) -> Generation:
    made = generation or a_generation()
    wanted = drafts_of(made) if drafts is None else drafts
    once, room = a_once(made, key), quota or Quota()
    catalog.begin(made, once, wanted, quota=room, budget=budget, recording=recording)
    return made
