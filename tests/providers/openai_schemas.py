"""What requests to the OpenAI API may look like, written down from its reference (November 2026).

`read` tells a request's fields and files, and raises Violation for one that the reference does not
describe. A server of one's own (`is_own`) takes any model, response_format and a seed as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

GENERATIONS, EDITS = "/v1/images/generations", "/v1/images/edits"
TRANSCRIPTIONS = "/v1/audio/transcriptions"

FIXED_SIZES = {"1024x1024", "1536x1024", "1024x1536", "auto"}
OLD_IMAGE_MODELS = {"gpt-image-1-mini", "gpt-image-1.5", "chatgpt-image-latest"}
NEW_IMAGE_MODELS = {
    "gpt-image-2", "gpt-image-2.5-sunburst", "gpt-image-2.5-flare", "gpt-image-2.6-sunburst",
    "gpt-image-2.6-flare",
}  # fmt: skip
SPEECH_MODELS = {"whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-transcribe"}
PICTURES = {
    "image/png": (r".+\.png", b"\x89PNG"),
    "image/jpeg": (r".+\.jpe?g", b"\xff\xd8\xff"),
    "image/webp": (r".+\.webp", b"RIFF"),
}
SOUNDS = {
    "audio/mpeg": r".+\.(mp3|mpeg|mpga)",
    "audio/mp4": r".+\.(mp4|m4a)",
    "audio/wav": r".+\.wav",
    "audio/ogg": r".+\.ogg",
    "audio/flac": r".+\.flac",
    "audio/webm": r".+\.webm",
}


class Violation(Exception):
    """The request is not one of the API."""


@dataclass(frozen=True)
class File:
    """A file of a form."""

    name: str
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Asked:
    """A request that fits: its fields as JSON has them, or as the texts of a form."""

    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, Any]
    files: Mapping[str, File] = field(default_factory=dict)


def _text(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def _one_of(*known: str) -> Callable[[Any], bool]:
    return lambda value: value in known


def _whole(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _size(value: Any) -> bool:
    return isinstance(value, str) and (value in FIXED_SIZES or is_flexible_size(value))


def is_flexible_size(value: str) -> bool:
    """Whether gpt-image-2 and later make it."""
    found = re.fullmatch(r"([1-9]\d{2,3})x([1-9]\d{2,3})", value)
    if not found:
        return False
    wide, high = int(found[1]), int(found[2])
    is_stepped = wide % 16 == 0 and high % 16 == 0
    is_shaped = wide <= 3 * high and high <= 3 * wide
    return is_stepped and is_shaped and 655_360 <= wide * high <= 8_294_400 and wide <= 3840 >= high


_IMAGE_FIELDS: dict[str, Callable[[Any], bool]] = {
    "model": _text(1, 200),
    "prompt": _text(1, 32_000),
    "background": _one_of("transparent", "opaque", "auto"),
    "n": lambda value: _whole(value, 1, 10),
    "output_compression": lambda value: _whole(value, 0, 100),
    "output_format": _one_of("png", "jpeg", "webp"),
    "quality": _one_of("auto", "low", "medium", "high", "xhigh", "max"),
    "size": _size,
}
_OF_OWN_SERVERS: dict[str, Callable[[Any], bool]] = {
    "response_format": _one_of("b64_json", "url"),
    "seed": lambda value: _whole(value, 0, 2**32 - 1),
}
_FIELDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    GENERATIONS: _IMAGE_FIELDS | {"moderation": _one_of("low", "auto")},
    EDITS: _IMAGE_FIELDS | {"input_fidelity": _one_of("high", "low")},
    TRANSCRIPTIONS: {
        "model": _text(1, 200),
        "language": lambda value: re.fullmatch("[a-z]{2}", value) is not None,
        "languages[]": lambda value: re.fullmatch("[a-z]{2}", value) is not None,
        "response_format": _one_of("json"),  # the one form that every current model answers in
        "prompt": _text(1, 2000),
    },
}
_REQUIRED = {
    GENERATIONS: {"model", "prompt"},
    EDITS: {"model", "prompt"},
    TRANSCRIPTIONS: {"model"},
}


def read(path: str, headers: Mapping[str, str], body: bytes, *, is_own: bool = False) -> Asked:
    """The request. Raises Violation."""
    if path not in _FIELDS:
        raise Violation(f"There is no {path}.")
    content_type = headers.get("content-type", "")
    if path == GENERATIONS:
        asked = Asked(path, headers, _json(content_type, body))
    else:
        asked = _form(path, headers, body)
    _check_fields(asked, _FIELDS[path] | (_OF_OWN_SERVERS if is_own else {}))
    _check_files(asked)
    if not is_own:
        _check_model(asked)
    return asked


def _check_fields(asked: Asked, known: Mapping[str, Callable[[Any], bool]]) -> None:
    for name, value in asked.fields.items():
        if name not in known:
            raise Violation(f"Unknown parameter: {name!r}.")
        if not known[name](value):
            raise Violation(f"{name} is not what it may be.")
    if missing := _REQUIRED[asked.path] - set(asked.fields):
        raise Violation(f"{missing} is missing.")
    if asked.headers.get("accept") not in {"application/json", "*/*"}:
        raise Violation("Accept does not take JSON.")


def _json(content_type: str, body: bytes) -> dict[str, Any]:
    if content_type != "application/json":
        raise Violation("The body is not application/json.")
    try:
        fields = json.loads(body.decode("utf-8"))
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise Violation("The body is no JSON object.")
    return fields


def _form(path: str, headers: Mapping[str, str], body: bytes) -> Asked:
    """RFC 7578, as strict as it is written."""
    found = re.fullmatch(
        r"multipart/form-data; boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})",
        headers.get("content-type", ""),
    )
    if not found:
        raise Violation("The body is not multipart/form-data.")
    mark = b"--" + found[1].encode()
    if not body.startswith(mark + b"\r\n") or not body.endswith(b"\r\n" + mark + b"--\r\n"):
        raise Violation("The form does not begin and end as it says.")
    fields: dict[str, Any] = {}
    files: dict[str, File] = {}
    for part in body[len(mark) + 2 : -len(mark) - 6].split(b"\r\n" + mark + b"\r\n"):
        name, file, text = _part(part)
        if name in fields or name in files:
            raise Violation(f"{name} comes twice.")
        if file:
            files[name] = file
        else:
            fields[name] = int(text) if name in {"n", "seed"} and text.isdecimal() else text
    return Asked(path, headers, fields, files)


def _part(part: bytes) -> tuple[str, File | None, str]:
    head, _, body = part.partition(b"\r\n\r\n")
    lines = dict(line.split(": ", 1) for line in head.decode("ascii").split("\r\n"))
    found = re.fullmatch(
        r'form-data; name="([a-z_]+(?:\[\])?)"(?:; filename="([^"\\/]+)")?',
        lines.get("Content-Disposition", ""),
    )
    if not found:
        raise Violation("A part has no proper name.")
    if found[2]:
        return found[1], File(found[2], lines.get("Content-Type", ""), body), ""
    try:
        return found[1], None, body.decode("utf-8")
    except UnicodeDecodeError:
        raise Violation(f"{found[1]} is not UTF-8.") from None


def _check_files(asked: Asked) -> None:
    if asked.path == EDITS:
        images = {name: file for name, file in asked.files.items() if name != "mask"}
        if set(images) not in ({"image[]"}, {"image"}):
            raise Violation("An edit has one image here.")
        (image,) = images.values()
        _check_picture(image)
        if "mask" in asked.files:
            _check_mask(asked.files["mask"], image)
    elif asked.path == TRANSCRIPTIONS:
        if set(asked.files) != {"file"}:
            raise Violation("A transcription has one file.")
        _check_sound(asked.files["file"])


def _check_picture(file: File) -> None:
    pattern, magic = PICTURES.get(file.content_type, ("", b"?"))
    if not re.fullmatch(pattern, file.name) or not file.body.startswith(magic):
        raise Violation("The image is not the PNG, JPEG or WebP that it says it is.")
    if len(file.body) >= 50 * 1024 * 1024:
        raise Violation("The image is too large.")


def _check_mask(mask: File, image: File) -> None:
    """A PNG with an alpha channel, of less than 4 MB, as large as the image (which is a PNG)."""
    if not mask.name.endswith(".png") or not mask.body.startswith(b"\x89PNG"):
        raise Violation("The mask is no PNG.")
    if mask.body[25] not in {4, 6}:  # the colour type in IHDR
        raise Violation("The mask has no alpha channel.")
    if mask.body[16:24] != image.body[16:24] or len(mask.body) >= 4 * 1024 * 1024:
        raise Violation("The mask is not as large as the image, or too large.")


def _check_sound(file: File) -> None:
    if not re.fullmatch(SOUNDS.get(file.content_type, ""), file.name):
        raise Violation("The file is not a recording of a known kind.")
    if len(file.body) > 25 * 1024 * 1024:
        raise Violation("The file is too large.")


def _check_model(asked: Asked) -> None:
    """What depends on the model."""
    model, fields = asked.fields["model"], asked.fields
    if asked.path == TRANSCRIPTIONS:
        if model not in SPEECH_MODELS:
            raise Violation("No such speech model.")
        if ("language" if model == "gpt-transcribe" else "languages[]") in fields:
            raise Violation("That is how another model wants the language.")
        return
    if model not in OLD_IMAGE_MODELS | NEW_IMAGE_MODELS:
        raise Violation("No such image model.")
    if model in OLD_IMAGE_MODELS and fields.get("size", "auto") not in FIXED_SIZES:
        raise Violation("This model does not make that size.")
    if "input_fidelity" in fields and model != "gpt-image-1.5":
        raise Violation("This model does not take input_fidelity.")
    if fields.get("background") == "transparent" and fields.get("output_format") == "jpeg":
        raise Violation("JPEG is never transparent.")
