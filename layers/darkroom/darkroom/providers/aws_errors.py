"""What AWS says, in our words: the one place that knows its error codes.

Nothing of an AWS error is kept but its code and status, as a note for the log (the public text does
not show it): AWS repeats what it was sent in its messages, and that may be a prompt or a key. So
there is no cause and no context either, which a logger would print.

    answered                                            meaning
    ThrottlingException, quotas and limits, any 429     ProviderBusy
    ModelNotReadyException                              ProviderFailure: it is being loaded
    500, 502, 503                                       ProviderFailure
    ModelErrorException (424)                           ProviderFailure: no image, and Bedrock is
                                                        paid "for every image generated"
    ModelTimeoutException (408), 504                    lost: the model may have gone on to the end
    ValidationException about words or a picture        ContentRefused
    every other 4xx                                     ProviderMisconfigured

    not answered
    no address, connection or proxy; no new credentials ProviderFailure: nothing was sent
    no credentials, no region, an odd endpoint          ProviderMisconfigured
    everything else (silence, a reset, half an answer)  lost

"Lost" is AnswerLost, or ProviderFailure where asking again is not paid again. What is not known is
taken as lost, never as harmless.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TypeVar

from botocore import exceptions as aws
from botocore.parsers import ResponseParserError

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    DarkroomError,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
)

Answer = TypeVar("Answer")

MAX_WAIT = 900.0
"""Seconds: the longest that Retry-After is believed."""

_BUSY = {
    "LimitExceededConcurrentJobException",
    "LimitExceededException",
    "RequestLimitExceeded",
    "ServiceQuotaExceededException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
_UNFINISHED = {"ModelNotReadyException", "ModelErrorException"}
_UNKNOWN_END = {"ModelTimeoutException", "ModelStreamErrorException"}
_ABOUT_CONTENT = (
    *("filter", "invalid_prompts", "content policy", "moderation", "harmful"),
    *("aspect ratio", "pixels", "pixel count", "dimensions"),
)
"""Bedrock has one code for what it does not accept. Stability's services answer, for one, "One or
more prompts contains filtered words"; a model that is not there is "The provided model identifier
is invalid"."""

_NOT_SENT = (
    aws.EndpointConnectionError,
    aws.ConnectTimeoutError,
    aws.ProxyConnectionError,
    aws.CredentialRetrievalError,
    aws.MetadataRetrievalError,
    RuntimeError,  # credentials that were ended when botocore had renewed them
)
_NOT_CONFIGURED = (
    aws.NoCredentialsError,
    aws.PartialCredentialsError,
    aws.NoRegionError,
    aws.InvalidRegionError,
    aws.UnknownEndpointError,
    aws.EndpointProviderError,
    aws.ParamValidationError,
)


def answered(ask: Callable[[], Answer], *, is_repeatable: bool = False) -> Answer:
    """What `ask` returns. Raises one of the errors of a provider in place of boto3's, as the
    module's docstring says; `is_repeatable` where asking again is not paid again."""
    error: DarkroomError
    try:
        return ask()
    except aws.ClientError as exc:
        error = _answer(exc)
    except (aws.BotoCoreError, ResponseParserError, RuntimeError) as exc:
        error = _silence(exc)
    # Outside of the handlers, so that botocore's error is not the context of ours.
    if is_repeatable and isinstance(error, AnswerLost):
        error = _noted(ProviderFailure(), *error.__notes__)
    raise error


def code_of(exc: aws.ClientError) -> str:
    return exc.response.get("Error", {}).get("Code", "")


def _answer(exc: aws.ClientError) -> DarkroomError:
    code, status = code_of(exc), exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    name = code if re.fullmatch(r"[A-Za-z0-9.]{1,80}", code) else "an unknown code"
    return _noted(_meaning(exc, code, status), f"AWS answered {status} {name}")


def _meaning(exc: aws.ClientError, code: str, status: int) -> DarkroomError:
    if code in _UNFINISHED:
        return ProviderFailure(seconds=_retry_after(exc))
    if code in _BUSY or status == 429:
        return ProviderBusy(seconds=_retry_after(exc))
    if code in _UNKNOWN_END or status in {408, 504}:
        return AnswerLost()
    if status >= 500:
        return ProviderFailure(seconds=_retry_after(exc))
    message = exc.response.get("Error", {}).get("Message", "").lower()
    if code == "ValidationException" and any(words in message for words in _ABOUT_CONTENT):
        return ContentRefused()
    return ProviderMisconfigured() if 400 <= status < 500 else AnswerLost()


def _silence(exc: Exception) -> DarkroomError:
    note = f"AWS did not answer: {type(exc).__name__}"
    if isinstance(exc, _NOT_SENT) or _is_untrusted(exc):
        return _noted(ProviderFailure(), note)
    if isinstance(exc, _NOT_CONFIGURED):
        return _noted(ProviderMisconfigured(), note)
    return _noted(AnswerLost(), note)


def _noted(error: DarkroomError, *notes: str) -> DarkroomError:
    for note in notes:
        error.add_note(note)
    return error


def _is_untrusted(exc: Exception) -> bool:
    """Whether nothing was sent because of the other side's certificate. Any other failure of TLS
    may be one in the middle of an answer."""
    cause: object = exc.kwargs.get("error") if isinstance(exc, aws.SSLError) else None
    while isinstance(cause, Exception) and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.args[0] if cause.args else None
    return cause is not None and isinstance(cause, ssl.SSLCertVerificationError)


def _retry_after(exc: aws.ClientError) -> float:
    """Seconds to wait, 0 where the answer does not say. A date is held against the answer's own
    (RFC 9110, 10.2.3): no clock of ours is involved."""
    headers = exc.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return min(float(value), MAX_WAIT)
    try:
        until = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return 0.0
    return min(max(until.total_seconds(), 0.0), MAX_WAIT)
