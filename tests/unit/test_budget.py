"""Budgets: what is left of a day, and when it is there again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from darkroom.domain.budget import NOTHING, Budget, Charge, day_of, renewal
from darkroom.domain.errors import BudgetSpent

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
BUDGET = Budget(images=4, voice_seconds=60)


@pytest.mark.parametrize(
    ("spent", "more"),
    [
        (NOTHING, Charge(4, 60)),
        (Charge(3, 59), Charge(1, 1)),
        (Charge(4, 0), Charge(0, 60)),
        (Charge(9, 99), NOTHING),
    ],
)
def test_what_is_left_may_be_spent_to_the_last(spent: Charge, more: Charge) -> None:
    BUDGET.check(spent, more, NOON)


@pytest.mark.parametrize(
    ("spent", "more", "left"),
    [
        (NOTHING, Charge(5), "4 of 4 images"),
        (Charge(3), Charge(2), "1 of 4 images"),
        (Charge(9), Charge(1), "0 of 4 images"),
        (Charge(0, 50), Charge(0, 11), "10 of 60 seconds of speech"),
        (Charge(0, 99), Charge(0, 1), "0 of 60 seconds of speech"),
    ],
)
def test_one_more_than_is_left_is_refused_with_what_is_left(
    spent: Charge, more: Charge, left: str
) -> None:
    with pytest.raises(BudgetSpent) as refused:
        BUDGET.check(spent, more, NOON)
    assert refused.value.detail == f"{left} are left today."
    assert refused.value.extensions == {"renews_at": "2026-03-15T00:00:00Z"}
    assert refused.value.retry_after == 12 * 3600


def test_a_budget_of_nothing_lets_nothing_through() -> None:
    with pytest.raises(BudgetSpent):
        Budget(0, 0).check(NOTHING, Charge(1), NOON)


def test_retrying_is_never_told_too_early() -> None:
    with pytest.raises(BudgetSpent) as refused:
        BUDGET.check(NOTHING, Charge(5), NOON + timedelta(hours=11, minutes=59, seconds=59.5))
    assert refused.value.retry_after == 1


def test_a_day_ends_at_midnight_in_utc_wherever_the_clock_is() -> None:
    here = timezone(timedelta(hours=5, minutes=30))
    at = datetime(2026, 3, 15, 2, 0, tzinfo=here)
    assert day_of(at) == "2026-03-14"
    assert renewal(at) == datetime(2026, 3, 15, tzinfo=UTC)
    assert renewal(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)
    assert day_of(renewal(at)) == "2026-03-15"


def test_charges_are_subtracted_one_by_one() -> None:
    assert Charge(3, 10) - Charge(1, 4) == Charge(2, 6)
    assert not Charge(2, 6) - Charge(2, 6)
    assert Charge() - Charge(0, 1)
