"""Credentials of a role that somebody assumed: good for a quarter of an hour, then new ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from botocore.credentials import RefreshableCredentials
from botocore.exceptions import CredentialRetrievalError

LIFETIME = timedelta(minutes=15)
"""The shortest session that STS gives (AssumeRole, DurationSeconds)."""


@dataclass
class Role:
    """What a session asks for credentials. `answers`: whether STS does; `renewals`: how often it
    was asked and did."""

    now: Callable[[], datetime]
    lifetime: timedelta = LIFETIME
    answers: bool = True
    renewals: int = 0

    def credentials(self) -> RefreshableCredentials:
        """As botocore makes them of a role, by the tests' clock."""
        said = self._answer()
        keys = said["access_key"], said["secret_key"], said["token"]
        ends = datetime.fromisoformat(said["expiry_time"])
        return RefreshableCredentials(
            *keys, ends, self._renew, "assume-role", time_fetcher=self.now
        )

    def _renew(self) -> dict[str, str]:
        if not self.answers:
            raise CredentialRetrievalError(provider="assume-role", error_msg="down")
        self.renewals += 1
        return self._answer()

    def _answer(self) -> dict[str, str]:
        return {
            "access_key": f"ASIAROLE{self.renewals}",
            "secret_key": "secret",
            "token": f"token-{self.renewals}",
            "expiry_time": (self.now() + self.lifetime).isoformat(),
        }
