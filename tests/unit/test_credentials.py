"""What signs, and when it ends, for each kind of credentials that botocore knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.credentials import Credentials as Static
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import CredentialRetrievalError

from darkroom.domain.errors import StoreFailure
from darkroom.storage.credentials import session_credentials
from darkroom.storage.signer import Credentials

LIFETIME = timedelta(hours=1)


class Session:
    """Hands out what it was given, as boto3's does."""

    def __init__(self, credentials: Any) -> None:
        self._credentials = credentials

    def get_credentials(self) -> Any:
        return self._credentials


def source(credentials: Any) -> Callable[[], Credentials]:
    return session_credentials(Session(credentials), LIFETIME)  # type: ignore[arg-type]


def refreshable(ends: datetime, refresh: Callable[[], dict[str, str]]) -> RefreshableCredentials:
    metadata = {
        "access_key": "AKID1",
        "secret_key": "secret1",
        "token": "token1",
        "expiry_time": ends.isoformat(),
    }
    return RefreshableCredentials.create_from_metadata(metadata, refresh, "test")


def never() -> dict[str, str]:
    raise AssertionError("no refresh is due")


def test_a_users_keys_do_not_end() -> None:
    assert source(Static("AKID", "secret"))() == Credentials("AKID", "secret")


def test_a_token_without_an_end_is_given_the_assumed_lifetime() -> None:
    assert source(Static("AKID", "secret", "token"))() == Credentials(
        "AKID", "secret", "token", assumed_lifetime=LIFETIME
    )


def test_refreshable_credentials_end_when_they_say() -> None:
    ends = (datetime.now(UTC) + timedelta(hours=6)).replace(microsecond=0)
    assert source(refreshable(ends, never))() == Credentials(
        "AKID1", "secret1", "token1", expires_at=ends
    )


def test_credentials_that_are_due_are_refreshed_first() -> None:
    later = (datetime.now(UTC) + timedelta(hours=6)).replace(microsecond=0)

    def refresh() -> dict[str, str]:
        return {
            "access_key": "AKID2",
            "secret_key": "secret2",
            "token": "token2",
            "expiry_time": later.isoformat(),
        }

    due = refreshable(datetime.now(UTC) + timedelta(minutes=1), refresh)
    assert source(due)() == Credentials("AKID2", "secret2", "token2", expires_at=later)


def test_asks_the_session_anew_every_time() -> None:
    session = Session(Static("AKID", "secret"))
    obtain = session_credentials(session, LIFETIME)  # type: ignore[arg-type]
    obtain()
    session._credentials = Static("AKID", "rotated")
    assert obtain().secret_key == "rotated"


def test_no_credentials_are_a_store_failure() -> None:
    with pytest.raises(StoreFailure):
        source(None)()


def test_empty_credentials_are_a_store_failure() -> None:
    with pytest.raises(StoreFailure):
        source(Static("", ""))()


def failing_refresh() -> dict[str, str]:
    raise CredentialRetrievalError(provider="test", error_msg="down")


def ended_refresh() -> dict[str, str]:
    return {
        "access_key": "AKID2",
        "secret_key": "secret2",
        "token": "token2",
        "expiry_time": "2020-01-01T00:00:00Z",
    }


@pytest.mark.parametrize("refresh", [failing_refresh, ended_refresh])
def test_credentials_that_cannot_be_refreshed_are_a_store_failure(
    refresh: Callable[[], dict[str, str]],
) -> None:
    with pytest.raises(StoreFailure):
        source(refreshable(datetime.now(UTC) + timedelta(seconds=5), refresh))()
