"""Budgets: how much of what costs money one owner may ask for in a day (UTC).

A generation says what it has charged its owner's budget of the day it was begun, and the catalog
writes a row and the difference of its charge in one transaction, as it does with the counters.
What turns out not to have been made, and not paid, is given back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import ceil

from darkroom.domain.errors import BudgetSpent


@dataclass(frozen=True, slots=True)
class Charge:
    """Images asked of a provider, and seconds of speech."""

    images: int = 0
    voice_seconds: int = 0

    def __sub__(self, other: Charge) -> Charge:
        return Charge(self.images - other.images, self.voice_seconds - other.voice_seconds)

    def __bool__(self) -> bool:
        return bool(self.images or self.voice_seconds)


NOTHING = Charge()


@dataclass(frozen=True, slots=True)
class Budget:
    """The most of each in a day; 0 of something is none of it."""

    images: int
    voice_seconds: int

    def check(self, spent: Charge, more: Charge, now: datetime) -> None:
        """Raises BudgetSpent, which says what is left and when all of it is there again. Nothing
        more is never too much, even where less is allowed than it was when it was spent."""
        images = max(0, self.images - spent.images)
        if more.images > images:
            raise self._spent(f"{images} of {self.images} images", now)
        seconds = max(0, self.voice_seconds - spent.voice_seconds)
        if more.voice_seconds > seconds:
            raise self._spent(f"{seconds} of {self.voice_seconds} seconds of speech", now)

    def _spent(self, left: str, now: datetime) -> BudgetSpent:
        renews_at = renewal(now)
        error = BudgetSpent(
            f"{left} are left today.", renews_at=renews_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        )
        error.retry_after = ceil((renews_at - now).total_seconds())
        return error


def day_of(now: datetime) -> str:
    """The day that something asked for now is charged to, such as 2026-03-14."""
    return now.astimezone(UTC).date().isoformat()


def renewal(now: datetime) -> datetime:
    """The next midnight in UTC."""
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), UTC)
