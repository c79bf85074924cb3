"""A generation: something asked for in words or by voice, and what became of it.

    queued ──begin──> running ──conclude──> ready     at least one result
                                            refused   because of what was asked for
                                            failed    the provider or we could not

Each image it wants is one call of a provider and goes `waiting → asked → done` or `unmade`.
`asked` is written down before the call: who finds an image asked for and no stored answer does
not ask again, because it may have been paid. Every method returns a new Generation; none does I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from darkroom.domain.asset import Claim, Rejection
from darkroom.domain.budget import NOTHING, Charge
from darkroom.domain.errors import DarkroomError, Refusal, Unmade, recalled
from darkroom.domain.limits import DEFAULT_JOB_ID
from darkroom.domain.region import Region, Size

FORGOTTEN_AFTER = timedelta(minutes=10)
"""When the reconciler first asks whether a generation was forgotten by the queue."""
NUDGE_INTERVAL = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
"""How long a provider may be out of reach."""
RETENTION = timedelta(days=30)
"""How long a concluded generation can be asked about; its results stay."""


class Task(StrEnum):
    GENERATION = "generation"
    VARIATION = "variation"
    REFINEMENT = "refinement"
    INSTRUCTION = "instruction"


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"


class Shot(StrEnum):
    """How far one image is."""

    WAITING = "waiting"
    ASKED = "asked"
    DONE = "done"
    UNMADE = "unmade"


@dataclass(frozen=True, slots=True)
class GenerationRef:
    """Which one."""

    owner: str
    generation_id: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked for. `seed` is that of the first image; each further one has the next. A
    `region` is what alone is refined; without one it is the whole picture. With
    `audio_upload_id` the prompt is heard, in a recording of so many `seconds`. An instruction's
    `dry_run` only plans."""

    task: Task
    prompt: str = ""
    negative_prompt: str = ""
    style: str = ""
    model: str = ""
    seed: int = 0
    width: int = 1024
    height: int = 1024
    strength: float = 0.5
    preserve_structure: bool = True
    region: Region | None = None
    job_id: str = DEFAULT_JOB_ID
    source_asset_id: str | None = None
    audio_upload_id: str | None = None
    seconds: int = 0
    language: str = "en-US"
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """One image: the asset it will be, how far it is, and why it was not made. `size` is that of
    the picture it is asked to be made of, in pixels; None without one."""

    asset_id: str
    shot: Shot = Shot.WAITING
    problem: Rejection | None = None
    size: Size | None = None

    @property
    def is_over(self) -> bool:
        return self.shot in {Shot.DONE, Shot.UNMADE}


