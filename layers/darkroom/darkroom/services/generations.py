"""Generations: asking for images in words or by voice, following them, giving them up.

A request that may cost something comes with an idempotency key. In one transaction it becomes a
generation, the drafts of its images, and a charge on its owner's budget of the day; then the queue
is told. Whatever breaks off in between is told again by the same request, or by the reconciler.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from darkroom.catalog.base import Once
from darkroom.domain.asset import Asset, Claim, Kind, Status
from darkroom.domain.budget import Budget, Charge
from darkroom.domain.canonical import hash_of
from darkroom.domain.errors import (
    GenerationNotFound,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidRequest,
    RequestInFlight,
    RowChanged,
)
from darkroom.domain.generation import Ask, Generation, GenerationRef, Image, Task
from darkroom.domain.ids import is_id
from darkroom.domain.paging import decode_cursor, encode_cursor
from darkroom.domain.prompts import IDEMPOTENCY_KEY, LARGEST_SEED, Hook, check_taken
from darkroom.domain.tally import Quota
from darkroom.services.deletion import Deletion
from darkroom.services.makers import Makers
from darkroom.services.naming import draft_name
from darkroom.services.ports import Ports
from darkroom.services.recordings import free_recording, whole_seconds
from darkroom.services.rows import ATTEMPTS, get_asset, require_ready
from darkroom.services.understanding import Plan, Understanding
from darkroom.services.waiting import waited
from darkroom.services.wishes import made_size

IN_FLIGHT = timedelta(seconds=30)
"""How long an unanswered request may still be at work: as long as the API waits for it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A generation, now or by the same request before."""

    generation: Generation
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A generation to be, the drafts of its images, and the recording it is to hear."""

    generation: Generation
    drafts: list[Asset]
    recording: Asset | None


