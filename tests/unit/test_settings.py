"""Settings: read once, from one place, and whatever is wrong is called by its name."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import timedelta
from typing import Any

import pytest

from darkroom.domain.budget import Budget
from darkroom.domain.limits import MIB, Limits
from darkroom.domain.variants import DEFAULT_VARIANTS, parse_variants
from darkroom.settings import GenerationSettings, Settings, SettingsError, load_settings

NEEDED = {
    "TABLE_NAME": "table",
    "UPLOADS_BUCKET": "uploads",
    "PRIVATE_BUCKET": "private",
    "PUBLIC_BUCKET": "public",
    "PUBLIC_BASE_URL": "https://cdn.example",
    "SALT": "salt",
}
WHOLE = {
    "MAX_FILE_SIZE": (1, 50 * MIB),
    "MAX_PIXELS": (1, 144_000_000),
    "MAX_BYTES_PER_OWNER": (0, 10**15),
    "MAX_ASSETS_PER_OWNER": (0, 10**12),
    "TICKET_SECONDS": (1, 3600),
    "SESSION_SECONDS": (1, 43_200),
    "IMAGES_PER_DAY": (0, 1_000_000),
    "VOICE_SECONDS_PER_DAY": (0, 1_000_000),
}
"""Whole numbers, with the least and the most."""


def load(**values: str) -> Settings:
    return load_settings(NEEDED | values)


def refusal(**values: str) -> str:
    with pytest.raises(SettingsError) as refused:
        load(**values)
    return str(refused.value)


def value_of(settings: Settings, name: str) -> Any:
    """What a variable has become."""
    return {
        "MAX_FILE_SIZE": settings.limits.max_file_size,
        "MAX_PIXELS": settings.limits.max_pixels,
        "MAX_BYTES_PER_OWNER": settings.limits.max_bytes_per_owner,
        "MAX_ASSETS_PER_OWNER": settings.limits.max_assets_per_owner,
        "TICKET_SECONDS": settings.ticket_lifetime // timedelta(seconds=1),
        "SESSION_SECONDS": settings.session_lifetime // timedelta(seconds=1),
        "IMAGES_PER_DAY": settings.generation.budget.images,
        "VOICE_SECONDS_PER_DAY": settings.generation.budget.voice_seconds,
    }[name]


def test_what_is_not_set_has_the_default_of_the_specification() -> None:
    assert load() == Settings(
        table_name="table",
        uploads_bucket="uploads",
        private_bucket="private",
        public_bucket="public",
        public_base_url="https://cdn.example",
        salt="salt",
        storage_backend="s3",
        storage_root="",
        distribution_id="",
        queue_url="",
        limits=Limits(),
        variants=parse_variants(DEFAULT_VARIANTS),
        ticket_lifetime=timedelta(minutes=5),
        session_lifetime=timedelta(hours=1),
        generation=GenerationSettings(
            images="procedural",
            speech="",
            bedrock_region="",
            bedrock_models="",
            openai_secret="",
            queue_url="",
            budget=Budget(images=50, voice_seconds=600),
            denied_words=(),
        ),
    )


@pytest.mark.parametrize("name", ["GENERATION_PROVIDER", "SPEECH_PROVIDER"])
def test_a_provider_that_nobody_knows_is_refused_by_name(name: str) -> None:
    assert refusal(**{name: "crystal ball"}).startswith(f"{name} is one of ")


def test_nobody_hears_speech_where_none_is_chosen() -> None:
    assert load(SPEECH_PROVIDER="none").generation.speech == ""
    assert load(SPEECH_PROVIDER="transcribe").generation.speech == "transcribe"


def test_denied_words_are_parted_by_commas() -> None:
    assert load(DENIED_WORDS=" a b ,c,, ").generation.denied_words == ("a b", "c")


@pytest.mark.parametrize("name", sorted(NEEDED))
@pytest.mark.parametrize("value", [None, "", "  ", "\n"])
def test_what_is_missing_is_named(name: str, value: str | None) -> None:
    environ = {key: text for key, text in NEEDED.items() if key != name}
    with pytest.raises(SettingsError, match=rf"^{name} is not set\.$"):
        load_settings(environ if value is None else environ | {name: value})


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_number_may_be_the_least_and_the_most(name: str) -> None:
    for number in WHOLE[name]:
        assert value_of(load(**{name: str(number)}), name) == number


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_an_empty_number_is_the_default(name: str) -> None:
    assert load(**{name: " "}) == load()


@pytest.mark.parametrize("name", sorted(WHOLE))
@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "+1",
        "1.5",
        "1e3",
        "1_000",
        "0x10",
        "10 MB",
        "ten",
        "1 2",
        "\u0661",
        "\u00b2",
        "9" * 5000,
    ],
    ids=lambda value: ascii(value[:8]),
)
def test_what_is_no_whole_number_is_named_with_its_range(name: str, value: str) -> None:
    least, most = WHOLE[name]
    assert refusal(**{name: value}).startswith(f"{name} is a whole number from {least} to {most}")


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_number_out_of_range_is_named(name: str) -> None:
    least, most = WHOLE[name]
    for number in (least - 1, most + 1):
        assert refusal(**{name: str(number)}).startswith(f"{name} is a whole number from {least} ")


def test_the_types_are_chosen_in_the_order_given() -> None:
    chosen = load(ALLOWED_TYPES=" image/webp, image/png,,image/webp ").limits.allowed_types
    assert chosen == ("image/webp", "image/png")


@pytest.mark.parametrize("value", [",", "image/jpg", "image/png,image/svg+xml", "IMAGE/PNG", "*"])
def test_a_type_that_cannot_be_developed_is_refused(value: str) -> None:
    said = refusal(ALLOWED_TYPES=value)
    assert said.startswith("ALLOWED_TYPES: ")
    assert "image/png, image/jpeg" in said


def test_the_variants_are_those_of_the_deployment() -> None:
    assert load(VARIANTS="only=100.avif").variants == parse_variants("only=100.avif")


@pytest.mark.parametrize("value", [",", "large", "large=1600.webp,large=1.webp", "all=1.webp"])
def test_a_variant_that_cannot_be_made_is_refused(value: str) -> None:
    assert refusal(VARIANTS=value).startswith("VARIANTS: ")


@pytest.mark.parametrize("value", ["S3", "files", "gcs"])
def test_a_store_that_does_not_exist_is_refused(value: str) -> None:
    assert refusal(STORAGE_BACKEND=value) == f"STORAGE_BACKEND: {value!r} is neither s3 nor file."


def test_files_are_kept_in_the_directory_that_is_named() -> None:
    settings = load(STORAGE_BACKEND="file", STORAGE_ROOT="photos")
    assert (settings.storage_backend, settings.storage_root) == ("file", "photos")


def test_files_are_not_kept_just_anywhere() -> None:
    """An empty root would be the directory that the process happens to run in."""
    assert refusal(STORAGE_BACKEND="file") == "STORAGE_ROOT is not set."


def test_the_base_of_public_urls_has_no_slash_at_its_end() -> None:
    assert load(PUBLIC_BASE_URL="https://cdn.example/photos//").public_base_url == (
        "https://cdn.example/photos"
    )


def test_a_refusal_does_not_tell_the_salt() -> None:
    assert "canary" not in refusal(SALT="canary", MAX_PIXELS="x")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        load().salt = "other"  # type: ignore[misc]


def test_the_environment_of_the_process_is_read_when_none_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TABLE_NAME", "another")
    assert load_settings().table_name == "another"


def test_an_environment_that_is_given_is_the_only_one_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TABLE_NAME", "another")
    monkeypatch.setenv("MAX_PIXELS", "7")
    assert load_settings(NEEDED) == load()
    assert load().limits.max_pixels == Limits().max_pixels


def test_nothing_is_read_at_import() -> None:
    script = """
import os
class Closed(dict):
    def _refuse(self, *_): raise AssertionError("read at import")
    __getitem__ = __contains__ = __iter__ = get = keys = items = _refuse
os.environ = Closed()
import darkroom.settings
"""
    subprocess.run([sys.executable, "-I", "-c", script], check=True, env={})
