"""The generations' part of the catalog that is trusted because its contract runs over it too."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from darkroom.catalog.base import Once
from darkroom.domain.asset import Asset, Claim
from darkroom.domain.budget import Budget, Charge, day_of
from darkroom.domain.errors import QuotaExceeded, RowBusy, RowChanged
from darkroom.domain.generation import Generation, GenerationRef
from darkroom.domain.tally import Quota, Tally


class MemoryGenerations(ABC):
    """In dictionaries, beside the rows of assets that `add` writes."""

    def __init__(self) -> None:
        self.generation_rows: dict[tuple[str, str], Generation] = {}
        self.generation_dues: dict[tuple[str, str], datetime | None] = {}
        self.onces: dict[tuple[str, str], Once] = {}
        self.budgets: dict[tuple[str, str], Charge] = {}

    @abstractmethod
    def add(self, drafts: Sequence[Asset], quota: Quota) -> list[QuotaExceeded | None]:
        """As Catalog.add."""

    @abstractmethod
    def get(self, owner: str, asset_id: str) -> Asset | None:
        """As Catalog.get."""

    @abstractmethod
    def swap(self, before: Asset, after: Asset, *, take_slot: bool = False) -> Asset:
        """As Catalog.swap."""

    @abstractmethod
    def stats(self, owner: str) -> Tally:
        """As Catalog.stats."""

    @abstractmethod
    def descend(self, draft: Asset) -> None:
        """Write down what the draft came of."""

    def begin(
        self,
        generation: Generation,
        once: Once,
        drafts: Sequence[Asset],
        *,
        quota: Quota,
        budget: Budget,
        recording: Asset | None = None,
    ) -> None:
        if (once.owner, once.key_hash) in self.onces:
            raise RowChanged
        if recording and self.get(recording.owner, recording.id) != recording:
            raise RowChanged
        self._check_budget(generation, generation.charge, budget)
        quota.check(self.stats(generation.owner), sum(d.size for d in drafts), len(drafts))
        self._add_drafts(drafts)
        if recording:
            self.swap(recording, recording.handed_to(generation.id))
        self._charge(generation, generation.charge)
        self.onces[once.owner, once.key_hash] = once
        self._put(generation)

    def once(self, owner: str, key_hash: str) -> Once | None:
        return self.onces.get((owner, key_hash))

    def answered(self, once: Once) -> None:
        place = once.owner, once.key_hash
        if place not in self.onces:
            raise RowChanged
        self.onces[place] = replace(self.onces[place], is_answered=True)

    def generation(self, owner: str, generation_id: str) -> Generation | None:
        return self.generation_rows.get((owner, generation_id))

    def generations(self, owner: str, *, limit: int, after: str | None) -> list[Generation]:
        own = (row for (whose, _), row in self.generation_rows.items() if whose == owner)
        ordered = sorted(own, key=lambda row: row.id, reverse=True)
        return [row for row in ordered if after is None or row.id < after][: limit + 1]

    def claim_generation(
        self, owner: str, generation_id: str, claim: Claim, now: datetime
    ) -> Generation | None:
        row = self.generation(owner, generation_id)
        if row is None or row.is_over:
            return row
        if row.claim and row.claim.is_live(now) and row.claim.token != claim.token:
            raise RowBusy
        claimed = replace(row, claim=claim, revision=row.revision + 1)
        self.generation_rows[owner, generation_id] = claimed  # due as it was: see Catalog.due
        return claimed

    def swap_generation(
        self,
        before: Generation,
        after: Generation,
        drafts: Sequence[Asset] = (),
        *,
        budget: Budget | None = None,
    ) -> Generation:
        self._require_same(before)
        more = after.charge - before.charge
        if budget:
            self._check_budget(after, more, budget)
        self._add_drafts(drafts)
        self._charge(after, more)
        written = after.written_over(before)
        self._put(written)
        return written

    def remove_generation(self, generation: Generation, given_back: Charge) -> None:
        self._require_same(generation)
        self._charge(generation, Charge() - given_back)
        place = generation.owner, generation.id
        del self.generation_rows[place], self.generation_dues[place]

    def spent(self, owner: str, day: str) -> Charge:
        return self.budgets.get((owner, day), Charge())

    def overview(self, owner: str, day: str) -> tuple[Tally, Charge]:
        return self.stats(owner), self.spent(owner, day)

    def due_generations(self, now: datetime, *, limit: int) -> list[GenerationRef]:
        dues = self.generation_dues.items()
        passed = sorted((at, place) for place, at in dues if at and at <= now)
        return [GenerationRef(*place) for _, place in passed[:limit]]

    def _put(self, generation: Generation) -> None:
        place = generation.owner, generation.id
        self.generation_rows[place] = generation
        self.generation_dues[place] = generation.due_at

    def _require_same(self, generation: Generation) -> None:
        current = self.generation(generation.owner, generation.id)
        if current is None or current.revision != generation.revision:
            raise RowChanged

    def _check_budget(self, generation: Generation, more: Charge, budget: Budget) -> None:
        spent = self.spent(generation.owner, day_of(generation.created_at))
        budget.check(spent, more, generation.updated_at)

    def _charge(self, generation: Generation, more: Charge) -> None:
        place = generation.owner, day_of(generation.created_at)
        if more:
            self.budgets[place] = self.spent(*place) - (Charge() - more)

    def _add_drafts(self, drafts: Sequence[Asset]) -> None:
        self.add(drafts, Quota())
        for draft in drafts:
            if draft.source_asset_id:
                self.descend(draft)