@dataclass(frozen=True, slots=True)
class Generations:
    """The way in, and what became of it."""

    ports: Ports
    deletion: Deletion
    makers: Makers
    understanding: Understanding
    budget: Budget
    quota: Quota
    takes: Hook
    send: Callable[[GenerationRef], None]
    secret: bytes

    def begin(
        self, owner: str, ask: Ask, *, num_images: int, key: str | None, body: Mapping[str, Any]
    ) -> Begun:
        """Begin what is asked for; the same key and body again give the first answer again.

        Raises IdempotencyKeyMissing, IdempotencyKeyReused, RequestInFlight, AssetNotFound,
        NotReady, PromptRefused, NotUnderstood, RecordingInUse, InvalidRequest, QuotaExceeded and
        BudgetSpent.
        """
        key_hash = _key_hash(key)
        body_hash = hash_of([ask.task, ask.source_asset_id, body])
        for _ in range(ATTEMPTS):
            known = self.ports.catalog.once(owner, key_hash)
            if known is not None:
                return Begun(self._again(known, body_hash), is_new=False)
            wanted = self._checked(owner, ask, num_images)
            generation = wanted.generation
            once = Once(owner, key_hash, body_hash, generation.id, generation.created_at)
            if self._written(wanted, once):
                self._tell(once)
                return Begun(generation, is_new=True)
        raise RequestInFlight

    def seed(self) -> int:
        """One that nobody asked for."""
        return int.from_bytes(self.ports.entropy(8), "big") % (LARGEST_SEED + 1)

    def plan(self, owner: str, ask: Ask) -> Plan:
        """What an instruction in words would come to. Raises as begin() does."""
        source = require_ready(get_asset(self.ports.catalog, owner, ask.source_asset_id or ""))
        check_taken(self.takes, ("/prompt", ask.prompt))
        return self.understanding.plan(ask.prompt, source, self.makers.follow)

    def get(self, owner: str, generation_id: str, wait_seconds: float = 0) -> Generation:
        """Waits up to `wait_seconds` while it is not over. Raises GenerationNotFound."""
        return waited(
            self.ports.time,
            lambda: self._get(owner, generation_id),
            lambda generation: generation.is_over,
            wait_seconds,
        )

    def page(
        self, owner: str, limit: int, cursor: str | None
    ) -> tuple[list[Generation], str | None]:
        """The owner's generations, newest first, and the cursor of the next page if there is one.

        Raises InvalidCursor."""
        binding = f"generations\x00{owner}"
        after = decode_cursor(cursor, binding, self.secret) if cursor else None
        found = self.ports.catalog.generations(owner, limit=limit, after=after)
        shown = found[:limit]
        more = len(found) > limit
        return shown, encode_cursor(shown[-1].id, binding, self.secret) if more else None

    def results(self, owner: str, generation: Generation) -> list[Asset]:
        """The assets that came of it and are still there."""
        ids = generation.result_ids
        found = self.ports.catalog.get_many(owner, ids) if ids else {}
        assets = (found.get(asset_id) for asset_id in ids)
        return [asset for asset in assets if asset and asset.status is Status.READY]

    def cancel(self, owner: str, generation_id: str) -> None:
        """Give it up: what nobody was asked for yet is given back to the budget, what is made
        stays. Of one that is over, only the record goes. Raises GenerationNotFound."""
        for _ in range(ATTEMPTS):
            generation = self._get(owner, generation_id)
            given_back = Charge() if generation.is_over else generation.unspent
            try:
                self.ports.catalog.remove_generation(generation, given_back)
            except RowChanged:
                continue
            unmade = [image.asset_id for image in generation.images if not image.is_over]
            self.deletion.delete_many(owner, unmade)
            return
        raise RequestInFlight

    def _checked(self, owner: str, ask: Ask, num_images: int) -> _Wanted:
        """What is to be begun. Raises what begin() does of what is asked."""
        check_taken(
            self.takes,
            ("/prompt", ask.prompt),
            ("/negative_prompt", ask.negative_prompt),
            ("/style", ask.style),
        )
        source = None
        if ask.source_asset_id is not None:
            source = require_ready(get_asset(self.ports.catalog, owner, ask.source_asset_id))
        plan, recording = None, None
        if ask.task is Task.INSTRUCTION:
            num_images = 0
            if ask.audio_upload_id is not None:
                recording = self._recording(owner, ask.audio_upload_id)
                ask = replace(ask, seconds=whole_seconds(recording))
            elif source is not None:
                plan = self.understanding.plan(ask.prompt, source, self.makers.follow)
                num_images = int(bool(plan.for_model))
        else:
            self.makers.require(ask)
            if source and source.facts:
                made_size((source.facts.width, source.facts.height))
        now = self.ports.now()
        generation = Generation(
            id=self.ports.new_id(),
            owner=owner,
            ask=ask,
            provider=self.makers.images,
            speech=self.makers.speech if ask.seconds else "",
            created_at=now,
            updated_at=now,
            images=tuple(Image(each) for each in sorted(self._ids(num_images))),
            plan=plan.as_json if plan else None,
            charge=Charge(num_images, ask.seconds),
        )
        drafts = [draft_of(generation, image, source) for image in generation.images]
        return _Wanted(generation, drafts, recording)

    def _ids(self, number: int) -> list[str]:
        return [self.ports.new_id() for _ in range(number)]

    def _recording(self, owner: str, upload_id: str) -> Asset:
        """What is to be heard. Raises InvalidRequest and RecordingInUse."""
        # Where nobody hears there is none.
        return free_recording(self.ports.catalog, owner, upload_id if self.makers.speech else "")

    def _written(self, wanted: _Wanted, once: Once) -> bool:
        """False when the key was used before, or the recording just now."""
        try:
            self.ports.catalog.begin(
                wanted.generation,
                once,
                wanted.drafts,
                quota=self.quota,
                budget=self.budget,
                recording=wanted.recording,
            )
        except RowChanged:
            return False
        return True

    def _again(self, once: Once, body_hash: str) -> Generation:
        """The first answer to the request, which may have to be finished."""
        if once.body_hash != body_hash:
            raise IdempotencyKeyReused(
                "The idempotency key came with another request before; take a new one."
            )
        if not once.is_answered:
            if once.begun_at + IN_FLIGHT > self.ports.now():
                raise RequestInFlight
            self._tell(once)
        return self._get(once.owner, once.generation_id)

    def _tell(self, once: Once) -> None:
        self.send(GenerationRef(once.owner, once.generation_id))
        self.ports.catalog.answered(once)

    def _get(self, owner: str, generation_id: str) -> Generation:
        is_known = is_id(generation_id)
        found = self.ports.catalog.generation(owner, generation_id) if is_known else None
        if found is None:
            raise GenerationNotFound
        return found


def draft_of(generation: Generation, image: Image, source: Asset | None) -> Asset:
    """The row of an image to be: pending until it is made, and never longer than a generation
    lives. Its ended claim says that objects may be under its keys, which no row names; its mark is
    its source's, which may be gone by then."""
    now = generation.updated_at
    return Asset(
        id=image.asset_id,
        owner=generation.owner,
        filename=draft_name(generation.words, source),
        content_type="image/png",
        size=0,
        created_at=now,
        updated_at=now,
        job_id=generation.ask.job_id,
        kind=Kind.GENERATED,
        claim=Claim("draft", now),
        source_asset_id=source.id if source else None,
        root_asset_id=source.first_source_id if source else None,
        digital_source=source.digital_source if source else None,
        generation={"id": generation.id},
    )


def _key_hash(key: str | None) -> str:
    if not key:
        raise IdempotencyKeyMissing
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise InvalidRequest.at(
            "/header/Idempotency-Key", "A key has 1 to 255 visible ASCII characters."
        )
    return hashlib.sha256(key.encode()).hexdigest()
