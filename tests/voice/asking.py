"""Instructions spoken to a deployment: tickets, uploads, events, requests and the queue's worker.

Everything goes through the functions, as a client and AWS would call them, and who hears speech is
who hears it in the local system.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image

from darkroom.domain.asset import Status
from darkroom.providers.base import Recording
from darkroom.providers.pocketsphinx import PocketSphinxProvider
from tests.functions.editing import fetched, picture
from tests.functions.generating import TWO_VARIANTS, begun, instructions, shown
from tests.functions.world import World, standing_world
from tests.unit.sound.encodings import Encoding, encoded
from tests.voice.pictures import photo
from tests.voice.speech import Speaker, spoken


@dataclass
class Spoken:
    """One instruction that was said, about a photo of its own, and worked on. `heard` is all that
    the recogniser made of its recording, each time that it was asked."""

    world: World
    photo_id: str
    audio_id: str
    told: Any
    heard: list[str]

    @property
    def result(self) -> Any:
        """What came of it, which is one asset."""
        (asset_id,) = self.told["result_ids"]
        answer = self.world.call("GET", f"/v1/assets/{asset_id}")
        assert answer.status == 200, answer
        return answer.json

    def picture(self, asset_id: str) -> Image.Image:
        """The original, from where its signed URL leads."""
        path = f"/v1/assets/{asset_id}/url"
        link = self.world.call("GET", path, query={"variant": "original"}).json
        return picture(fetched(self.world, link["url"]))

    def recipe_of(self, written: str) -> Any:
        """What these words come to for the same photo."""
        body = {"prompt": written, "dry_run": True}
        answer = self.world.call("POST", instructions(self.photo_id), json=body)
        assert answer.status == 200, answer
        return answer.json["recipe"]

    def is_erased(self) -> bool:
        """Whether the recording is in no bucket any more, and its row is gone or on its way out."""
        buckets = [self.world.keys(name) for name in ("uploads", "private", "public")]
        voice = [key for keys in buckets for key in keys if self.audio_id in key]
        row = self.world.row(self.audio_id)
        return not voice and (row is None or row.status is Status.DELETING)


@dataclass
class Studio:
    """A deployment that is spoken to."""

    world: World
    heard: list[str]

    def say(self, phrase: str, speaker: Speaker, encoding: Encoding) -> Spoken:
        """Upload a photo and a recording, ask, and let the worker work."""
        samples = spoken(phrase, speaker)
        recording = encoded(samples.body, encoding, samples.rate)
        name = {"filename": "said", "content_type": encoding.content_type}
        photo_id, audio_id = self.world.upload(photo()), self.world.upload(recording, **name)
        self.heard.clear()
        body = {"audio_upload_id": audio_id}
        asked = begun(self.world, instructions(photo_id), body, key=f"key-{audio_id}")
        assert self.world.work() == [], self.world.output
        told = shown(self.world, asked["id"])
        return Spoken(self.world, photo_id, audio_id, told, list(self.heard))


@contextmanager
def standing_studio() -> Iterator[Studio]:
    """A fresh one, whose recogniser is listened to."""
    with standing_world(VARIANTS=TWO_VARIANTS) as world, pytest.MonkeyPatch.context() as patch:
        yield Studio(world, _overheard(patch))


def _overheard(patch: pytest.MonkeyPatch) -> list[str]:
    """What PocketSphinx hears from now on."""
    heard: list[str] = []
    transcribe = PocketSphinxProvider.transcribe

    def listened(self: PocketSphinxProvider, recording: Recording) -> bytes:
        answer = transcribe(self, recording)
        heard.append(json.loads(answer)["text"])
        return answer

    patch.setattr(PocketSphinxProvider, "transcribe", listened)
    return heard
