"""Generations in the table: with them, in one transaction, what they charge, the drafts of their
images, and that a request with this idempotency key began them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from darkroom.catalog import generation_items as rows
from darkroom.catalog import items
from darkroom.catalog.base import Once
from darkroom.catalog.counters import added, could_fit, count, fitting, leave_room
from darkroom.catalog.lineage import descending
from darkroom.catalog.rows import ABSENT, Rows, claiming, counters_in, unchanged
from darkroom.catalog.table import ConditionFailed
from darkroom.catalog.values import (
    Item,
    whole_second,
)
from darkroom.domain.asset import Asset, Claim
from darkroom.domain.budget import Budget, Charge, day_of
from darkroom.domain.errors import CatalogFailure, RowBusy
from darkroom.domain.generation import Generation, GenerationRef, State
from darkroom.domain.tally import Quota, Tally

BUDGETS_KEPT = timedelta(days=7)
OPEN = (State.QUEUED.value, State.RUNNING.value)


class GenerationRows(Rows):
    """The generations' part of the Catalog protocol."""

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
        first = [
            {"Put": {"Item": rows.from_generation(generation), **ABSENT}},
            {"Put": {"Item": rows.from_once(once), **ABSENT}},
            *_handing(recording, generation),
        ]
        charged = _charging(generation, generation.charge, budget)
        beside = [*_puts(drafts), *count(generation.owner, added(drafts), once.begun_at, quota)]
        if not _could_fit(generation.charge, budget) or not could_fit(drafts, quota):
            self._explain(generation, drafts, generation.charge, quota, budget)
        try:
            self._table.transact([*first, *charged, *beside])
        except ConditionFailed as exc:
            if exc.failed[0] < len(first):  # key or recording were used before
                raise
            self._explain(generation, drafts, generation.charge, quota, budget)
            raise CatalogFailure from exc  # there is room again: worth another try

    def once(self, owner: str, key_hash: str) -> Once | None:
        item = self._table.get(rows.once_key(owner, key_hash))
        return rows.to_once(item) if item else None

    def answered(self, once: Once) -> None:
        self._table.update(
            {
                "Key": rows.once_key(once.owner, once.key_hash),
                "UpdateExpression": "SET is_answered = :yes",
                "ConditionExpression": "attribute_exists(pk)",
                "ExpressionAttributeValues": {":yes": {"BOOL": True}},
            }
        )

    def generation(self, owner: str, generation_id: str) -> Generation | None:
        item = self._table.get(rows.generation_key(owner, generation_id))
        return rows.to_generation(item) if item else None

    def generations(self, owner: str, *, limit: int, after: str | None) -> list[Generation]:
        start = rows.generation_key(owner, after) if after else None
        found = self._newest(owner, rows.GENERATIONS, limit + 1, start)
        return [rows.to_generation(item) for item in found]

    def claim_generation(
        self, owner: str, generation_id: str, claim: Claim, now: datetime
    ) -> Generation | None:
        key = rows.generation_key(owner, generation_id)
        try:
            item = self._table.update({"Key": key, **claiming(claim, now, "state", *OPEN)})
        except ConditionFailed as exc:
            found = exc.rows[0] or self._table.get(key)
            if found is None:
                return None
            generation = rows.to_generation(found)
            if not generation.is_over:
                raise RowBusy from exc
            return generation
        return rows.to_generation(item)

    def swap_generation(
        self,
        before: Generation,
        after: Generation,
        drafts: Sequence[Asset] = (),
        *,
        budget: Budget | None = None,
    ) -> Generation:
        written = after.written_over(before)
        put = {"Item": rows.from_generation(written), **unchanged(before.revision)}
        more = after.charge - before.charge
        charged = _charging(after, more, budget)
        if not charged and not drafts:
            self._put_alone(put, rows.to_generation)
            return written
        beside = [*_puts(drafts), *count(after.owner, added(drafts), after.updated_at)]
        if budget and not _could_fit(more, budget):
            self._explain(after, drafts, more, Quota(), budget)
        try:
            self._table.transact([{"Put": put}, *charged, *beside])
        except ConditionFailed as exc:
            if exc.failed[0] == 0 or budget is None:
                raise
            self._explain(after, drafts, more, Quota(), budget)
            raise CatalogFailure from exc
        return written

    def remove_generation(self, generation: Generation, given_back: Charge) -> None:
        key = rows.generation_key(generation.owner, generation.id)
        delete = {"Delete": {"Key": key, **unchanged(generation.revision)}}
        charged = _charging(generation, Charge() - given_back, None)
        self._table.transact([delete, *charged])

    def overview(self, owner: str, day: str) -> tuple[Tally, Charge]:
        stats, budget = items.stats_key(owner), rows.budget_key(owner, day)
        found = {item["sk"]["S"]: item for item in self._table.get_many([stats, budget])}
        tally = counters_in(found.get(stats["sk"]["S"], {}))
        return tally, rows.to_charge(found.get(budget["sk"]["S"], {}))

    def spent(self, owner: str, day: str) -> Charge:
        return rows.to_charge(self._table.get(rows.budget_key(owner, day)) or {})

    def due_generations(self, now: datetime, *, limit: int) -> list[GenerationRef]:
        found = self._due(rows.DUE, now, limit)
        return [
            GenerationRef(
                row["pk"]["S"].removeprefix("owner#"), row["sk"]["S"].removeprefix(rows.GENERATIONS)
            )
            for row in found
        ]

    def _explain(
        self,
        generation: Generation,
        drafts: Sequence[Asset],
        more: Charge,
        quota: Quota,
        budget: Budget,
    ) -> None:
        """Raises what left no room, if it still leaves none."""
        day = day_of(generation.created_at)
        budget.check(self.spent(generation.owner, day), more, generation.updated_at)
        if drafts:
            _, refused = fitting(drafts, self.stats(generation.owner), quota)
            for reason in refused.values():
                raise reason


