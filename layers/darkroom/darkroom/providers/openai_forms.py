"""What is sent: wishes put into the words and fields of the OpenAI API.

There are fields for neither what to leave out, nor a style, nor how far a result may go from its
source: the prompt says them. The API's limit of 32,000 characters is far away: ours is 2,000 for
each of the texts that a caller writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from urllib3.filepost import encode_multipart_formdata

from darkroom.domain.errors import ContentRefused
from darkroom.domain.recipe import Picture
from darkroom.providers.base import Recording, Wish
from darkroom.providers.openai_settings import OpenAISettings
from darkroom.providers.openai_sizes import closest

MAX_PICTURE = 50 * 1024 * 1024
"""Bytes of a picture: "less than 50MB", says the reference of POST /v1/images/edits."""
PICTURES = {"image/png": "image.png", "image/jpeg": "image.jpg", "image/webp": "image.webp"}
RECORDINGS = {
    "audio/mpeg": "speech.mp3",
    "audio/mp4": "speech.m4a",
    "audio/wav": "speech.wav",
    "audio/ogg": "speech.ogg",
}
"""The types that the reference names, of those that callers may upload; servers tell them by the
file's extension. Raw AAC (audio/aac) is not among them."""

_ISO_639_1 = re.compile("[a-z]{2}")
_FAR, _NEAR = 0.7, 0.3


class Body(NamedTuple):
    content_type: str
    data: bytes


def generation(settings: OpenAISettings, wish: Wish) -> Body:
    """JSON for POST /v1/images/generations."""
    fields = {"model": settings.image_model, "prompt": _prompt(wish, wish.prompt)}
    fields |= _options(settings, wish)
    numbers = {"n": 1} | ({"seed": wish.seed} if settings.sends_seed else {})
    return Body("application/json", json.dumps(fields | numbers).encode())


def variation(settings: OpenAISettings, wish: Wish, source: Picture) -> Body:
    """A form for POST /v1/images/edits. There is a /v1/images/variations too, but only dall-e-2
    ever served it, and that is gone since May 2026."""
    return _edit(settings, wish, source, f"{_like_it(wish.strength)} {wish.prompt}")


def refinement(
    settings: OpenAISettings, wish: Wish, source: Picture, mask: bytes | None = None
) -> Body:
    """A form for POST /v1/images/edits, with a mask whose transparent part is to change. Like
    variation(), raises ContentRefused for a source of a type or length that the API does not
    take."""
    how_far = _how_far(wish) if settings.follows_instructions else ""
    return _edit(settings, wish, source, f"{wish.prompt}\n\n{how_far}", mask)


def transcription(settings: OpenAISettings, recording: Recording) -> Body:
    """A form for POST /v1/audio/transcriptions. The language is a hint, as ISO 639-1. Raises
    ContentRefused for a type that the API does not take."""
    if recording.content_type not in RECORDINGS:
        raise ContentRefused("The provider takes MP3, MP4, WAV and Ogg recordings.")
    fields = {"model": settings.transcription_model, "response_format": "json"}
    language = recording.language.split("-")[0].lower()
    if settings.language_field and _ISO_639_1.fullmatch(language):
        fields[settings.language_field] = language
    file = (RECORDINGS[recording.content_type], recording.body, recording.content_type)
    return _form(fields, [("file", file)])


def _edit(
    settings: OpenAISettings, wish: Wish, source: Picture, prompt: str, mask: bytes | None = None
) -> Body:
    if source.content_type not in PICTURES:
        raise ContentRefused("The provider takes JPEG, PNG and WebP images.")
    if len(source.body) >= MAX_PICTURE:
        raise ContentRefused("The image is larger than the provider takes.")
    fields = {"model": settings.edit_model, "prompt": _prompt(wish, prompt)}
    fields |= _options(settings, wish) | {"n": "1"}
    if settings.input_fidelity:
        fields["input_fidelity"] = settings.input_fidelity
    if settings.sends_seed:
        fields["seed"] = str(wish.seed)
    file = (PICTURES[source.content_type], source.body, source.content_type)
    masks = [("mask", ("mask.png", mask, "image/png"))] if mask else []
    return _form(fields, [(settings.image_field, file), *masks])


def _options(settings: OpenAISettings, wish: Wish) -> dict[str, str]:
    """What generations and edits share. What is not set is not sent: servers refuse what they do
    not know."""
    options = {
        "output_format": settings.output_format,
        "quality": settings.quality,
        "background": settings.background,
        "response_format": "b64_json" if settings.asks_for_base64 else "",
    }
    chosen = {name: value for name, value in options.items() if value}
    width, height = closest(settings.sizes, wish.width, wish.height)
    return {"size": f"{width}x{height}", **chosen}


def _prompt(wish: Wish, prompt: str) -> str:
    """With what there is no field for. Half a surrogate pair, which JSON can smuggle in, is
    replaced: it cannot be sent, and the error about it would carry the prompt."""
    said = [prompt.strip()]
    if wish.style.strip():
        said.append(f"Style: {wish.style.strip()}.")
    if wish.negative_prompt.strip():
        said.append(f"Leave out: {wish.negative_prompt.strip()}.")
    return "\n\n".join(said).encode("utf-8", "replace").decode()


def _like_it(strength: float) -> str:
    if strength < _NEAR:
        return (
            "Make a variation of this image that stays very close to it: the same subject, "
            "composition, colors and style, different only in small details."
        )
    if strength < _FAR:
        return (
            "Make a variation of this image: the same subject, style and mood, with other details "
            "and a somewhat different composition."
        )
    return (
        "Make a free variation of this image: keep its subject and mood, and change composition, "
        "viewpoint, colors and details."
    )


def _how_far(wish: Wish) -> str:
    if wish.strength < _NEAR:
        said = ["Change as little of the image as that takes."]
    elif wish.strength < _FAR:
        said = []
    else:
        said = ["Change as much of the image as helps."]
    if wish.preserve_structure:
        said.append("Apart from that, keep all shapes, the composition and the framing in place.")
    if wish.region:
        said.append("Change nothing outside of the masked area.")
    return " ".join(said)


_File = tuple[str, bytes, str]


def _form(fields: Mapping[str, str], files: Sequence[tuple[str, _File]]) -> Body:
    parts: list[tuple[str, str | _File]] = [*fields.items(), *files]
    data, content_type = encode_multipart_formdata(parts)
    return Body(content_type, data)
