"""Deliberate mistakes, to see that the suite would notice them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any
from unittest import mock

from darkroom.domain.asset import Asset, Visibility
from darkroom.providers.base import Abilities
from darkroom.providers.openai import OpenAIProvider
from darkroom.services.visibility import Moves


def _delete_before_the_commit(moves: Moves, asset: Asset, target: Visibility) -> Asset:
    """Copy, delete, update: the row points at nothing for a moment, and for ever after a crash."""
    if asset.visibility is not target:
        moves._copy(asset, target)
        moves.ports.home_of(asset).delete_many(asset.variant_keys)
        asset = moves._hold(asset, lambda row: row.moved(moves.ports.now()))
    moves._clean(asset)
    return moves._hold(asset, Asset.settled)


def _commit_before_the_copy(moves: Moves, asset: Asset, target: Visibility) -> Asset:
    """Update, copy, delete: the row points at what is not there yet."""
    if asset.visibility is not target:
        before, asset = asset, moves._hold(asset, lambda row: row.moved(moves.ports.now()))
        moves._copy(before, target)
    moves._clean(asset)
    return moves._hold(asset, Asset.settled)


MUTANTS: Mapping[str, Callable[[Moves, Asset, Visibility], Asset]] = {
    "copy, delete, update": _delete_before_the_commit,
    "update, copy, delete": _commit_before_the_copy,
}


ASKS_AGAIN = "asks again"
"""Takes a provider that bills for one that can be asked twice for nothing."""
_ABILITIES: Any = OpenAIProvider.abilities


def _repeatable(provider: OpenAIProvider) -> Abilities:
    abilities: Abilities = _ABILITIES.fget(provider)
    return replace(abilities, is_repeatable=True)


@contextmanager
def making(mistake: str | None) -> Iterator[None]:
    """The mistake, while this lasts."""
    patch: Any = nullcontext()
    if mistake == ASKS_AGAIN:
        patch = mock.patch.object(OpenAIProvider, "abilities", property(_repeatable))
    elif mistake is not None:
        patch = mock.patch.object(Moves, "_drive", MUTANTS[mistake])
    with patch:
        yield
