"""The providers of this deployment, put together by name: for bootstrap alone.

Nothing is made before it is used: whoever only asks what Bedrock can do makes no client, and who
asks what the painter can imports no pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from darkroom.domain.errors import ProviderMisconfigured
from darkroom.settings import GenerationSettings, SettingsError

if TYPE_CHECKING:
    import boto3

    from darkroom.domain.recipe import Picture
    from darkroom.domain.region import Region
    from darkroom.providers.base import Provider, Recording
    from darkroom.storage.base import ObjectStore

MAX_TRANSCRIPT_BYTES = 4 * 1024 * 1024
SECRETS = Config(
    retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5
)
"""A request waits for it: three attempts of at most 7 seconds end before a function does."""


class Providers:
    """Each is made once. `private` is the store that recordings are in, `bucket` its name."""

    def __init__(
        self,
        settings: GenerationSettings,
        session: boto3.Session,
        private: ObjectStore,
        bucket: str,
    ) -> None:
        self._settings = settings
        self._session = session
        self._private = private
        self._bucket = bucket
        self._made: dict[str, Provider] = {}

    def named(self, name: str) -> Provider:
        """Raises SettingsError, and ProviderMisconfigured for a name that no deployment has any
        more: of a generation that is older than the deployment."""
        if name not in self._made:
            make = self._makers.get(name)
            if make is None:
                raise ProviderMisconfigured
            self._made[name] = make()
        return self._made[name]

    @property
    def _makers(self) -> dict[str, Callable[[], Provider]]:
        return {
            "procedural": self._procedural,
            "bedrock": self._bedrock,
            "openai": self._openai,
            "transcribe": self._transcribe,
            "pocketsphinx": _pocketsphinx,
        }

    def _procedural(self) -> Provider:
        from darkroom.providers.procedural import ProceduralProvider

        return ProceduralProvider(_paint, _vary, _refine)

    def _bedrock(self) -> Provider:
        from darkroom.providers.bedrock import BedrockProvider, bedrock_client
        from darkroom.providers.bedrock_models import parse_models

        try:
            models = parse_models(self._settings.bedrock_models)
        except ValueError as exc:
            raise SettingsError(f"BEDROCK_MODELS: {exc}.") from exc
        region = self._settings.bedrock_region or self._session.region_name
        client: Any = _Later(lambda: bedrock_client(self._session, region))
        return BedrockProvider(client, models, _white_mask)

    def _openai(self) -> Provider:
        from darkroom.providers.openai import OpenAIProvider
        from darkroom.providers.openai_http import Http
        from darkroom.providers.openai_settings import parse_settings
        from darkroom.providers.secrets import Kept, secret_text

        secret = self._settings.openai_secret
        if not secret:
            raise SettingsError("OPENAI_SECRET is not set.")
        client: Any = _Later(lambda: self._session.client("secretsmanager", config=SECRETS))
        configuration = Kept(lambda: parse_settings(secret_text(client, secret)))
        return OpenAIProvider(Http(), configuration, _clear_mask)

    def _transcribe(self) -> Provider:
        from darkroom.providers.transcribe import TranscribeProvider, transcribe_client
        from darkroom.services.hearing import transcript_key

        def result_key(recording: Recording) -> str:
            return transcript_key(recording.key)

        def read(key: str) -> bytes:
            return self._private.read(key, max_bytes=MAX_TRANSCRIPT_BYTES)

        region = self._session.region_name
        client: Any = _Later(lambda: transcribe_client(self._session, region))
        return TranscribeProvider(client, self._bucket, result_key, read)


def _paint(prompt: str, **words: Any) -> bytes:
    from darkroom.imaging.retouch import paint_png

    return paint_png(prompt, **words)


def _vary(source: Picture, **words: Any) -> bytes:
    from darkroom.imaging.retouch import vary_png

    return vary_png(source, **words)


def _refine(source: Picture, prompt: str, **words: Any) -> bytes:
    from darkroom.imaging.retouch import refine_png

    return refine_png(source, prompt, **words)


def _white_mask(source: Picture, region: Region) -> bytes:
    from darkroom.imaging.masks import white_mask

    return white_mask(source, region)


def _clear_mask(source: Picture, region: Region) -> bytes:
    from darkroom.imaging.masks import clear_mask

    return clear_mask(source, region)


def _pocketsphinx() -> Provider:
    from darkroom.providers.pocketsphinx import PocketSphinxProvider

    return PocketSphinxProvider()


class _Later:
    """A client that is made when it is first used."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        if not self._made:
            self._made = [self._make()]
        return getattr(self._made[0], name)
