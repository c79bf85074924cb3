"""What happens to an upload: exactly one outcome, however often and in whatever order it is told.

    claim the row → read the quarantined object → verify → develop → write → commit → clean up

The claim keeps two events of one key (a replay, a second upload on the same ticket) from writing
the same objects at once. Until the commit nothing is accepted; after it, a repetition only cleans
up. What is wrong with the file rejects it; what is wrong with us raises a Fault for the queue.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum

from darkroom.domain import keys
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Asset, Rejection, Status, Visibility
from darkroom.domain.developed import Develop, Developed
from darkroom.domain.errors import (
    ChecksumMismatch,
    ImageRejected,
    InvalidKey,
    ObjectChanged,
    ObjectNotFound,
    RowChanged,
    SizeMismatch,
)
from darkroom.services.objects import original_write, save_developed
from darkroom.services.ports import Ports


class Verdict(StrEnum):
    """What became of an arrival."""

    READY = "ready"
    RECEIVED = "received"  # a recording
    REJECTED = "rejected"
    FOREIGN = "foreign"  # not a key of ours: deleted
    UNKNOWN = "unknown"  # no row waits for it: deleted
    REPEATED = "repeated"  # decided before: the object, if any, deleted
    STALE = "stale"  # the object is no longer the one of this event: left alone
    WITHDRAWN = "withdrawn"  # deleted by its owner while it was developed


@dataclass(slots=True)
class Outcome:
    """For the log and the metrics. `milliseconds` by stage, `bytes_*` of images."""

    verdict: Verdict
    owner: str | None = None
    asset_id: str | None = None
    code: str | None = None
    bytes_in: int = 0
    bytes_out: int = 0
    milliseconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Processing:
    """From quarantine to the catalog."""

    ports: Ports
    develop: Develop
    listen: Callable[[bytes, str], float]
    """(recording, declared type) → its length in seconds; raises an ImageRejected."""

    def process(self, arrival: Arrival) -> Outcome:
        """Decide one arrival. Raises a Fault or RowBusy when it has to be told again later."""
        try:
            key = keys.parse(arrival.key)
        except InvalidKey:
            self._remove_foreign(arrival.key)
            return Outcome(Verdict.FOREIGN)
        return _Run(self, arrival, key).process()

    def _remove_foreign(self, key: str) -> None:
        try:
            self.ports.uploads.delete(key)
        except InvalidKey:
            return  # not even a key the store takes: the bucket's lifecycle removes it in a day


@dataclass(slots=True)
class _Run:
    """One arrival on its way; `outcome` gathers what is learned."""

    house: Processing
    arrival: Arrival
    key: keys.Key
    outcome: Outcome = field(default_factory=lambda: Outcome(Verdict.UNKNOWN))

    @property
    def ports(self) -> Ports:
        return self.house.ports

    def process(self) -> Outcome:
        self.outcome.owner, self.outcome.asset_id = self.key.owner, self.key.asset_id
        now = self.ports.now()
        claim = self.ports.new_claim(now)
        with self._stage("claim"):
            asset = self.ports.catalog.claim(self.key.owner, self.key.asset_id, claim, now)
        if asset is None or asset.status is not Status.PENDING:
            return self._discard(Verdict.REPEATED if asset else Verdict.UNKNOWN)
        if asset.original_key != self.arrival.key:  # right id, wrong job or type: not our ticket
            self._let_go(asset)
            return self._discard(Verdict.UNKNOWN)
        try:
            with self._stage("read"):
                body = self._read(asset)
            self._verify(asset, body)
            if asset.is_recording:
                return self._receive(asset, body)
            with self._stage("develop"):
                developed = self.house.develop(body, asset.content_type)
        except (ObjectNotFound, ObjectChanged):
            return self._step_back(asset)
        except ImageRejected as exc:
            return self._reject(asset, exc)
        return self._accept(asset, body, developed)

    def _read(self, asset: Asset) -> bytes:
        body = self.ports.uploads.read(
            self.arrival.key, max_bytes=asset.size, etag=self.arrival.etag
        )
        self.outcome.bytes_in = len(body)
        return body

    def _verify(self, asset: Asset, body: bytes) -> None:
        if len(body) != asset.size:
            more = "more than " if len(body) > asset.size else f"{len(body)} bytes, not "
            raise SizeMismatch(f"The file has {more}the {asset.size} bytes declared.")
        declared = asset.checksum_sha256
        if declared and base64.b64encode(hashlib.sha256(body).digest()).decode() != declared:
            raise ChecksumMismatch

    def _receive(self, asset: Asset, body: bytes) -> Outcome:
        """A recording waits, private, for the instruction it is for. Raises an ImageRejected."""
        seconds = self.house.listen(body, asset.content_type)
        with self._stage("write"):
            self.ports.private.save(original_write(asset, body))
        received = asset.received(seconds, self.ports.now())
        try:
            with self._stage("commit"):
                self.ports.catalog.swap(asset, received)
        except RowChanged:  # claimed, so that whatever is left of it is erased
            return self._overtaken(asset, None)
        return self._discard(Verdict.RECEIVED)

    def _accept(self, asset: Asset, body: bytes, developed: Developed) -> Outcome:
        with self._stage("write"):
            save_developed(self.ports, asset, body, developed)
        accepted = asset.accepted(
            facts=developed.facts,
            variants=tuple(output.variant for output in developed.outputs),
            size=len(body),
            now=self.ports.now(),
        )
        try:
            with self._stage("commit"):
                self.ports.catalog.swap(asset, accepted, take_slot=True)
        except RowChanged:
            return self._overtaken(asset, accepted)
        self.outcome.bytes_out = sum(len(output.body) for output in developed.outputs)
        return self._discard(Verdict.READY)

    def _reject(self, asset: Asset, reason: ImageRejected) -> Outcome:
        rejection = Rejection(reason.code, reason.detail)
        self.outcome.code = reason.code
        try:
            with self._stage("commit"):
                self.ports.catalog.swap(asset, asset.rejected(rejection, self.ports.now()))
        except RowChanged:
            return self._overtaken(asset, None)
        return self._discard(Verdict.REJECTED)

    def _overtaken(self, asset: Asset, accepted: Asset | None) -> Outcome:
        """The row changed under our claim: its owner deleted it, or the claim ran out.

        Only in the first case are the objects at its keys ours to remove."""
        current = self.ports.catalog.get(asset.owner, asset.id)
        if current is not None and current.status is not Status.DELETING:
            self.outcome.verdict = Verdict.STALE
            return self.outcome
        if accepted:
            self.ports.private.delete_many([accepted.original_key, *accepted.variant_keys])
            self.ports.public.delete_many(self._public_keys(accepted))
        return self._discard(Verdict.WITHDRAWN)

    def _public_keys(self, asset: Asset) -> Sequence[str]:
        return asset.variant_keys if asset.visibility is Visibility.PUBLIC else ()

    def _step_back(self, asset: Asset) -> Outcome:
        """This event's object is gone or replaced; the replacing one has an event of its own."""
        self._let_go(asset)
        self.outcome.verdict = Verdict.STALE
        return self.outcome

    def _let_go(self, asset: Asset) -> None:
        """End the claim, but leave it on the row: it says that objects may have been written, by
        a run before this one that was cut off, so that a deletion leaves them to the reconciler."""
        ended = replace(asset.claim, until=self.ports.now()) if asset.claim else None
        with suppress(RowChanged):
            self.ports.catalog.swap(asset, asset.claimed(ended))

    def _discard(self, verdict: Verdict) -> Outcome:
        """The end: nothing needs the quarantined object any more."""
        with self._stage("discard"):
            self.ports.uploads.delete(self.arrival.key)
        self.outcome.verdict = verdict
        return self.outcome

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = self.ports.time.monotonic()
        try:
            yield
        finally:
            elapsed = self.ports.time.monotonic() - start
            self.outcome.milliseconds[name] = round(elapsed * 1000, 1)
