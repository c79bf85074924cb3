"""What has to be true of generations: the second half of the specification."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.histories.spec import Photo, Spec

BUDGET = 6
"""Images of one owner and day."""
FORGOTTEN = timedelta(minutes=10)
AGAIN = timedelta(hours=1)
HOPELESS = timedelta(hours=24)
DRAFT = timedelta(hours=25)
"""How long a draft is left alone by those who look for forgotten uploads."""


@dataclass(eq=False)
class Making:
    """What somebody asked for. `drafts` are its images, `asked` the ids of those that the provider
    was asked for; `words` of an instruction, which has no drafts and one result. `messages` in the
    queue tell of it."""

    id: str
    owner: str
    key: str
    begun: datetime
    updated: datetime
    source: Photo | None = None
    words: str | None = None
    drafts: list[Photo] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    charged: int = 0
    state: str = "queued"
    code: str | None = None
    results: list[str] = field(default_factory=list)
    nudged: datetime | None = None
    messages: int = 1

    @property
    def is_over(self) -> bool:
        return self.state not in {"queued", "running"}

    @property
    def unasked(self) -> int:
        return sum(draft.id not in self.asked for draft in self.drafts)

    @property
    def day(self) -> str:
        return self.begun.date().isoformat()


@dataclass
class Makings:
    """All of them, and what each owner has spent in a day."""

    spec: Spec
    all: dict[str, Making] = field(default_factory=dict)
    spent: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, owner: str) -> list[Making]:
        """What is told to the owner, newest first."""
        own = [each for each in self.all.values() if each.owner == owner and each.state != "gone"]
        return sorted(own, key=lambda each: each.begun, reverse=True)

    def refusal(self, owner: str, number: int, now: datetime) -> str | None:
        """Why so many images cannot be asked for."""
        if self.spent[owner, now.date().isoformat()] + number > BUDGET:
            return "budget_spent"
        return None if self.spec.room(owner) >= number else "quota_exceeded"

    def begin(self, making: Making) -> None:
        self.all[making.id] = making
        self._charge(making, len(making.drafts))

    def cancel(self, making: Making) -> None:
        """What nobody was asked for is given back, what is made stays."""
        if not making.is_over:
            self._charge(making, making.charged - making.unasked)
            self._drop(making)
        making.state = "gone"

    def stumble(self, making: Making, now: datetime) -> bool:
        """The worker asks for the first image that is still wanted, and dies of the answer.
        Whether there was one."""
        for draft in making.drafts:
            if draft.status == "pending":
                making.asked.add(draft.id)
                making.state, making.updated = "running", now
                return True
            self._miss(making, draft)
        return False

    def finish(self, making: Making, now: datetime) -> list[Photo]:
        """The worker goes through with it: the drafts that are ready now."""
        made: list[Photo] = []
        for draft in making.drafts:
            if draft.status != "pending":
                self._miss(making, draft)
            elif making.source and making.source.problem:
                self._end(making, making.source.problem)
                return made
            else:
                making.asked.add(draft.id)
                draft.status, draft.since = "ready", now
                draft.version += 1
                made.append(draft)
        making.results = [draft.id for draft in made]
        making.state = "ready" if made else "failed"
        making.code = None if made else "asset_not_found"
        return made

    def sweep(self, now: datetime) -> Iterator[tuple[str, Making]]:
        """What a run of the reconciler does about each."""
        for making in self.all.values():
            due = max(making.begun + FORGOTTEN, making.updated)
            if making.nudged:
                due = max(due, making.nudged + AGAIN)
            if making.is_over or now.replace(microsecond=0) < due.replace(microsecond=0):
                continue
            if now >= making.begun + HOPELESS:
                self._end(making, "given_up", state="failed")
                yield "generations_given_up", making
            else:
                making.nudged = now
                making.messages += 1
                yield "generations_requeued", making

    def refuse(self, making: Making, code: str) -> None:
        self._end(making, code)

    def _miss(self, making: Making, draft: Photo) -> None:
        """Its owner deleted it: given back, once, unless somebody was asked for it."""
        if draft.id not in making.asked:
            making.asked.add(draft.id)
            self._charge(making, making.charged - 1)

    def _end(self, making: Making, code: str, state: str = "refused") -> None:
        self._charge(making, making.charged - making.unasked)
        self._drop(making)
        making.state, making.code = state, code

    def _drop(self, making: Making) -> None:
        for draft in making.drafts:
            if draft.status == "pending":
                self.spec.delete(draft)

    def _charge(self, making: Making, images: int) -> None:
        self.spent[making.owner, making.day] += images - making.charged
        making.charged = images
