"""Reading a secret: what it costs, and what each way to fail means."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from botocore.stub import Stubber
from mypy_boto3_secretsmanager import SecretsManagerClient

from darkroom.domain.errors import DarkroomError, ProviderFailure, ProviderMisconfigured
from darkroom.providers.secrets import Kept, secret_text

ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:openai-a1b2c3"


@pytest.fixture(scope="module")
def client() -> SecretsManagerClient:
    return boto3.client(
        "secretsmanager",
        region_name="eu-central-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )


@pytest.fixture
def stub(client: SecretsManagerClient) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def failure(client: SecretsManagerClient) -> DarkroomError:
    with pytest.raises(DarkroomError) as raised:
        secret_text(client, ARN)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
    return raised.value


def test_a_secret_is_its_text(client: SecretsManagerClient, stub: Stubber) -> None:
    stub.add_response("get_secret_value", {"SecretString": '{"a": 1}'}, {"SecretId": ARN})
    assert secret_text(client, ARN) == '{"a": 1}'


def test_a_binary_secret_is_for_the_operator(client: SecretsManagerClient, stub: Stubber) -> None:
    stub.add_response("get_secret_value", {"SecretBinary": b"\0"})
    assert type(failure(client)) is ProviderMisconfigured


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("ResourceNotFoundException", 400, ProviderMisconfigured),
        ("AccessDeniedException", 400, ProviderMisconfigured),
        ("DecryptionFailure", 400, ProviderMisconfigured),
        ("InvalidRequestException", 400, ProviderMisconfigured),
        ("ThrottlingException", 400, ProviderFailure),
        ("InternalServiceError", 500, ProviderFailure),
        ("ServiceUnavailable", 503, ProviderFailure),
        ("", 502, ProviderFailure),
    ],
)
def test_a_refusal_has_its_meaning(
    client: SecretsManagerClient,
    stub: Stubber,
    code: str,
    status: int,
    meaning: type[DarkroomError],
) -> None:
    stub.add_client_error("get_secret_value", code, f"{ARN} is not there", status)
    error = failure(client)
    assert type(error) is meaning
    assert ARN not in str(error)


@pytest.mark.parametrize(
    ("trouble", "meaning"),
    [
        (EndpointConnectionError(endpoint_url="https://secrets.example"), ProviderFailure),
        (RuntimeError("Credentials were refreshed, but are still expired."), ProviderFailure),
        (NoCredentialsError(), ProviderMisconfigured),
    ],
)
def test_what_keeps_from_asking_has_its_meaning(
    client: SecretsManagerClient,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    meaning: type[DarkroomError],
) -> None:
    def ask(**_: object) -> None:
        raise trouble

    monkeypatch.setattr(client, "get_secret_value", ask)
    assert type(failure(client)) is meaning


def test_a_kept_value_is_read_once_and_again_when_forgotten() -> None:
    values = iter([1, 2, 3])
    kept = Kept(lambda: next(values))
    assert (kept.current(), kept.current()) == (1, 1)
    kept.forget()
    assert (kept.current(), kept.current()) == (2, 2)


def test_nothing_is_read_before_it_is_needed() -> None:
    read: list[int] = []
    Kept(lambda: read.append(1))
    assert read == []


def test_a_failure_is_not_kept() -> None:
    values = iter([0, 7])
    kept = Kept(lambda: 14 // next(values))
    with pytest.raises(ZeroDivisionError):
        kept.current()
    assert kept.current() == 2
