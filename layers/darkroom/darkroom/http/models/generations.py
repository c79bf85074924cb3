"""Generations: what was asked for, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from darkroom.domain.asset import Rejection
from darkroom.domain.errors import ImageRejected, Refusal, Unmade, recalled
from darkroom.domain.generation import Generation, Task
from darkroom.http.models.assets import AssetDetail
from darkroom.http.models.base import Answer
from darkroom.http.models.generation_requests import RegionModel
from darkroom.http.models.problem import Problem
from darkroom.services.understanding import Plan


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
