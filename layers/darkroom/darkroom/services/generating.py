"""What happens to a generation: each image is asked for once, whatever breaks off and comes back.

    claim → hear → understand → for each image: note that it is asked for → ask → keep the answer
    → read it → develop → commit → conclude

That an image is asked for is written down before the call, and the answer is kept before it is
read. So a repetition finds one of three: not asked for, then it asks; an answer, then it goes on
from there; asked for and no answer, then nobody knows whether it was made and paid, and it ends as
`answer_lost`. Only a provider that is asked twice for nothing is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from darkroom.domain.asset import Asset, Status
from darkroom.domain.budget import Budget
from darkroom.domain.errors import (
    AnswerLost,
    AssetNotFound,
    DarkroomError,
    EditConflict,
    Fault,
    ImageRejected,
    MalformedAnswer,
    NotYet,
    ProviderFailure,
    ProviderMisconfigured,
    Refusal,
    ResultInProgress,
    RowChanged,
    Unmade,
)
from darkroom.domain.generation import Generation, GenerationRef, Shot, Task
from darkroom.domain.prompts import Hook
from darkroom.providers.base import Provider
from darkroom.services.deletion import Deletion
from darkroom.services.edits import EditRequest, Edits
from darkroom.services.finishing import Finishing
from darkroom.services.generations import draft_of
from darkroom.services.hearing import Hearing
from darkroom.services.makers import Makers
from darkroom.services.ports import Ports
from darkroom.services.understanding import Plan, Understanding
from darkroom.services.wishes import Wishes
from darkroom.services.worked import Worked

CALL_SECONDS = 200
"""What one image may need: a call of 150 s, and keeping, developing and writing its answer."""
SOON = 5
"""Seconds until something that another is doing is looked at again."""


@dataclass(frozen=True, slots=True)
class Generating:
    """From the queue to assets."""

    ports: Ports
    deletion: Deletion
    makers: Makers
    understanding: Understanding
    edits: Edits
    wishes: Wishes
    finishing: Finishing
    hearing: Hearing
    budget: Budget
    takes: Hook
    send: Callable[[GenerationRef, float], None]

    def work(self, ref: GenerationRef, seconds_left: Callable[[], float]) -> Worked:
        """Go on with one generation as far as there is time. Raises a Fault or RowBusy when it has
        to be told again later."""
        now = self.ports.now()
        claim = self.ports.new_claim(now)
        catalog = self.ports.catalog
        claimed = catalog.claim_generation(ref.owner, ref.generation_id, claim, now)
        if claimed is None:
            return Worked("gone", ref.owner, ref.generation_id)
        if claimed.is_over:
            return Worked("repeated", ref.owner, ref.generation_id)
        return _Run(self, claimed, seconds_left).work()


@dataclass(slots=True)
class _Run:
    """One generation at work; `row` is what was last written of it."""

    house: Generating
    row: Generation
    seconds_left: Callable[[], float]
    asked: int = 0

    @property
    def ports(self) -> Ports:
        return self.house.ports

    def work(self) -> Worked:
        try:
            self._advance_or_end()
        except RowChanged:
            return self._worked("withdrawn")
        except NotYet as pause:
            return self._continued(pause.seconds)
        except Fault:
            self._let_go()
            raise
        return self._worked(self.row.state.value)

    def _advance_or_end(self) -> None:
        try:
            self._advance()
        except (Refusal, Unmade, ImageRejected) as error:
            self._end(error)

    def _advance(self) -> None:
        self._hear()
        plan = self._understand()
        if plan and plan.recipe and not plan.for_model and not self.row.ask.dry_run:
            self._operate(plan)
        for place, image in enumerate(self.row.images):
            if not image.is_over:
                self._make(place)
        self._swap(self.row.concluded(self.ports.now()))

    def _hear(self) -> None:
        """Raises what the recording's provider raises, PromptRefused, UploadNotFound,
        AssetNotFound and NotReady."""
        if self.row.ask.audio_upload_id is None or self.row.transcript is not None:
            return
        provider = self.house.makers.named(self.row.speech)
        hearing = self.house.hearing
        recording = hearing.find(self.row)
        answer = hearing.answers.find(recording)
        if answer is None:
            self.house.wishes.source(self.row)  # without it, words are of no use
            answer = self._listen(provider, recording)
        words = hearing.words(provider, answer, self.house.takes)
        self._swap(self.row.heard(words, self.ports.now()))
        hearing.forget(recording, provider)

    def _listen(self, provider: Provider, recording: Asset) -> bytes:
        was_heard = self.row.is_heard
        if was_heard and not provider.abilities.is_repeatable:
            raise AnswerLost
        call = self.house.hearing.call(provider, recording, self.row.ask.language)
        if not was_heard:
            self._swap(self.row.listening(self.ports.now()))
        self.asked += 1
        try:
            answer = call()
        except (Fault, Unmade) as error:
            if _is_unpaid(error) and not was_heard:
                self._swap(replace(self.row, is_heard=False))
            raise
        self.house.hearing.answers.keep(recording, answer)
        return answer

    def _understand(self) -> Plan | None:
        """The plan of an instruction, with the image it wants of a model: charged, or BudgetSpent
        is raised."""
        if self.row.ask.task is not Task.INSTRUCTION:
            return None
        if self.row.plan is not None:
            return Plan.from_json(self.row.plan)
        house, now = self.house, self.ports.now()
        source = house.wishes.source(self.row)
        plan = house.understanding.plan(self.row.words, source, house.makers.follow)
        planned = self.row.planned(plan.as_json, now)
        drafts: list[Asset] = []
        if plan.for_model and not self.row.ask.dry_run:
            planned = planned.wanting(self.ports.new_id(), now)
            drafts = [draft_of(planned, planned.images[-1], source)]
        self._swap(planned, drafts, budget=house.budget)
        return plan

    def _operate(self, plan: Plan) -> None:
        """What operations alone can do, at no cost: the same edit is one asset."""
        ask = self.row.ask
        request = EditRequest(
            asset_id=ask.source_asset_id or "",
            recipe=plan.recipe,
            job_id=ask.job_id,
            generation=self.house.finishing.facts(self.row, None, None),
        )
        try:
            result = self.house.edits.make(self.row.owner, request)
        except (ResultInProgress, EditConflict) as exc:  # the same is being made by another
            raise NotYet(SOON) from exc
        self._swap(self.row.resulted(result.asset.id, self.ports.now()))

    def _make(self, place: int) -> None:
        image = self.row.images[place]
        draft = self.ports.catalog.get(self.row.owner, image.asset_id)
        if draft is None or draft.status is Status.DELETING:
            self._unmade(place, AssetNotFound(), is_paid=image.shot is Shot.ASKED)
            return
        if draft.status is Status.PENDING:
            provider = self.house.makers.named(self.row.provider)
            answer = self.house.finishing.answers.find(draft)
            if answer is None:
                answer = self._ask(place, draft, provider)
            if answer is None or not self._finish(place, draft, provider, answer):
                return
        self._swap(self.row.made(place, self.ports.now()))
        self.house.finishing.answers.forget(draft)

    def _ask(self, place: int, draft: Asset, provider: Provider) -> bytes | None:
        """The answer, kept; None when there will be none."""
        was_asked = self.row.images[place].shot is Shot.ASKED
        if was_asked and not provider.abilities.is_repeatable:
            self._unmade(place, AnswerLost(), is_paid=True)
            return None
        if self.seconds_left() < CALL_SECONDS:
            raise NotYet(0)
        call = self.house.wishes.call(self.row, place, provider)
        if not was_asked:
            self._swap(self.row.asking(place, self.ports.now(), call.size))
        self.asked += 1
        try:
            answer = call.ask()
        except Unmade as error:
            self._unmade(place, error, is_paid=was_asked or error.paid)
            return None
        except Fault as error:
            if _is_unpaid(error) and not was_asked:
                self._swap(self.row.unasked_again(place, self.ports.now()))
            raise
        self.house.finishing.answers.keep(draft, answer)
        return answer

    def _finish(self, place: int, draft: Asset, provider: Provider, answer: bytes) -> bool:
        """Whether the answer became an asset. What cannot be read is kept beside its draft for the
        day that a draft lives."""
        try:
            self.house.finishing.finish(self.row, place, draft, provider, answer)
        except RowChanged:  # its owner deleted it
            self._unmade(place, AssetNotFound(), is_paid=True)
        except Unmade as error:
            self._unmade(place, error, is_paid=error.paid)
        except ImageRejected as error:
            self._unmade(place, MalformedAnswer(error.detail), is_paid=True)
        else:
            return True
        return False

    def _unmade(self, place: int, error: DarkroomError, *, is_paid: bool) -> None:
        """The image will not be. What is left of it goes, unless somebody may want to read it."""
        self._swap(self.row.unmade(place, error, self.ports.now(), is_paid=is_paid))
        if not isinstance(error, MalformedAnswer):
            self._drop([self.row.images[place].asset_id])

    def _end(self, error: DarkroomError) -> None:
        """It is over as a whole."""
        unmade = [image.asset_id for image in self.row.images if not image.is_over]
        self._swap(self.row.ended(error, self.ports.now()))
        self._drop(unmade)
        self.house.hearing.forget_useless(
            self.row, error, lambda: self.house.makers.named(self.row.speech)
        )

    def _drop(self, asset_ids: list[str]) -> None:
        self.house.deletion.delete_many(self.row.owner, asset_ids)

    def _continued(self, seconds: float) -> Worked:
        """There is more to do, later: let go, and tell the queue."""
        self._let_go()
        ref = GenerationRef(self.row.owner, self.row.id)
        self.house.send(ref, seconds)
        return self._worked("continued")

    def _let_go(self) -> None:
        """End the claim, so that the next attempt may go on at once."""
        try:
            self._swap(self.row.let_go(self.ports.now()))
        except DarkroomError:
            return  # it ends by itself

    def _swap(
        self, after: Generation, drafts: list[Asset] | None = None, budget: Budget | None = None
    ) -> None:
        catalog = self.ports.catalog
        self.row = catalog.swap_generation(self.row, after, drafts or [], budget=budget)

    def _worked(self, verdict: str) -> Worked:
        return Worked.of(self.row, verdict, self.asked)


def _is_unpaid(error: DarkroomError) -> bool:
    """Whether what was asked of a provider was certainly not carried out."""
    kinds = (ProviderFailure, ProviderMisconfigured)
    return not error.paid if isinstance(error, Unmade) else isinstance(error, kinds)
