"""A random history of one owner's rows, played to a catalog and to a model at the same time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from darkroom.catalog.base import DUE_SHARDS, AssetRef, Catalog, GalleryQuery, Slot
from darkroom.domain.asset import Asset, Claim, Kind, Rejection, Status, Visibility
from darkroom.domain.errors import RowBusy, RowChanged
from darkroom.domain.tally import Quota, tally
from tests.builders import FACTS, VARIANTS, a_draft, an_id
from tests.fakes import START, MemoryCatalog

OWNER = "alice"
JOBS = ("default", "trip")
SLOTS = ("a/b", "a/c")
QUOTA = Quota(max_assets=12, max_bytes=4_000)
LIVE = timedelta(seconds=20)


@dataclass
class History:
    """`rows` are as last read, `outdated` as they were before."""

    catalog: Catalog
    seed: int
    model: MemoryCatalog = field(default_factory=MemoryCatalog)
    rows: dict[str, Asset] = field(default_factory=dict)
    outdated: list[Asset] = field(default_factory=list)
    now: datetime = START

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def step(self) -> None:
        """One thing happens."""
        self.now += timedelta(seconds=self.dice.randrange(1, 10))
        acts = [self.upload, self.claim, self.claim, self.change, self.change, self.change]
        acts += [self.change_what_was, self.remove, self.point, self.look]
        self.dice.choice(acts)()

    # What happens

    def upload(self) -> None:
        drafts = [
            a_draft(
                size=self.dice.randrange(1, 900),
                created_at=self.now,
                job_id=self.dice.choice(JOBS),
                slot=self.dice.choice((None, *SLOTS)),
                kind=self.dice.choice(list(Kind)),
                visibility=self.dice.choice(list(Visibility)),
                tags=tuple(self.dice.sample("xyz", 2)),
                metadata={"n": self.dice.random()},
            )
            for _ in range(self.dice.randrange(1, 4))
        ]
        outcomes = self.both(lambda catalog: catalog.add(drafts, QUOTA))
        for draft, outcome in zip(drafts, outcomes, strict=True):
            if outcome is None:
                self.rows[draft.id] = draft

    def claim(self) -> None:
        if row := self.any_row():
            claim = Claim(self.dice.choice("ab"), self.now + LIVE)
            claimed = self.both(lambda catalog: catalog.claim(OWNER, row.id, claim, self.now))
            if claimed is not RowBusy:
                self.keep(claimed)

    def change(self) -> None:
        if (row := self.any_row()) and row.status is not Status.DELETING:
            after, take_slot = self.changed(row), self.dice.random() < 0.8
            self.keep(self.both(lambda catalog: catalog.swap(row, after, take_slot=take_slot)))

    def change_what_was(self) -> None:
        if self.outdated:
            row = self.dice.choice(self.outdated)
            changes = (row.deleting(self.now), replace(row, filename="stale.jpg"))
            after = self.dice.choice(changes)
            outcome = self.both(lambda catalog: catalog.swap(row, after, take_slot=True))
            assert outcome is RowChanged
            assert self.both(lambda catalog: catalog.remove(row)) is RowChanged

    def remove(self) -> None:
        if row := self.any_row():
            self.both(lambda catalog: catalog.remove(row))
            self.outdated.append(self.rows.pop(row.id))

    def point(self) -> None:
        slot = Slot(OWNER, self.dice.choice(SLOTS), an_id(self.now), as_of=an_id(self.now))
        self.both(lambda catalog: catalog.point_slot(slot))

    def look(self) -> None:
        query = GalleryQuery(
            OWNER,
            self.dice.randrange(1, 6),
            status=self.dice.choice([Status.READY, Status.READY, Status.PENDING, Status.REJECTED]),
            job_id=self.dice.choice((None, *JOBS)),
            visibility=self.dice.choice((None, *Visibility)),
            kind=self.dice.choice((None, *Kind)),
            tag=self.dice.choice((None, None, "x")),
            newest_first=self.dice.choice((True, False)),
            after=self.dice.choice((None, an_id(START), *self.rows)),
        )
        self.both(lambda catalog: catalog.page(query))

    def changed(self, row: Asset) -> Asset:
        """A legal next state."""
        if row.status is Status.REJECTED or self.dice.random() < 0.1:
            return row.deleting(self.now)
        return self.decided(row) if row.status is Status.PENDING else self.moved(row)

    def decided(self, row: Asset) -> Asset:
        if self.dice.random() < 0.2:
            return row.rejected(Rejection("broken_image", "It is."), self.now)
        return row.accepted(facts=FACTS, variants=VARIANTS, size=row.size, now=self.now)

    def moved(self, row: Asset) -> Asset:
        if row.transition and row.claim:
            return row.moved(self.now).claimed(None)
        if row.transition:
            return row.settled()
        if self.dice.random() < 0.5:
            return row.edited(self.now, filename=f"{self.now:%H%M%S}.jpg", tags=("x",))
        target = self.dice.choice(list(Visibility))
        return row.moving(target, Claim("mover", self.now + LIVE), self.now)

    # What must hold

    def check_counters(self) -> None:
        """The counters are the sum over rows."""
        expected: Counter[str] = Counter()
        for row in self.rows.values():
            expected.update(tally(row))
        counters = self.both(lambda catalog: catalog.stats(OWNER))
        assert {name: n for name, n in counters.items() if n} == {
            name: n for name, n in expected.items() if n
        }

    def check_everything(self) -> None:
        """The rows are those last written; listings, slots and due dates are the model's."""
        ids = {row.id for row in (*self.rows.values(), *self.outdated)}
        assert self.both(lambda catalog: catalog.get_many(OWNER, ids)) == self.rows
        self.both(lambda catalog: [catalog.slot(OWNER, name) for name in SLOTS])
        self.both(lambda catalog: [self._due(catalog, shard) for shard in DUE_SHARDS])
        queries = [GalleryQuery(OWNER, 99, status=status) for status in Status]
        self.both(lambda catalog: [catalog.page(query) for query in queries])

    def _due(self, catalog: Catalog, shard: str) -> set[AssetRef]:
        """In no order: several may be due at the same second."""
        return set(catalog.due(shard, self.now, limit=99))

    # How

    def both(self, act: Callable[[Catalog], Any]) -> Any:
        """What both answer, or the class of what both raise: the same."""
        answer, expected = _outcome(act, self.catalog), _outcome(act, self.model)
        assert _comparable(answer) == _comparable(expected)
        return answer

    def any_row(self) -> Asset | None:
        return self.rows[self.dice.choice(sorted(self.rows))] if self.rows else None

    def keep(self, row: Asset) -> None:
        before = self.rows[row.id]
        if row != before:
            self.outdated.append(before)
        self.rows[row.id] = row


def _outcome(act: Callable[[Catalog], Any], catalog: Catalog) -> Any:
    """What it answers, or the error of the contract that it raises."""
    try:
        return act(catalog)
    except RowChanged:
        return RowChanged
    except RowBusy:
        return RowBusy


def _comparable(answer: Any) -> Any:
    """Refusals are equal when they say the same."""
    if isinstance(answer, list):
        return [str(each) if isinstance(each, Exception) else each for each in answer]
    return answer