def _puts(drafts: Sequence[Asset]) -> list[dict[str, Item]]:
    """The drafts, and for those with a source, that they came of it."""
    puts = [{"Put": {"Item": items.from_asset(draft), **ABSENT}} for draft in drafts]
    return puts + [{"Put": descending(draft)} for draft in drafts if draft.source_asset_id]


def _handing(recording: Asset | None, generation: Generation) -> list[dict[str, Item]]:
    """The recording, if there is one, as what this generation is to hear."""
    if recording is None:
        return []
    handed = recording.handed_to(generation.id).written_over(recording)
    return [{"Put": {"Item": items.from_asset(handed), **unchanged(recording.revision)}}]


def _could_fit(more: Charge, budget: Budget) -> bool:
    """Whether it would fit a day on which nothing is spent: what a condition takes for granted."""
    return more.images <= budget.images and more.voice_seconds <= budget.voice_seconds


def _charging(generation: Generation, more: Charge, budget: Budget | None) -> list[dict[str, Item]]:
    """The action that charges the day of the generation, if `budget` leaves room; none without."""
    change = {"images": more.images, "voice_seconds": more.voice_seconds}
    change = {name: number for name, number in change.items() if number}
    if not change:
        return []
    day = day_of(generation.created_at)
    update: Item = {
        "Key": rows.budget_key(generation.owner, day),
        "UpdateExpression": "SET #ttl = if_not_exists(#ttl, :ttl) ADD "
        + ", ".join(f"#{name} :{name}" for name in change),
        "ExpressionAttributeNames": {"#ttl": "ttl", **{f"#{name}": name for name in change}},
        "ExpressionAttributeValues": {
            ":ttl": {"N": str(whole_second(generation.created_at + BUDGETS_KEPT))},
            **{f":{name}": {"N": str(number)} for name, number in change.items()},
        },
    }
    if budget:
        most = {"images": budget.images, "voice_seconds": budget.voice_seconds}
        rooms = {name: most[name] - number for name, number in change.items() if number > 0}
        leave_room(update, rooms)
    return [{"Update": update}]
