"""What libraries warn of when something goes wrong that no tour comes by."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import MetadataRetrievalError

import darkroom.observability  # noqa: F401 — it quiets them by being imported
from darkroom.http.entry import _event_loop
from darkroom.storage.credentials import session_credentials
from tests.fakes import START
from tests.secrets.canaries import canary
from tests.secrets.sessions import session_with


def test_credentials_that_cannot_be_refreshed_are_not_a_reason_to_write_where_they_come_from(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As in a container, or a function under SnapStart: they come from a URL, with a token."""

    def refuse() -> dict[str, str]:
        raise MetadataRetrievalError(error_msg=f"http://127.0.0.1:9001/{canary('endpoint')}")

    caplog.set_level(logging.DEBUG)
    ends, now = START + timedelta(minutes=12), START
    keys = canary("access key"), canary("secret key"), canary("session token")
    source = RefreshableCredentials(*keys, ends, refuse, "container", time_fetcher=lambda: now)
    signing = session_credentials(session_with(source), timedelta(hours=1))()
    assert signing.expires_at == ends  # they are good for some minutes yet
    assert caplog.text == ""


def test_an_error_that_nobody_waits_for_is_not_written_whole(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    error = ValueError(canary("bug message"))
    _event_loop().call_exception_handler({"message": "lost", "exception": error})
    assert canary("bug message") not in caplog.text
