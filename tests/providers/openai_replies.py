"""What the OpenAI API answers, as documented: images, transcripts and errors."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any
from zlib import crc32

from PIL import Image

from tests.providers.openai_schemas import Asked

Reply = tuple[int, bytes] | tuple[int, bytes, dict[str, str]]

PROVIDER_SAYS = "provider-message-canary"
"""A part of each message, which must never be repeated."""
HTML = b"<!doctype html><title>provider-message-canary</title>"
URL = "https://images.example/provider-message-canary.png"


def refusal(code: str | None, kind: str = "invalid_request_error", **more: Any) -> Reply:
    """A 400."""
    return 400, _error(code, kind, **more)


def image(behaviour: str, asked: Asked) -> bytes:
    """The answer to a generation or an edit."""
    size = asked.fields.get("size", "auto").replace("auto", "1024x1024")
    form = asked.fields.get("output_format", "png")
    picture = b64encode(_picture(size, form, crc32(asked.fields["prompt"].encode()) % 8)).decode()
    first: dict[str, Any] = {"b64_json": picture}
    if behaviour == "bad_base64":
        first = {"b64_json": picture[:-3] + "*!"}
    elif behaviour == "not_an_image":
        first = {"b64_json": b64encode(b"GIF89a").decode()}
    elif behaviour == "url_only":
        first = {"url": URL}
    elif behaviour == "data_url":
        lines = "\n".join(picture[at : at + 76] for at in range(0, len(picture), 76))
        first = {"b64_json": f"data:image/{form};base64,{lines}"}
    elif behaviour == "revised":
        first |= {"revised_prompt": " a better prompt ", "seed": 77}
    said = {
        "background": "opaque",
        "output_format": form,
        "quality": "high",
        "size": size,
        "usage": {
            "input_tokens": 50,
            "input_tokens_details": {"image_tokens": 40, "text_tokens": 10},
            "output_tokens": 50,
            "total_tokens": 100,
        },
    }
    return json.dumps({"created": 1713833628, "data": [first], **said}).encode()


def transcript(words: str, asked: Asked) -> bytes:
    answer: dict[str, Any] = {"text": words, "usage": {"type": "duration", "seconds": 3}}
    if asked.fields["model"] == "gpt-transcribe":
        answer["languages"] = []
    return json.dumps(answer).encode()


@cache
def _picture(size: str, form: str, number: int) -> bytes:
    wide, high = map(int, size.split("x"))
    color = (number * 30, 128, 255 - number * 30)
    file = io.BytesIO()
    Image.new("RGB", (wide, high), color).save(file, form, compress_level=1)
    return file.getvalue()


def _error(code: str | None, kind: str, **more: Any) -> bytes:
    error = {"message": PROVIDER_SAYS, "type": kind, "param": None, "code": code} | more
    return json.dumps({"error": error}).encode()


def _busy(**headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return 429, _error("rate_limit_exceeded", "requests"), named


def _moderated(stage: str) -> bytes:
    details = {"moderation_stage": stage, "categories": ["violence"]}
    return _error("moderation_blocked", "image_generation_user_error", moderation_details=details)


_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WRONG_KEY: Reply = (401, _error("invalid_api_key", "invalid_request_error"))
REPLIES: dict[str, Reply] = {
    "moderated_input": (400, _moderated("input")),
    "moderated_output": (400, _moderated("output")),
    "moderated_200": (200, _moderated("output")),
    "content_policy": refusal("content_policy_violation"),
    "azure_filter": refusal(
        "contentFilter", inner_error={"code": "ResponsibleAIPolicyViolation", "revised_prompt": ""}
    ),
    "busy": _busy(),
    "busy_seconds": _busy(Retry_After="20"),
    "busy_date": _busy(
        Retry_After=format_datetime(_NOON.replace(minute=2), usegmt=True),
        Date=format_datetime(_NOON, usegmt=True),
    ),
    "busy_milliseconds": _busy(retry_after_ms="1500", Retry_After="2"),
    "busy_long": _busy(Retry_After="86400"),
    "no_credit": (429, _error("credit_balance_exhausted", "insufficient_quota")),
    "hard_limit": refusal("billing_hard_limit_reached", "billing_limit_user_error"),
    "unknown_parameter": refusal("unknown_parameter"),
    "bad_image": refusal("invalid_image_file", "image_generation_user_error"),
    "bad_sound": refusal("invalid_value", param="file"),
    "bad_field_name": refusal("missing_required_parameter", param="image"),
    "forbidden": (403, _error("unsupported_country_region_territory", "request_forbidden")),
    "unknown_model": (404, _error("model_not_found", "invalid_request_error")),
    "too_large": (413, HTML, {"Content-Type": "text/html"}),
    "conflict": (409, _error(None, "conflict")),
    "timed_out": (408, _error(None, "timeout")),
    "failed": (500, _error(None, "server_error")),
    "overloaded": (
        503,
        _error("server_is_overloaded", "service_unavailable_error"),
        {"Retry-After": "7"},
    ),
    "bad_gateway": (502, HTML, {"Content-Type": "text/html"}),
    "gateway_timeout": (504, HTML, {"Content-Type": "text/html"}),
    "accepted": (202, b"{}"),
    "html": (200, HTML, {"Content-Type": "text/html"}),
    "not_json": (200, b'{"created": 1, "data": [' + PROVIDER_SAYS.encode()),
    "no_data": (200, b'{"created": 1, "data": []}'),
}
