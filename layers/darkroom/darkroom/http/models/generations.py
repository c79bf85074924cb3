"""Generations: images from words, variations, refinements, and instructions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, model_validator

from darkroom.domain.asset import Rejection
from darkroom.domain.errors import ImageRejected, Refusal, Unmade, recalled
from darkroom.domain.generation import Ask, Generation, Task
from darkroom.domain.limits import DEFAULT_JOB_ID
from darkroom.domain.prompts import (
    LANGUAGE,
    LARGEST_SEED,
    LARGEST_SIDE,
    LEAST_SIDE,
    MAX_IMAGES,
    MAX_MODEL,
    check_prompt,
    check_style,
)
from darkroom.domain.region import Region
from darkroom.http.models.assets import AssetDetail
from darkroom.http.models.base import Answer, JobId, Request
from darkroom.http.models.problem import Problem
from darkroom.services.fields import FieldChecks
from darkroom.services.understanding import Plan

Side = Annotated[StrictInt, Field(ge=LEAST_SIDE, le=LARGEST_SIDE, description="pixels")]
Seed = Annotated[
    StrictInt,
    Field(
        ge=0,
        le=LARGEST_SEED,
        description="of the first image; each further one has the next. Left out: any",
    ),
]
_ROUNDED = 1e-6
"""Shares that add up to one seldom do so exactly."""
Number = Annotated[StrictInt, Field(ge=1, le=MAX_IMAGES)]
Strength = Annotated[
    StrictFloat,
    Field(ge=0, le=1, allow_inf_nan=False, description="0: hardly changed; 1: as far as it goes"),
]
Text = Annotated[str, Field(description="at most 2,000 characters")]


class GenerationRequest(Request):
    """An image from words."""

    prompt: Text = Field(examples=["a lighthouse at dusk, calm sea, warm light"])
    negative_prompt: Text = ""
    width: Side = 1024
    height: Side = 1024
    style: str = Field(default="", description="such as watercolour; at most 40 characters")
    model: str = Field(default="", max_length=MAX_MODEL, description="of this deployment's")
    seed: Seed | None = None
    num_images: Number = 1
    job_id: JobId = DEFAULT_JOB_ID

    def ask(self, seed: int) -> Ask:
        """Raises InvalidRequest that points at every mistake."""
        fields = FieldChecks()
        ask = Ask(
            task=Task.GENERATION,
            prompt=fields.check(check_prompt, self.prompt),
            negative_prompt=fields.check(_negative, self.negative_prompt),
            style=fields.check(check_style, self.style),
            model=self.model,
            seed=seed,
            width=self.width,
            height=self.height,
            job_id=self.job_id,
        )
        fields.raise_errors()
        return ask


Share = Annotated[StrictFloat, Field(ge=0, lt=1, allow_inf_nan=False)]
Extent = Annotated[StrictFloat, Field(gt=0, le=1, allow_inf_nan=False)]


class RegionModel(Request):
    """A rectangle, in shares of the picture's width and height, from its upper left corner."""

    x: Share
    y: Share
    width: Extent
    height: Extent

    @model_validator(mode="after")
    def _inside(self) -> RegionModel:
        if max(self.x + self.width, self.y + self.height) > 1 + _ROUNDED:
            raise ValueError("The region ends outside of the picture")
        return self

    @property
    def region(self) -> Region:
        return Region(self.x, self.y, self.width, self.height)


class VariationRequest(Request):
    """Images like a source."""

    num_variations: Number = 1
    strength: Strength = 0.5
    seed: Seed | None = None
    job_id: JobId = DEFAULT_JOB_ID

    def ask(self, asset_id: str, seed: int) -> Ask:
        return Ask(
            task=Task.VARIATION,
            strength=self.strength,
            seed=seed,
            job_id=self.job_id,
            source_asset_id=asset_id,
        )


class RefinementRequest(Request):
    """A source, changed as a prompt says. `preserve_structure`: its shapes stay where they are.
    `region`: what is around it stays as it is, unless `warnings` says `beyond_region`."""

    prompt: Text = Field(examples=["in autumn colours, evening light"])
    negative_prompt: Text = ""
    preserve_structure: StrictBool = True
    region: RegionModel | None = None
    strength: Strength = 0.5
    style: str = Field(default="", description="at most 40 characters")
    seed: Seed | None = None
    job_id: JobId = DEFAULT_JOB_ID

    def ask(self, asset_id: str, seed: int) -> Ask:
        """Raises InvalidRequest that points at every mistake."""
        fields = FieldChecks()
        ask = Ask(
            task=Task.REFINEMENT,
            prompt=fields.check(check_prompt, self.prompt),
            negative_prompt=fields.check(_negative, self.negative_prompt),
            style=fields.check(check_style, self.style),
            strength=self.strength,
            preserve_structure=self.preserve_structure,
            region=self.region.region if self.region else None,
            seed=seed,
            job_id=self.job_id,
            source_asset_id=asset_id,
        )
        fields.raise_errors()
        return ask


