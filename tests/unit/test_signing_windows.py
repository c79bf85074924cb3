"""How long signatures hold: windows for reading, exact times for uploads, ends of credentials."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.domain.errors import StoreFailure
from darkroom.storage.signer import Credentials
from darkroom.storage.windows import MAX_LIFETIME, Window, for_reading, for_upload

NOW = datetime(2026, 11, 21, 10, 7, 3, 500_000, tzinfo=UTC)
HOUR = timedelta(hours=1)


def second(count: float) -> timedelta:
    return timedelta(seconds=count)


def until(ends: datetime) -> Credentials:
    return Credentials("AKID", "secret", "token", expires_at=ends)


def test_starts_with_the_window_and_lives_as_long_as_asked() -> None:
    validity = for_reading(NOW, HOUR)
    assert datetime.fromtimestamp(validity.signed_at, UTC) == NOW.replace(
        minute=0, second=0, microsecond=0
    )
    assert validity.seconds == 3600
    assert validity.ends_at == datetime(2026, 11, 21, 11, tzinfo=UTC)


@given(
    now=st.floats(1.7e9, 4e9).map(lambda epoch: datetime.fromtimestamp(epoch, UTC)),
    seconds=st.integers(4, 7 * 86_400),
)
def test_never_lives_longer_than_asked_and_at_least_three_quarters(
    now: datetime, seconds: int
) -> None:
    ends_at = for_reading(now, second(seconds)).ends_at
    assert now + second(seconds) * 0.75 <= ends_at <= now + second(seconds)


@pytest.mark.parametrize("seconds", [1, 2, 3, 4, 7, 300, 3600])
def test_is_the_same_throughout_a_window_and_another_in_the_next(seconds: int) -> None:
    width = max(1, seconds // 4)
    start = datetime.fromtimestamp(1_795_000_000 // width * width, UTC)
    first = for_reading(start, second(seconds))
    assert for_reading(start + second(width - 0.001), second(seconds)) == first
    assert for_reading(start + second(width), second(seconds)) != first


def test_is_never_longer_than_s3_accepts() -> None:
    assert for_reading(NOW, timedelta(days=30)).seconds == MAX_LIFETIME.total_seconds() == 604_800
    assert for_upload(NOW, timedelta(days=30)).seconds == 604_800


def test_a_ticket_starts_now() -> None:
    validity = for_upload(NOW, second(300))
    assert validity.ends_at == NOW.replace(microsecond=0) + second(300)


@pytest.mark.parametrize("window", [for_reading, for_upload])
@pytest.mark.parametrize("lifetime", [second(0), second(0.9), second(-5)])
def test_a_lifetime_below_a_second_is_a_mistake(window: Window, lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="second"):
        window(NOW, lifetime, None)


@pytest.mark.parametrize("window", [for_reading, for_upload])
def test_ends_with_the_credentials(window: Window) -> None:
    credentials = until(NOW + second(90.9))
    validity = window(NOW, HOUR, credentials)
    assert validity.ends_at == datetime.fromtimestamp(int((NOW + second(90.9)).timestamp()), UTC)
    assert validity.signed_at + validity.seconds == validity.ends_at.timestamp()


def test_stays_the_same_within_a_window_when_the_credentials_end_first() -> None:
    credentials = until(NOW + timedelta(minutes=20))
    first = for_reading(NOW, HOUR, credentials)
    assert for_reading(NOW + timedelta(minutes=7), HOUR, credentials) == first


def test_credentials_that_end_later_change_nothing() -> None:
    assert for_reading(NOW, HOUR, until(NOW + 2 * HOUR)) == for_reading(NOW, HOUR)


@pytest.mark.parametrize("window", [for_reading, for_upload])
@pytest.mark.parametrize("left", [-3600, -1, 0, 0.4])
def test_ended_credentials_sign_nothing(window: Window, left: float) -> None:
    with pytest.raises(StoreFailure):
        window(NOW, HOUR, until(NOW + second(left)))


def test_an_unknown_end_counts_from_the_signing_and_keeps_the_window() -> None:
    credentials = Credentials("AKID", "secret", "token", assumed_lifetime=HOUR)
    first = for_reading(NOW, timedelta(days=7), credentials)
    assert first == for_reading(NOW, HOUR)
    assert for_reading(NOW + timedelta(minutes=7), timedelta(days=7), credentials) == first
    assert for_upload(NOW, timedelta(days=7), credentials) == for_upload(NOW, HOUR)
