"""What every service is built of, beside the stores and the catalog."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from darkroom.catalog.base import Catalog
from darkroom.delivery.base import Delivery
from darkroom.domain.asset import Asset, Claim, Visibility
from darkroom.domain.ids import uuid7
from darkroom.storage.base import ObjectStore

CLAIM_LIFETIME = timedelta(minutes=5)
"""Longer than the timeout of every function: when a claim has ended, so has its holder."""


@dataclass(frozen=True, slots=True)
class Time:
    """The clock, and waiting; a frozen one in tests."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Ports:
    """Where bytes and rows live, and what makes ids and time."""

    catalog: Catalog
    uploads: ObjectStore
    private: ObjectStore
    public: ObjectStore
    delivery: Delivery
    time: Time = Time()
    entropy: Callable[[int], bytes] = secrets.token_bytes

    def now(self) -> datetime:
        return self.time.now()

    def new_id(self) -> str:
        return uuid7(int(self.now().timestamp() * 1000), self.entropy(10))

    def new_claim(self, now: datetime) -> Claim:
        return Claim(self.entropy(12).hex(), now + CLAIM_LIFETIME)

    def variants_of(self, visibility: Visibility) -> ObjectStore:
        """The store that holds the variants of assets of this visibility."""
        return self.public if visibility is Visibility.PUBLIC else self.private

    def home_of(self, asset: Asset) -> ObjectStore:
        """The store the asset's row points at."""
        return self.variants_of(asset.visibility)
