"""Galleries: listings, numbers, one asset and its words, slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from darkroom.catalog.base import GalleryQuery, Slot
from darkroom.domain import limits as checks
from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.budget import Charge, day_of
from darkroom.domain.errors import (
    AssetNotFound,
    EditConflict,
    FilterTooSparse,
    PageTooDeep,
    PreconditionFailed,
    RowChanged,
    SlotNotFound,
)
from darkroom.domain.paging import decode_cursor, encode_cursor
from darkroom.domain.tally import Tally
from darkroom.services.fields import FieldChecks
from darkroom.services.ports import Ports
from darkroom.services.rows import amend, get_asset, require_ready

MAX_NUMBERED_DEPTH = 1000
"""Page × limit of a numbered page: it reads everything before it, up to 2 KB an asset."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page, and the cursor of the next if there is one."""

    assets: tuple[Asset, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """What an owner may change about an asset; None leaves it as it is."""

    filename: str | None = None
    tags: tuple[str, ...] | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Galleries:
    """Looking at what one has."""

    ports: Ports
    secret: bytes

    def page(self, query: GalleryQuery, cursor: str | None) -> Listing:
        """The page of `query` that the cursor names. Raises InvalidCursor, FilterTooSparse."""
        after = decode_cursor(cursor, _binding(query), self.secret) if cursor else None
        page = self.ports.catalog.page(replace(query, after=after))
        return self._listing(query, page.assets, page.next_after)

    def numbered_page(self, query: GalleryQuery, number: int) -> Listing:
        """Page 1, 2, ... of the same listing; reads all pages before it.

        Raises PageTooDeep, FilterTooSparse.
        """
        depth = number * query.limit
        if depth > MAX_NUMBERED_DEPTH:
            raise PageTooDeep(
                f"Numbered pages reach the first {MAX_NUMBERED_DEPTH} assets; use a cursor."
            )
        page = self.ports.catalog.page(replace(query, limit=depth))
        return self._listing(query, page.assets[depth - query.limit :], page.next_after)

    def _listing(
        self, query: GalleryQuery, assets: tuple[Asset, ...], next_after: str | None
    ) -> Listing:
        """The page, with its cursor; without assets it is one only at the end."""
        following = next_after and encode_cursor(next_after, _binding(query), self.secret)
        if following and not assets:
            raise FilterTooSparse(
                "None of the assets looked at matches; narrow the search by job_id, "
                "or go on with next_cursor.",
                next_cursor=following,
            )
        return Listing(assets, following)

    def public_page(self, query: GalleryQuery, cursor: str | None) -> Listing:
        """An owner's public assets, for anybody. Raises InvalidCursor."""
        return self.page(replace(query, visibility=Visibility.PUBLIC), cursor)

    def overview(self, owner: str) -> tuple[Tally, Charge]:
        """The owner's counters, and what is spent of today's budget, in one request."""
        return self.ports.catalog.overview(owner, day_of(self.ports.now()))

    def asset(self, owner: str, asset_id: str) -> Asset:
        """Raises AssetNotFound."""
        return get_asset(self.ports.catalog, owner, asset_id)

    def edit(self, owner: str, asset_id: str, words: Words, editions: frozenset[int]) -> Asset:
        """Change what is said about an asset. `editions`: those it may have now; empty = any.

        Raises AssetNotFound, NotReady, InvalidRequest, PreconditionFailed.
        """
        fields = FieldChecks()
        checked = Words(
            fields.check_given(checks.check_filename, words.filename),
            fields.check_given(checks.check_tags, words.tags),
            fields.check_given(checks.check_metadata, words.metadata),
        )
        fields.raise_errors()

        def change(row: Asset) -> Asset:
            if editions and row.edition not in editions:
                raise PreconditionFailed
            return row.edited(
                self.ports.now(),
                filename=checked.filename,
                tags=checked.tags,
                metadata=checked.metadata,
            )

        return amend(self.ports.catalog, self.asset(owner, asset_id), change)

    def slot(self, owner: str, name: str) -> tuple[Slot, Asset]:
        """What a slot points at. Raises InvalidRequest, SlotNotFound."""
        slot = self.ports.catalog.slot(owner, checks.check_slot(name))
        if slot is None:
            raise SlotNotFound
        try:
            return slot, self.asset(owner, slot.asset_id)
        except AssetNotFound as exc:
            raise SlotNotFound from exc

    def point_slot(self, owner: str, name: str, asset_id: str) -> tuple[Slot, Asset]:
        """Point a slot at an own, ready asset, until a newer upload for it is accepted.

        Raises InvalidRequest, AssetNotFound, NotReady, EditConflict.
        """
        checks.check_slot(name)
        asset = require_ready(self.asset(owner, asset_id))
        slot = Slot(owner, name, asset.id, as_of=self.ports.new_id())
        try:
            self.ports.catalog.point_slot(slot)
        except RowChanged as exc:
            raise EditConflict from exc
        return slot, asset


def _binding(query: GalleryQuery) -> str:
    """Everything that makes two listings different, but not how much of one is shown at a time."""
    return repr(replace(query, after=None, limit=0))
