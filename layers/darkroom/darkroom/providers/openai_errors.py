"""What an answer other than 200 means: was it carried out, and may it be asked again?

status          meaning
4xx, refused    ContentRefused: the code says that it was the content; ResultWithheld where
                moderation looked at the output, which is then made and may be paid
402, 429 quota  ProviderMisconfigured: no credit or limit left, which waiting does not mend
429             ProviderBusy, with Retry-After
408 502 504     AnswerLost: a gateway waited for the server and gave up (520 and 524 are
520 524         Cloudflare's). We had sent everything, so the server may have gone on and be
                paid. To ask again might pay twice: the stronger promise is not to
409, other 5xx  ProviderFailure: the server itself says that it failed or has not begun
                (503 is "overloaded" or "no target"), with Retry-After
other 4xx       ProviderMisconfigured: it refuses key, model or a field of what this deployment
                sends, and would refuse it again. 3xx likewise: the address is another
other 2xx, 1xx  AnswerLost: something was done, and its result is not here
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    DarkroomError,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
    ResultWithheld,
)
from darkroom.providers.openai_answers import error_of, is_refusal, parsed
from darkroom.providers.openai_http import Answer

MAX_WAIT = 900.0
"""Seconds: the longest a message can be put off in SQS at once."""

_GATEWAY = frozenset({408, 502, 504, 520, 524})
_NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_TOLD = _NO_CREDIT | {
    "credit_balance_exhausted",
    "invalid_api_key",
    "invalid_image_file",
    "invalid_input_fidelity_model",
    "invalid_request_error",
    "invalid_size",
    "invalid_value",
    "missing_required_parameter",
    "model_not_found",
    "unknown_parameter",
    "unsupported_country_region_territory",
    "unsupported_format",
    "unsupported_value",
}
"""Codes that an operator is told. Others are not: a server can put anything there."""
_UNREADABLE = frozenset({"invalid_image_file", "unsupported_format"})
_CONTENT = frozenset({"prompt", "image", "image[]", "mask", "file"})
"""Fields that are filled for callers, by the names that errors have for them."""
_FORM = frozenset({"unknown_parameter", "missing_required_parameter"})
"""Of such a field, what is wrong is its name: that is ours."""
_REQUEST_ID = re.compile(r"(?:req_)?[0-9a-f-]{16,64}")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


class Refused(Exception):
    """What the server answered, for the log: status, known code, and the id that its support asks
    for. Nothing of the message, which may repeat the prompt or part of the key."""

    def __init__(self, answer: Answer, error: Mapping[str, Any]) -> None:
        told = [f"status {answer.status}"]
        told += [
            f"code {code}" for code in (error.get("code"), error.get("type")) if _is_told(code)
        ]
        request_id = answer.headers.get("x-request-id", "")
        if _REQUEST_ID.fullmatch(request_id):
            told.append(f"request {request_id}")
        super().__init__(", ".join(told))

    @property
    def for_operators(self) -> str:
        return str(self)


def carried_out(answer: Answer) -> bytes:
    """The bytes of an answer that says that it was carried out. Raises as the table says."""
    if answer.status == 200:
        # Where a connection's end is all that ends an answer, only JSON can tell if it is whole.
        if answer.is_framed or parsed(answer.body) is not None:
            return answer.body
        raise AnswerLost
    error = error_of(answer.body)
    raise _meaning(answer, error) from Refused(answer, error)


def _meaning(answer: Answer, error: Mapping[str, Any]) -> DarkroomError:
    status = answer.status
    if 400 <= status < 500 and is_refusal(error):
        return ResultWithheld() if _looked_at_output(error) else ContentRefused()
    if status in {400, 415, 422} and _is_about_content(error):
        return ContentRefused()
    if status in _GATEWAY or status < 300:
        return AnswerLost()
    if status == 429 and not _has_no_credit(error):
        return ProviderBusy(seconds=_wait(answer))
    if status == 409 or status >= 500:
        return ProviderFailure(seconds=_wait(answer))
    return ProviderMisconfigured()


def _looked_at_output(error: Mapping[str, Any]) -> bool:
    details = error.get("moderation_details")
    return isinstance(details, dict) and details.get("moderation_stage") == "output"


def _is_about_content(error: Mapping[str, Any]) -> bool:
    code, field = error.get("code"), error.get("param")
    if isinstance(code, str) and code in _UNREADABLE | _FORM:
        return code in _UNREADABLE
    return isinstance(field, str) and field in _CONTENT


def _has_no_credit(error: Mapping[str, Any]) -> bool:
    """The type says so for every kind of spent credit and limit; the code says which."""
    codes = (error.get("type"), error.get("code"))
    return any(isinstance(code, str) and code in _NO_CREDIT for code in codes)


def _is_told(code: Any) -> bool:
    return isinstance(code, str) and code in _TOLD


def _wait(answer: Answer) -> float:
    """Seconds that the server asks for, by any of its ways to say it; 0 where it does not."""
    in_milliseconds = answer.headers.get("retry-after-ms", "").strip()
    said = answer.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(in_milliseconds):
        return min(float(in_milliseconds) / 1000, MAX_WAIT)
    if _SECONDS.fullmatch(said):
        return min(float(said), MAX_WAIT)
    until = _moment(said)
    # By the server's own clock, if it says the time: ours may differ.
    now = _moment(answer.headers.get("date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), MAX_WAIT) if until else 0.0


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
