"""Recordings: finding one, handing it to whoever hears speech, reading what was heard."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from darkroom.domain import keys
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import (
    DarkroomError,
    InternalFault,
    NothingHeard,
    ObjectNotFound,
    PromptRefused,
    UploadNotFound,
)
from darkroom.domain.generation import Generation
from darkroom.domain.prompts import Hook, check_taken, heard_prompt
from darkroom.providers.base import Provider, Recording
from darkroom.services.answers import Answers
from darkroom.services.deletion import Deletion
from darkroom.services.ports import Ports
from darkroom.storage.base import Write

BARE, WRAPPED = "audio/aac", "audio/mp4"


def wrapped_key(recording: Asset) -> str:
    return str(keys.Key(recording.owner, recording.job_id, recording.id, "wrapped", "m4a"))


def transcript_key(original_key: str) -> str:
    """Where a provider that writes its answers itself puts the words of this recording."""
    key = keys.parse(original_key)
    return str(replace(key, variant="transcript", ext="json"))


@dataclass(frozen=True, slots=True)
class Hearing:
    """From a recording to words. `bucket` is the name of the private bucket; `wrap` puts bare AAC
    into an MP4 file."""

    ports: Ports
    deletion: Deletion
    answers: Answers
    bucket: str
    wrap: Callable[[bytes], bytes]

    def find(self, generation: Generation) -> Asset:
        """The recording of a generation. Raises UploadNotFound."""
        upload_id = generation.ask.audio_upload_id or ""
        found = self.ports.catalog.get(generation.owner, upload_id)
        if found is None or found.status is not Status.RECEIVED:
            raise UploadNotFound("The recording is gone: it was used before, or a day went by.")
        return found

    def call(self, provider: Provider, recording: Asset, language: str) -> Callable[[], bytes]:
        """What asks the provider. Raises InternalFault when the recording's object is gone."""
        try:
            body = self.ports.private.read(recording.original_key, max_bytes=recording.size)
        except ObjectNotFound as exc:
            raise InternalFault from exc
        handed = replace(self._handed(recording), body=body, language=language)
        if recording.content_type == BARE and BARE not in provider.abilities.hears:
            handed = self._wrapped(handed, recording)
        return lambda: provider.transcribe(handed)

    def _handed(self, recording: Asset) -> Recording:
        return Recording(
            id=recording.id,
            bucket=self.bucket,
            key=recording.original_key,
            content_type=recording.content_type,
            body=b"",
            seconds=recording.seconds or 0,
        )

    def _wrapped(self, handed: Recording, recording: Asset) -> Recording:
        """Bare AAC in a container that every provider hears; it may be read from the bucket."""
        key = wrapped_key(recording)
        body = self.wrap(handed.body)
        self.ports.private.save(Write(key, body, WRAPPED))
        return replace(handed, key=key, body=body, content_type=WRAPPED)

    def words(self, provider: Provider, answer: bytes, takes: Hook) -> str:
        """What was said, as a prompt. Raises NothingHeard, MalformedAnswer, PromptRefused."""
        words = heard_prompt(provider.read_transcript(answer))
        if not words:
            raise NothingHeard
        check_taken(takes, ("/audio_upload_id", words))
        return words

    def forget_useless(
        self, generation: Generation, error: DarkroomError, provider: Callable[[], Provider]
    ) -> None:
        """The recording of a generation that ended because of what is in it, or is not."""
        was_heard = generation.ask.audio_upload_id and generation.transcript is None
        if was_heard and isinstance(error, (NothingHeard, PromptRefused)):
            with suppress(UploadNotFound):
                self.forget(self.find(generation), provider())

    def forget(self, recording: Asset, provider: Provider) -> None:
        """Nobody needs it any more: the voice goes at once, the row when it can. What the provider
        keeps is only a record that names it."""
        with suppress(DarkroomError):
            provider.forget(self._handed(recording))
        self.answers.forget(recording)
        self.ports.private.delete_many(
            [recording.original_key, wrapped_key(recording), transcript_key(recording.original_key)]
        )
        self.deletion.delete_many(recording.owner, [recording.id])
