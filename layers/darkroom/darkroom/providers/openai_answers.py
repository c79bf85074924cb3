"""What the bytes of an answer hold: an image with what is said of its making, or words.

Nothing here is chained to what a parser raised: such an error carries the answer, and an answer
may repeat the prompt.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from darkroom.domain.errors import MalformedAnswer, NothingHeard, ResultWithheld
from darkroom.providers.base import MadeImage

MAX_REVISED_PROMPT = 4000
"""Characters of a rewritten prompt that are kept: it is stored on a row."""

REFUSALS = frozenset(
    {
        "moderation_blocked",  # the GPT image models
        "content_policy_violation",  # their predecessors, and many gateways
        "content_filter",  # Azure
        "ResponsibleAIPolicyViolation",  # Azure, wrapped in another code
    }
)
"""Error codes of a refusal."""

_TYPES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
_SAID = ("size", "quality", "background", "output_format")
_NUMBERS = ("steps", "num_inference_steps", "guidance", "guidance_scale", "cfg_scale")
"""What servers of one's own may say of the making; the API itself knows neither."""
_MOST = 1e6
_WORD = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MAX_COUNT = 10**12


def parsed(text: bytes | str) -> dict[str, Any] | None:
    """A JSON object, or None where the text is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def error_of(body: bytes) -> Mapping[str, Any]:
    """The error object of an answer; empty where there is none."""
    error = (parsed(body) or {}).get("error")
    return error if isinstance(error, dict) else {}


def is_refusal(error: Mapping[str, Any]) -> bool:
    """Whether it was the content."""
    inner = error.get("inner_error") or error.get("innererror")
    codes = (error.get("code"), inner.get("code") if isinstance(inner, dict) else None)
    return any(isinstance(code, str) and code in REFUSALS for code in codes)


def image_in(answer: bytes, *, seed: int | None) -> MadeImage:
    """The first image of an answer, in base64. An address in place of it is not followed: it may
    lead anywhere, and we have asked for none. `seed`: what was sent, if any.

    Raises MalformedAnswer; ResultWithheld where a refusal came as a success, after the work."""
    document = parsed(answer) or {}
    _not_withheld(answer)
    images = document.get("data")
    first = images[0] if isinstance(images, list) and images else None
    if not isinstance(first, dict):
        raise MalformedAnswer
    body = _bytes_of(first.get("b64_json"))
    content_type = next((name for magic, name in _TYPES if magic.match(body or b"")), None)
    if body is None or content_type is None:
        raise MalformedAnswer
    said = first.get("seed", seed)
    is_seed = isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 2**64
    return MadeImage(body, content_type, said if is_seed else None, _parameters(document, first))


def words_in(answer: bytes) -> str:
    """A transcript. Raises MalformedAnswer, and NothingHeard for one without words."""
    _not_withheld(answer)
    text = (parsed(answer) or {}).get("text")
    if not isinstance(text, str):
        raise MalformedAnswer
    if not text.strip():
        raise NothingHeard
    return text.strip()


def _not_withheld(answer: bytes) -> None:
    if is_refusal(error_of(answer)):
        raise ResultWithheld


def _bytes_of(text: Any) -> bytes | None:
    """base64, which some servers break into lines or make a data URL of."""
    if not isinstance(text, str):
        return None
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _parameters(document: Mapping[str, Any], image: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the making. A rewritten prompt is shown to the owner, and never logged."""
    found: dict[str, Any] = {}
    for name in _SAID:
        value = document.get(name)
        if isinstance(value, str) and _WORD.fullmatch(value):
            found[name] = value
    for name in _NUMBERS:
        number = image.get(name, document.get(name))
        if type(number) in {int, float} and 0 <= number <= _MOST:
            found[name] = number
    revised = image.get("revised_prompt")
    if isinstance(revised, str) and revised.strip():
        found["revised_prompt"] = revised.strip()[:MAX_REVISED_PROMPT]
    usage = _counts(document.get("usage"), depth=2)
    if usage:
        found["usage"] = usage
    return found


def _counts(value: Any, *, depth: int) -> dict[str, Any]:
    """The whole numbers of an object and of the objects in it."""
    found: dict[str, Any] = {}
    for name, each in list(value.items())[:20] if isinstance(value, dict) else ():
        if not _WORD.fullmatch(name):
            continue
        if type(each) is int and 0 <= each <= _MAX_COUNT:
            found[name] = each
        elif depth > 1 and (inner := _counts(each, depth=depth - 1)):
            found[name] = inner
    return found
