"""What images are asked for with: in words, of a source, or in an instruction."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StrictFloat, StrictInt, model_validator

from darkroom.domain.generation import Ask, Task
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
from darkroom.http.models.base import JobId, Request
from darkroom.services.fields import FieldChecks

Side = Annotated[StrictInt, Field(ge=LEAST_SIDE, le=LARGEST_SIDE, description="pixels")]
Seed = Annotated[
    StrictInt,
    Field(
        ge=0,
        le=LARGEST_SEED,
        description="of the first image; each further one has the next. Left out: any",
    ),
]
Number = Annotated[StrictInt, Field(ge=1, le=MAX_IMAGES)]
Strength = Annotated[
    StrictFloat,
    Field(ge=0, le=1, allow_inf_nan=False, description="0: hardly changed; 1: as far as it goes"),
]
Share = Annotated[StrictFloat, Field(ge=0, lt=1, allow_inf_nan=False)]
Extent = Annotated[StrictFloat, Field(gt=0, le=1, allow_inf_nan=False)]
_ROUNDED = 1e-6
"""Shares that add up to one seldom do so exactly."""
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
        prompt, negative_prompt, style = _words(self)
        return Ask(
            task=Task.GENERATION,
            prompt=prompt,
            negative_prompt=negative_prompt,
            style=style,
            model=self.model,
            seed=seed,
            width=self.width,
            height=self.height,
            job_id=self.job_id,
        )


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
        prompt, negative_prompt, style = _words(self)
        return Ask(
            task=Task.REFINEMENT,
            prompt=prompt,
            negative_prompt=negative_prompt,
            style=style,
            strength=self.strength,
            preserve_structure=self.preserve_structure,
            region=self.region.region if self.region else None,
            seed=seed,
            job_id=self.job_id,
            source_asset_id=asset_id,
        )


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


def _words(asked: GenerationRequest | RefinementRequest) -> tuple[str, str, str]:
    """Prompt, negative prompt and style. Raises InvalidRequest that points at every mistake."""
    fields = FieldChecks()
    words = (
        fields.check(check_prompt, asked.prompt),
        fields.check(_negative, asked.negative_prompt),
        fields.check(check_style, asked.style),
    )
    fields.raise_errors()
    return words


def _negative(prompt: str) -> str:
    return check_prompt(prompt, "/negative_prompt", is_needed=False)
