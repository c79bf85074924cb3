"""The stand-ins, and adapters that talk to them. What a stand-in complains of fails the test.

Clients and stand-ins are made once: botocore takes its time to read the model of a service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

import boto3
import pytest
from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
from mypy_boto3_transcribe import TranscribeServiceClient

from darkroom.domain.errors import ObjectNotFound
from darkroom.imaging.masks import white_mask
from darkroom.providers.base import Recording
from darkroom.providers.bedrock import BedrockProvider, bedrock_client
from darkroom.providers.bedrock_models import BedrockModels
from darkroom.providers.transcribe import TranscribeProvider, transcribe_client
from tests.providers.aws_bedrock import BedrockServer
from tests.providers.aws_server import REGION
from tests.providers.aws_transcribe import TranscribeServer

PRIVATE = "private-bucket"
PATIENCE = 1.5
"""Seconds after which a test takes silence for an answer: two wait for it, and nobody else should
meet it on a busy machine."""

Bedrock = Callable[[BedrockModels], BedrockProvider]


@contextmanager
def settings_of(environment: Mapping[str, str]) -> Iterator[None]:
    """What the developer's own shell says of AWS is no part of a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with mock.patch.dict(os.environ, {**kept, **environment}, clear=True):
        yield


@pytest.fixture(autouse=True)
def no_settings() -> Iterator[None]:
    with settings_of({}):
        yield


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    with settings_of({}):
        return boto3.Session("AKIDEXAMPLE", "secret")


@pytest.fixture(scope="session")
def bedrock_standing() -> Iterator[BedrockServer]:
    with BedrockServer() as server:
        yield server


@pytest.fixture(scope="session")
def transcribe_standing() -> Iterator[TranscribeServer]:
    with TranscribeServer() as server:
        yield server


@pytest.fixture(scope="session")
def to_bedrock(session: boto3.Session, bedrock_standing: BedrockServer) -> BedrockRuntimeClient:
    with settings_of(bedrock_standing.environment):
        return bedrock_client(session, REGION, read_timeout=PATIENCE)


@pytest.fixture(scope="session")
def to_transcribe(
    session: boto3.Session, transcribe_standing: TranscribeServer
) -> TranscribeServiceClient:
    with settings_of(transcribe_standing.environment):
        return transcribe_client(session, REGION, read_timeout=PATIENCE)


@pytest.fixture
def bedrock(bedrock_standing: BedrockServer) -> Iterator[BedrockServer]:
    bedrock_standing.reset()
    yield bedrock_standing
    assert bedrock_standing.complaints == []


@pytest.fixture
def provider_of(bedrock: BedrockServer, to_bedrock: BedrockRuntimeClient) -> Bedrock:
    return lambda models: BedrockProvider(to_bedrock, models, white_mask)


@pytest.fixture
def provider(provider_of: Bedrock) -> BedrockProvider:
    return provider_of(BedrockModels())


@pytest.fixture
def transcribe(transcribe_standing: TranscribeServer) -> Iterator[TranscribeServer]:
    transcribe_standing.reset()
    transcribe_standing.objects[PRIVATE, "recordings/alice/one"] = b"audio"
    yield transcribe_standing
    assert transcribe_standing.complaints == []


def result_key(recording: Recording) -> str:
    return f"transcripts/{recording.id.replace(':', '/')}.json"


@pytest.fixture
def listener(
    transcribe: TranscribeServer, to_transcribe: TranscribeServiceClient
) -> TranscribeProvider:
    def read(key: str) -> bytes:
        try:
            return transcribe.objects[PRIVATE, key]
        except KeyError:
            raise ObjectNotFound from None

    return TranscribeProvider(to_transcribe, PRIVATE, result_key, read)
