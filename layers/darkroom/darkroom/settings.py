"""The only reader of the environment: one frozen, validated object; what is missing is named."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from darkroom.domain.budget import Budget
from darkroom.domain.limits import (
    DEFAULT_ALLOWED_TYPES,
    DEFAULT_MAX_FILE_SIZE,
    DEFAULT_MAX_PIXELS,
    EXTENSIONS,
    MAX_FILE_SIZE_CEILING,
    Limits,
)
from darkroom.domain.variants import DEFAULT_VARIANTS, VariantSpec, parse_variants

T = TypeVar("T")

IMAGE_PROVIDERS = ("procedural", "bedrock", "openai")
SPEECH_PROVIDERS = ("none", "transcribe", "openai", "pocketsphinx")

_DIGITS = re.compile(r"[0-9]{1,20}")


class SettingsError(Exception):
    """A variable is missing or wrong; the message names it and says what would be right."""

    @property
    def for_operators(self) -> str:
        """The message, for the log: our words and what an operator wrote, nothing of a caller."""
        return str(self)


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """Who makes images and hears speech, `speech` empty for nobody, and how much of it a day."""

    images: str
    speech: str
    bedrock_region: str
    bedrock_models: str
    openai_secret: str
    queue_url: str
    budget: Budget
    denied_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a deployment can set. See the table in the README."""

    table_name: str
    uploads_bucket: str
    private_bucket: str
    public_bucket: str
    public_base_url: str
    salt: str
    storage_backend: str
    storage_root: str
    distribution_id: str
    queue_url: str
    limits: Limits
    variants: tuple[VariantSpec, ...]
    ticket_lifetime: timedelta
    session_lifetime: timedelta
    generation: GenerationSettings


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises SettingsError."""
    read = _Reader(os.environ if environ is None else environ)
    backend = read.parsed("STORAGE_BACKEND", _backend, "s3")
    return Settings(
        table_name=read.text("TABLE_NAME"),
        uploads_bucket=read.text("UPLOADS_BUCKET"),
        private_bucket=read.text("PRIVATE_BUCKET"),
        public_bucket=read.text("PUBLIC_BUCKET"),
        public_base_url=read.text("PUBLIC_BASE_URL").rstrip("/"),
        salt=read.text("SALT"),
        storage_backend=backend,
        storage_root=read.text("STORAGE_ROOT", None if backend == "file" else ""),
        distribution_id=read.text("DISTRIBUTION_ID", ""),
        queue_url=read.text("QUEUE_URL", ""),
        limits=Limits(
            allowed_types=read.parsed("ALLOWED_TYPES", _types, ",".join(DEFAULT_ALLOWED_TYPES)),
            max_file_size=read.whole("MAX_FILE_SIZE", DEFAULT_MAX_FILE_SIZE, MAX_FILE_SIZE_CEILING),
            max_pixels=read.whole("MAX_PIXELS", DEFAULT_MAX_PIXELS, 144_000_000),
            max_bytes_per_owner=read.whole("MAX_BYTES_PER_OWNER", 0, 10**15, least=0),
            max_assets_per_owner=read.whole("MAX_ASSETS_PER_OWNER", 0, 10**12, least=0),
        ),
        variants=read.parsed("VARIANTS", parse_variants, DEFAULT_VARIANTS),
        ticket_lifetime=timedelta(seconds=read.whole("TICKET_SECONDS", 300, 3600)),
        session_lifetime=timedelta(seconds=read.whole("SESSION_SECONDS", 3600, 43_200)),
        generation=_generation(read),
    )


def _generation(read: _Reader) -> GenerationSettings:
    return GenerationSettings(
        images=read.chosen("GENERATION_PROVIDER", IMAGE_PROVIDERS),
        speech=read.chosen("SPEECH_PROVIDER", SPEECH_PROVIDERS).replace("none", ""),
        bedrock_region=read.text("BEDROCK_REGION", ""),
        bedrock_models=read.text("BEDROCK_MODELS", ""),
        openai_secret=read.text("OPENAI_SECRET", ""),
        queue_url=read.text("WORK_QUEUE_URL", ""),
        budget=Budget(
            read.whole("IMAGES_PER_DAY", 50, 1_000_000, least=0),
            read.whole("VOICE_SECONDS_PER_DAY", 600, 1_000_000, least=0),
        ),
        denied_words=tuple(
            word.strip() for word in read.text("DENIED_WORDS", "").split(",") if word.strip()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    environ: Mapping[str, str]

    def text(self, name: str, default: str | None = None) -> str:
        value = self.environ.get(name, "").strip() or default
        if value is None:
            raise SettingsError(f"{name} is not set.")
        return value

    def parsed(self, name: str, parse: Callable[[str], T], default: str) -> T:
        try:
            return parse(self.text(name, default))
        except ValueError as exc:
            raise SettingsError(f"{name}: {exc}.") from exc

    def chosen(self, name: str, known: Sequence[str]) -> str:
        """One of these, the first where none is named."""
        text = self.text(name, known[0])
        if text not in known:
            raise SettingsError(f"{name} is one of {', '.join(known)}, not {text!r}.")
        return text

    def whole(self, name: str, default: int, most: int, *, least: int = 1) -> int:
        text = self.text(name, str(default))
        if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
            raise SettingsError(f"{name} is a whole number from {least} to {most}, not {text!r}.")
        return int(text)


def _backend(text: str) -> str:
    if text not in {"s3", "file"}:
        raise ValueError(f"{text!r} is neither s3 nor file")
    return text


def _types(text: str) -> tuple[str, ...]:
    types = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [name for name in types if name not in EXTENSIONS]
    if unknown or not types:
        raise ValueError(f"choose among {', '.join(EXTENSIONS)}")
    return types
