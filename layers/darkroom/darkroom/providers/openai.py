"""Images and speech through any server with the OpenAI API: OpenAI itself, or one's own (LocalAI,
vLLM, stable-diffusion.cpp, speaches).

    generate()       POST {base_url}/v1/images/generations      JSON
    vary(), refine() POST {base_url}/v1/images/edits            multipart/form-data
    transcribe()     POST {base_url}/v1/audio/transcriptions    multipart/form-data

No `Idempotency-Key` is sent: neither the API's reference nor OpenAI's own libraries know one for
these, so a request that may have arrived is never sent again. See openai_settings for what can be
configured, and openai_errors for what each answer means.
"""

from __future__ import annotations

from typing import Protocol

from darkroom.domain.errors import ProviderMisconfigured
from darkroom.domain.recipe import Picture
from darkroom.providers import openai_forms as forms
from darkroom.providers.base import (
    Abilities,
    Ability,
    MadeImage,
    Mask,
    Recording,
    Size,
    Unable,
    Wish,
)
from darkroom.providers.openai_answers import image_in, words_in
from darkroom.providers.openai_errors import carried_out
from darkroom.providers.openai_http import Http
from darkroom.providers.openai_settings import OpenAISettings
from darkroom.providers.openai_sizes import closest

NAME = "openai"
GENERATIONS = "/v1/images/generations"
EDITS = "/v1/images/edits"
TRANSCRIPTIONS = "/v1/audio/transcriptions"


class Configuration(Protocol):
    """Where the settings come from: see secrets.Kept."""

    def current(self) -> OpenAISettings: ...

    def forget(self) -> None: ...


class OpenAIProvider(Unable):
    """A provider as providers.base describes it. The configuration is read when first needed, and
    again after a 401: the request that met the 401 was not carried out, and the next one has the
    new key. Each method may raise what reading the configuration raises."""

    def __init__(self, http: Http, configuration: Configuration, mask: Mask) -> None:
        self._http = http
        self._configuration = configuration
        self._mask = mask

    @property
    def abilities(self) -> Abilities:
        settings = self._configuration.current()
        can = {Ability.GENERATE} if settings.image_model else set()
        if settings.edit_model:
            can |= {Ability.VARY, Ability.REFINE}
            can |= {Ability.INSTRUCT} if settings.follows_instructions else set()
            can |= {Ability.INPAINT} if settings.takes_masks else set()
        if settings.transcription_model:
            can |= {Ability.TRANSCRIBE}
        model = settings.image_model or settings.edit_model
        return Abilities(
            name=NAME,
            can=frozenset(can),
            models=(model,) if model else (),
            hears=tuple(forms.RECORDINGS) if settings.transcription_model else (),
        )

    def size(self, ability: Ability, wish: Wish) -> Size:
        """Of edits, too: they are asked for in a size of their own."""
        del ability
        return closest(self._configuration.current().sizes, wish.width, wish.height)

    def model(self, ability: Ability, wish: Wish) -> str:
        settings = self._configuration.current()
        if ability is Ability.GENERATE:
            return wish.model or settings.image_model
        return settings.edit_model

    def generate(self, wish: Wish) -> bytes:
        settings = self._configuration.current()
        if not settings.image_model:
            return super().generate(wish)
        _check_model(settings, wish)
        return self._ask(settings, GENERATIONS, forms.generation(settings, wish))

    def vary(self, wish: Wish, source: Picture) -> bytes:
        settings = self._configuration.current()
        if not settings.edit_model:
            return super().vary(wish, source)
        _check_model(settings, wish)
        return self._ask(settings, EDITS, forms.variation(settings, wish, source))

    def refine(self, wish: Wish, source: Picture) -> bytes:
        settings = self._configuration.current()
        if not settings.edit_model:
            return super().refine(wish, source)
        _check_model(settings, wish)
        mask = self._mask(source, wish.region) if wish.region else None
        return self._ask(settings, EDITS, forms.refinement(settings, wish, source, mask))

    def read_image(self, answer: bytes, wish: Wish) -> MadeImage:
        """`seed` is what the answer says, or what was sent: None where neither."""
        sends_seed = self._configuration.current().sends_seed
        return image_in(answer, seed=wish.seed if sends_seed else None)

    def transcribe(self, recording: Recording) -> bytes:
        settings = self._configuration.current()
        if not settings.transcription_model:
            return super().transcribe(recording)
        return self._ask(settings, TRANSCRIPTIONS, forms.transcription(settings, recording))

    def read_transcript(self, answer: bytes) -> str:
        return words_in(answer)

    def _ask(self, settings: OpenAISettings, path: str, body: forms.Body) -> bytes:
        headers = {
            "Accept": "application/json",
            "Content-Type": body.content_type,
            "User-Agent": "darkroom",
        }
        if settings.api_key:
            headers["Authorization"] = f"Bearer {settings.api_key}"
        answer = self._http.post(settings.base_url + path, body.data, headers)
        if answer.status == 401:
            self._configuration.forget()
        return carried_out(answer)


def _check_model(settings: OpenAISettings, wish: Wish) -> None:
    """A wish may be older than the configuration. Which model makes what is the configuration's
    to say: a caller may only name the one of `abilities`."""
    if wish.model not in {"", settings.image_model, settings.edit_model}:
        raise ProviderMisconfigured