class InstructionRequest(Request):
    """An edit in words, or in a recording that was uploaded with a ticket and is used once."""

    prompt: Text | None = Field(default=None, examples=["make it brighter and crop to a square"])
    audio_upload_id: str | None = Field(default=None, max_length=64)
    language: str = Field(
        default="en-US", pattern=f"^{LANGUAGE.pattern}$", description="spoken (BCP 47)"
    )
    dry_run: StrictBool = Field(default=False, description="show the steps, change nothing")
    seed: Seed | None = None
    job_id: JobId = DEFAULT_JOB_ID

    @model_validator(mode="after")
    def _in_one_way(self) -> InstructionRequest:
        if (self.prompt is None) == (self.audio_upload_id is None):
            raise ValueError("Either a prompt or an audio_upload_id is needed, not both")
        return self

    def ask(self, asset_id: str, seed: int) -> Ask:
        """Raises InvalidRequest."""
        return Ask(
            task=Task.INSTRUCTION,
            prompt="" if self.prompt is None else check_prompt(self.prompt),
            audio_upload_id=self.audio_upload_id,
            language=self.language,
            dry_run=self.dry_run,
            preserve_structure=False,
            seed=seed,
            job_id=self.job_id,
            source_asset_id=asset_id,
        )


class Understood(Answer):
    """Some of the words, and which operations of the recipe they asked for, from 0."""

    words: str
    operations: list[int]


class Cost(Answer):
    """In what a budget counts."""

    images: int
    voice_seconds: int


class PlanModel(Answer):
    """What an instruction comes to. The recipe costs nothing; `for_model` are the words of which a
    model makes the rest."""

    recipe: dict[str, Any] | None
    for_model: str | None
    understood: list[Understood]
    not_understood: list[str]


class PlanAnswer(PlanModel):
    """Of a dry run: nothing was changed."""

    estimated_cost: Cost

    @classmethod
    def of(cls, plan: Plan) -> PlanAnswer:
        cost = Cost(images=int(bool(plan.for_model)), voice_seconds=0)
        return cls(**plan.as_json, estimated_cost=cost)


class Progress(Answer):
    done: int
    of: int


class GenerationModel(Answer):
    """What was asked for, and how far it is. `problems` has one for each image that was not made,
    `problem` says why there is nothing at all."""

    id: str
    task: Literal["generation", "variation", "refinement", "instruction"]
    state: Literal["queued", "running", "ready", "refused", "failed"]
    progress: Progress
    prompt: str | None
    negative_prompt: str | None
    style: str | None
    model: str | None = Field(description="as asked for; null: the deployment's first")
    provider: str
    seed: int
    width: int | None
    height: int | None
    strength: float | None
    preserve_structure: bool | None
    region: RegionModel | None
    job_id: str
    source_asset_id: str | None
    audio_upload_id: str | None
    language: str | None
    transcript: str | None
    dry_run: bool
    plan: PlanModel | None
    cost: Cost = Field(description="what it has charged its day's budget")
    result_ids: list[str]
    problems: list[Problem]
    problem: Problem | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, generation: Generation) -> GenerationModel:
        return cls(**_members(generation))


class GenerationAnswer(GenerationModel):
    """One generation, with the assets that came of it."""

    results: list[AssetDetail]

    @classmethod
    def with_results(
        cls, generation: Generation, results: Iterable[AssetDetail]
    ) -> GenerationAnswer:
        return cls(**_members(generation), results=list(results))


class GenerationList(Answer):
    items: list[GenerationModel]
    next_cursor: str | None
    count: int


_STRONG = {Task.VARIATION, Task.REFINEMENT}


def _members(generation: Generation) -> dict[str, Any]:
    ask = generation.ask
    is_made = ask.task is Task.GENERATION
    is_spoken = ask.audio_upload_id is not None
    steps = max(1, len(generation.images))
    done = steps if generation.is_over else sum(image.is_over for image in generation.images)
    return {
        "id": generation.id,
        "task": ask.task.value,
        "state": generation.state.value,
        "progress": Progress(done=done, of=steps),
        "prompt": generation.words or None,
        "negative_prompt": ask.negative_prompt or None,
        "style": ask.style or None,
        "model": ask.model or None,
        "provider": generation.provider,
        "seed": ask.seed,
        "width": ask.width if is_made else None,
        "height": ask.height if is_made else None,
        "strength": ask.strength if ask.task in _STRONG else None,
        "preserve_structure": ask.preserve_structure if ask.task is Task.REFINEMENT else None,
        "region": RegionModel(**asdict(ask.region)) if ask.region else None,
        "job_id": ask.job_id,
        "source_asset_id": ask.source_asset_id,
        "audio_upload_id": ask.audio_upload_id,
        "language": ask.language if is_spoken else None,
        "transcript": generation.transcript,
        "dry_run": ask.dry_run,
        "plan": PlanModel(**generation.plan) if generation.plan is not None else None,
        "cost": Cost(
            images=generation.charge.images, voice_seconds=generation.charge.voice_seconds
        ),
        "result_ids": list(generation.result_ids),
        "problems": [_problem(image.problem) for image in generation.images if image.problem],
        "problem": _problem(generation.problem) if generation.problem else None,
        "created_at": generation.created_at,
        "updated_at": generation.updated_at,
    }


def _problem(kept: Rejection) -> Problem:
    return Problem.of(recalled(kept.code, kept.detail, Unmade, Refusal, ImageRejected))


def _negative(prompt: str) -> str:
    return check_prompt(prompt, "/negative_prompt", is_needed=False)