@dataclass(frozen=True, slots=True)
class Generation:
    """A row. `provider` and `speech` are those of the time it was asked for. `plan` is what an
    instruction was understood as; `result_id` what operations alone made of its source."""

    id: str
    owner: str
    ask: Ask
    provider: str
    created_at: datetime
    updated_at: datetime
    speech: str = ""
    state: State = State.QUEUED
    images: tuple[Image, ...] = ()
    transcript: str | None = None
    is_heard: bool = False
    plan: Mapping[str, Any] | None = None
    result_id: str | None = None
    problem: Rejection | None = None
    charge: Charge = NOTHING
    claim: Claim | None = None
    nudged_at: datetime | None = None
    revision: int = 1

    @property
    def is_over(self) -> bool:
        return self.state in {State.READY, State.REFUSED, State.FAILED}

    @property
    def words(self) -> str:
        """The prompt, as written or as heard."""
        return self.ask.prompt or self.transcript or ""

    @property
    def result_ids(self) -> tuple[str, ...]:
        """The assets there are."""
        made = tuple(image.asset_id for image in self.images if image.shot is Shot.DONE)
        return (*made, *((self.result_id,) if self.result_id else ()))

    @property
    def unasked(self) -> int:
        """How many images nobody has been asked for yet."""
        return sum(image.shot is Shot.WAITING for image in self.images)

    @property
    def unspent(self) -> Charge:
        """What of its charge nobody was asked for: images, and speech."""
        return Charge(self.unasked, 0 if self.is_heard else self.charge.voice_seconds)

    @property
    def due_at(self) -> datetime | None:
        """When the reconciler should look at this row."""
        if self.is_over:
            return None
        due = max(self.created_at + FORGOTTEN_AFTER, self.updated_at)
        if self.nudged_at:
            due = max(due, self.nudged_at + NUDGE_INTERVAL)
        due = min(due, self.created_at + GIVE_UP_AFTER)  # before its drafts expire
        return max(due, self.claim.until) if self.claim else due

    def is_hopeless(self, now: datetime) -> bool:
        return now >= self.created_at + GIVE_UP_AFTER

    def as_begun(self) -> Generation:
        """As it was when it was asked for."""
        is_spoken = self.ask.audio_upload_id is not None
        images = () if is_spoken else tuple(Image(image.asset_id) for image in self.images)
        return Generation(
            id=self.id,
            owner=self.owner,
            ask=self.ask,
            provider=self.provider,
            created_at=self.created_at,
            updated_at=self.created_at,
            speech=self.speech,
            images=images,
            plan=None if is_spoken else self.plan,
            charge=Charge(len(images), self.ask.seconds),
        )

    # Moves

    def written_over(self, before: Generation) -> Generation:
        return replace(self, revision=before.revision + 1)

    def let_go(self, now: datetime) -> Generation:
        """Without a claim: somebody else may go on at once."""
        return replace(self, claim=None, updated_at=now)

    def nudged(self, now: datetime) -> Generation:
        return replace(self, nudged_at=now, claim=None)

    def listening(self, now: datetime) -> Generation:
        """The recording is being handed to the speech provider."""
        return replace(self, is_heard=True, updated_at=now)

    def heard(self, transcript: str, now: datetime) -> Generation:
        """Given back where nobody was asked: another generation paid for the same words."""
        unheard = Charge(voice_seconds=self.unspent.voice_seconds)
        charge = self.charge - unheard
        return replace(self, transcript=transcript, charge=charge, updated_at=now)

    def planned(self, plan: Mapping[str, Any], now: datetime) -> Generation:
        return replace(self, plan=plan, updated_at=now)

    def wanting(self, asset_id: str, now: datetime) -> Generation:
        """One image after all, charged: the words heard need a model."""
        charge = replace(self.charge, images=self.charge.images + 1)
        return replace(self, images=(*self.images, Image(asset_id)), charge=charge, updated_at=now)

    def asking(self, place: int, now: datetime, size: Size | None = None) -> Generation:
        """`size` of the picture that is handed over, if one is."""
        return self._with(place, replace(self.images[place], shot=Shot.ASKED, size=size), now)

    def unasked_again(self, place: int, now: datetime) -> Generation:
        """The provider said that it did nothing: it may be asked again."""
        return self._with(place, replace(self.images[place], shot=Shot.WAITING), now)

    def made(self, place: int, now: datetime) -> Generation:
        return self._with(place, replace(self.images[place], shot=Shot.DONE), now)

    def unmade(
        self, place: int, error: DarkroomError, now: datetime, *, is_paid: bool
    ) -> Generation:
        """The image will not be; it is given back unless it may have been paid."""
        charge = replace(self.charge, images=self.charge.images - (not is_paid))
        problem = Rejection(error.code, error.detail)
        image = replace(self.images[place], shot=Shot.UNMADE, problem=problem)
        return replace(self._with(place, image, now), charge=charge)

    def resulted(self, asset_id: str, now: datetime) -> Generation:
        return replace(self, result_id=asset_id, updated_at=now)

    def concluded(self, now: datetime) -> Generation:
        """Every image is over: ready with any result, or else what the first image says."""
        if self.result_ids or self.ask.dry_run:
            return replace(self, state=State.READY, claim=None, updated_at=now)
        problem = next((image.problem for image in self.images if image.problem), None)
        is_refused = problem is not None and _is_refusal(problem)
        state = State.REFUSED if is_refused else State.FAILED
        return replace(self, state=state, problem=problem, claim=None, updated_at=now)

    def ended(self, error: DarkroomError, now: datetime) -> Generation:
        """Over as a whole: what nobody was asked for is given back, and speech that nobody heard;
        what was asked for stays charged. What is done stays, and is enough to be ready."""
        problem = Rejection(error.code, error.detail)
        unmade = Image("", Shot.UNMADE, problem)
        images = tuple(
            image if image.is_over else replace(unmade, asset_id=image.asset_id)
            for image in self.images
        )
        charge = self.charge - self.unspent
        over = replace(self, images=images, charge=charge, claim=None, updated_at=now)
        if self.result_ids:
            return replace(over, state=State.READY)
        state = State.REFUSED if error.status < 500 else State.FAILED
        return replace(over, state=state, problem=problem)

    def _with(self, place: int, image: Image, now: datetime) -> Generation:
        images = (*self.images[:place], image, *self.images[place + 1 :])
        return replace(self, state=State.RUNNING, images=images, updated_at=now)


def _is_refusal(problem: Rejection) -> bool:
    """Whether it is because of what was asked for."""
    return recalled(problem.code, problem.detail, Unmade, Refusal).status < 500
