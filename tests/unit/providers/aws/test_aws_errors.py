"""What botocore raises without an answer: whether anything can have been sent."""

from __future__ import annotations

import ssl

import pytest
from botocore import exceptions as aws
from botocore.parsers import ResponseParserError

from darkroom.domain.errors import (
    AnswerLost,
    DarkroomError,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
)
from darkroom.providers.aws_errors import answered

URL = "https://bedrock.test/a-secret"
BROKEN = OSError(104, "reset by peer")
UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed")

NOT_SENT = [
    aws.EndpointConnectionError(endpoint_url=URL, error=BROKEN),
    aws.ConnectTimeoutError(endpoint_url=URL, error=BROKEN),
    aws.ProxyConnectionError(proxy_url=URL),
    aws.SSLError(endpoint_url=URL, error=UNTRUSTED),
    aws.SSLError(endpoint_url=URL, error=OSError(UNTRUSTED)),
    aws.CredentialRetrievalError(provider="container", error_msg="a secret"),
    RuntimeError("Credentials were refreshed, but the refreshed ones are still expired."),
]
MISCONFIGURED = [
    aws.NoCredentialsError(),
    aws.NoRegionError(),
    aws.ParamValidationError(report="a secret"),
]
PERHAPS_SENT = [
    aws.ReadTimeoutError(endpoint_url=URL, error=BROKEN),
    aws.ConnectionClosedError(endpoint_url=URL, error=BROKEN),
    aws.ResponseStreamingError(error=BROKEN),
    aws.IncompleteReadError(actual_bytes=1, expected_bytes=2),
    aws.HTTPClientError(error=BROKEN),
    aws.SSLError(endpoint_url=URL, error=ssl.SSLError(1, "bad record mac")),
    aws.SSLError(endpoint_url=URL, error=ssl.SSLError()),
    aws.BotoCoreError(),
    ResponseParserError("a secret"),
]


def raised_for(error: Exception, *, is_repeatable: bool = False) -> DarkroomError:
    def ask() -> None:
        raise error

    with pytest.raises(DarkroomError) as raised:
        answered(ask, is_repeatable=is_repeatable)
    return raised.value


def name(error: object) -> str:
    return type(error).__name__


@pytest.mark.parametrize("error", NOT_SENT, ids=name)
def test_what_was_not_sent_may_be_asked_again(error: Exception) -> None:
    assert type(raised_for(error)) is ProviderFailure


@pytest.mark.parametrize("error", MISCONFIGURED, ids=name)
def test_what_cannot_be_sent_is_for_the_operator(error: Exception) -> None:
    assert type(raised_for(error)) is ProviderMisconfigured


@pytest.mark.parametrize("error", PERHAPS_SENT, ids=name)
def test_what_may_have_been_sent_is_lost(error: Exception) -> None:
    assert type(raised_for(error)) is AnswerLost


@pytest.mark.parametrize("error", PERHAPS_SENT, ids=name)
def test_nothing_is_lost_where_asking_again_costs_nothing(error: Exception) -> None:
    assert type(raised_for(error, is_repeatable=True)) is ProviderFailure


@pytest.mark.parametrize("error", [*NOT_SENT, *MISCONFIGURED, *PERHAPS_SENT], ids=name)
@pytest.mark.parametrize("is_repeatable", [True, False])
def test_only_the_kind_of_an_error_is_noted(error: Exception, is_repeatable: bool) -> None:
    raised = raised_for(error, is_repeatable=is_repeatable)
    assert raised.__notes__ == [f"AWS did not answer: {type(error).__name__}"]
    assert (raised.__cause__, raised.__context__) == (None, None)


def test_a_bug_stays_a_bug() -> None:
    def ask() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        answered(ask)


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:30 GMT", 0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "", 0),
        ("Wed, 21 Oct 2036 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:30 GMT", 900),
        ("Wed, 21 Oct 2026 07:28:30 -0000", "Wed, 21 Oct 2026 07:28:00 GMT", 0),
        ("1e9", "", 0),
        ("inf", "", 0),
    ],
)
def test_a_time_to_wait_until_is_held_against_the_answers_own_date(
    retry_after: str, date: str, seconds: float
) -> None:
    metadata = {
        "HTTPStatusCode": 429,
        "HTTPHeaders": {"retry-after": retry_after, "date": date},
    }
    response = {"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": metadata}
    error = raised_for(aws.ClientError(response, "InvokeModel"))  # type: ignore[arg-type]  # in part
    assert isinstance(error, ProviderBusy)
    assert error.seconds == seconds


@pytest.mark.parametrize("response", [{}, {"Error": {}}, {"ResponseMetadata": {}}])
def test_an_answer_without_a_code_or_status_is_lost(response: dict[str, object]) -> None:
    error = aws.ClientError(response, "InvokeModel")  # type: ignore[arg-type]  # not whole
    assert type(raised_for(error)) is AnswerLost
