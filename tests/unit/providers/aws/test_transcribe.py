"""Speech by Amazon Transcribe: a recording is paid once, however often and wherever it is asked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.model import StringShape
from mypy_boto3_transcribe import TranscribeServiceClient

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    DarkroomError,
    InternalFault,
    MalformedAnswer,
    NothingHeard,
    NotYet,
    ObjectNotFound,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
)
from darkroom.providers.base import Recording
from darkroom.providers.transcribe import TranscribeProvider, transcribe_client
from tests.providers.aws_server import REGION, Reply
from tests.providers.aws_transcribe import TranscribeServer, transcript
from tests.unit.providers.aws.conftest import PRIVATE, result_key

RECORDING = Recording(
    "alice:one", PRIVATE, "recordings/alice/one", "audio/mpeg", b"audio", seconds=3
)
START, GET, DELETE = "StartTranscriptionJob", "GetTranscriptionJob", "DeleteTranscriptionJob"


def heard(listener: TranscribeProvider, recording: Recording = RECORDING) -> bytes:
    """Asked until there is an answer, as a queue does."""
    for _ in range(9):
        try:
            return listener.transcribe(recording)
        except NotYet:
            continue
    raise AssertionError("never ready")


def start(listener: TranscribeProvider, recording: Recording = RECORDING) -> None:
    with pytest.raises(NotYet):
        listener.transcribe(recording)


def sent(transcribe: TranscribeServer) -> Any:
    return json.loads(transcribe.requests[0].body)


def test_hears_a_recording_after_some_waiting(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    assert listener.read_transcript(heard(listener)) == "make it brighter"
    assert list(transcribe.paid.values()) == [1]


def test_an_answer_is_the_transcript_as_it_was_written(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    answer = heard(listener)
    assert answer == transcribe.objects[PRIVATE, result_key(RECORDING)]


def test_starts_a_job_that_reads_and_writes_the_private_bucket(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    start(listener)
    body = sent(transcribe)
    assert body.pop("TranscriptionJobName").startswith("darkroom-")
    assert body == {
        "LanguageCode": "en-US",
        "MediaFormat": "mp3",
        "Media": {"MediaFileUri": "s3://private-bucket/recordings/alice/one"},
        "OutputBucketName": PRIVATE,
        "OutputKey": "transcripts/alice/one.json",
    }


def test_says_when_to_look_again(listener: TranscribeProvider) -> None:
    for _ in range(3):
        with pytest.raises(NotYet) as raised:
            listener.transcribe(RECORDING)
        assert raised.value.seconds == 5


def test_asks_whether_it_was_started_only_when_it_was(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    heard(listener)
    assert transcribe.asked == [START, *[START, GET] * 3]


def test_a_transcript_that_is_there_is_not_asked_for(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    transcribe.objects[PRIVATE, result_key(RECORDING)] = transcript("warmer", "job")
    assert listener.read_transcript(listener.transcribe(RECORDING)) == "warmer"
    assert transcribe.requests == []


def test_another_worker_waits_for_the_same_job(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    for _ in range(3):
        start(listener)
    assert list(transcribe.paid.values()) == [1]


def test_other_recordings_and_other_buckets_have_other_jobs(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    transcribe.objects["other-bucket", RECORDING.key] = b"audio"
    start(listener)
    start(listener, replace(RECORDING, id="alice:two"))
    start(listener, replace(RECORDING, bucket="other-bucket"))
    assert list(transcribe.paid.values()) == [1, 1, 1]


@pytest.mark.parametrize("status", ["500", "dropped", "silent"])
def test_a_start_whose_answer_is_lost_is_asked_again_and_paid_once(
    listener: TranscribeProvider, transcribe: TranscribeServer, status: str
) -> None:
    start(listener)
    broken = Reply(500, b"{}", is_dropped=status == "dropped", is_silent=status == "silent")
    transcribe.script.append(broken)
    with pytest.raises(ProviderFailure):
        listener.transcribe(RECORDING)
    assert heard(listener)
    assert list(transcribe.paid.values()) == [1]


@pytest.mark.parametrize(
    ("content_type", "media_format"),
    [("audio/mpeg", "mp3"), ("audio/mp4", "mp4"), ("audio/wav", "wav"), ("audio/ogg", "ogg")],
)
def test_every_type_it_hears_is_one_that_transcribe_reads(
    listener: TranscribeProvider,
    transcribe: TranscribeServer,
    content_type: str,
    media_format: str,
) -> None:
    assert content_type in listener.abilities.hears
    start(listener, replace(RECORDING, content_type=content_type))
    formats = transcribe.model.shape_for("MediaFormat")
    assert isinstance(formats, StringShape)
    assert sent(transcribe)["MediaFormat"] == media_format
    assert media_format in formats.enum


def test_bare_aac_is_not_heard(listener: TranscribeProvider) -> None:
    assert "audio/aac" not in listener.abilities.hears
    with pytest.raises(InternalFault):
        listener.transcribe(replace(RECORDING, content_type="audio/aac"))


@pytest.mark.parametrize(("tag", "code"), [("de-DE", "de-DE"), ("en-gb", "en-GB")])
def test_a_language_is_written_as_transcribe_does(
    listener: TranscribeProvider, transcribe: TranscribeServer, tag: str, code: str
) -> None:
    start(listener, replace(RECORDING, language=tag))
    assert sent(transcribe)["LanguageCode"] == code


@pytest.mark.parametrize("tag", ["en", "tlh-AQ", ""])
def test_a_language_that_transcribe_does_not_know_is_refused_unasked(
    listener: TranscribeProvider, transcribe: TranscribeServer, tag: str
) -> None:
    with pytest.raises(ContentRefused, match="language"):
        listener.transcribe(replace(RECORDING, language=tag))
    assert transcribe.requests == []


@pytest.mark.parametrize("key", ["transcripts/one", "transcripts/ö.json", "a" * 1020 + ".json"])
def test_a_transcript_is_written_where_it_will_be_looked_for(
    to_transcribe: TranscribeServiceClient, transcribe: TranscribeServer, key: str
) -> None:
    def read(_: str) -> bytes:
        raise ObjectNotFound

    listener = TranscribeProvider(to_transcribe, PRIVATE, lambda _: key, read)
    with pytest.raises(InternalFault):
        listener.transcribe(RECORDING)
    assert transcribe.requests == []


@pytest.mark.parametrize(
    "reason",
    [
        "Unsupported media format.",
        "The media format provided does not match the detected media format.",
        "Invalid sample rate for audio file.",
        "The sample rate provided does not match the detected sample rate.",
        "Invalid file size: file size too large.",
        "Invalid number of channels: number of channels too large.",
    ],
)
def test_a_recording_that_cannot_be_read_is_refused_and_stays_so(
    listener: TranscribeProvider, transcribe: TranscribeServer, reason: str
) -> None:
    transcribe.stages, transcribe.failure = ("FAILED",), reason
    start(listener)
    for _ in range(2):
        with pytest.raises(ContentRefused) as raised:
            listener.transcribe(RECORDING)
    assert not raised.value.paid
    assert transcribe.asked.count(DELETE) == 0


def test_a_job_that_failed_otherwise_is_started_anew(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    transcribe.stages = ("FAILED",)
    start(listener)
    with pytest.raises(ProviderFailure) as raised:
        listener.transcribe(RECORDING)
    assert raised.value.seconds == 5
    transcribe.stages = ("COMPLETED",)
    assert listener.read_transcript(heard(listener)) == "make it brighter"
    assert list(transcribe.paid.values()) == [1]


def test_a_transcript_that_was_written_and_is_gone_is_lost(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    heard(listener)
    del transcribe.objects[PRIVATE, result_key(RECORDING)]
    with pytest.raises(AnswerLost):
        listener.transcribe(RECORDING)
    assert list(transcribe.paid.values()) == [1]


def test_a_job_of_an_unknown_state_is_looked_at_again(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    start(listener)
    transcribe.script += [
        transcribe.refusal(START, "ConflictException"),
        Reply(body=b'{"TranscriptionJob": {"TranscriptionJobStatus": "NEW"}}'),
    ]
    with pytest.raises(ProviderFailure):
        listener.transcribe(RECORDING)


@pytest.mark.parametrize("body", [b"not JSON", b"{}", b""])
def test_a_job_that_cannot_be_read_is_looked_at_again(
    listener: TranscribeProvider, transcribe: TranscribeServer, body: bytes
) -> None:
    transcribe.script += [transcribe.refusal(START, "ConflictException"), Reply(body=body)]
    with pytest.raises(ProviderFailure):
        listener.transcribe(RECORDING)


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("LimitExceededException", 429, ProviderBusy),
        ("ThrottlingException", 400, ProviderBusy),
        ("InternalFailureException", 500, ProviderFailure),
        ("ServiceUnavailable", 503, ProviderFailure),
        ("BadRequestException", 400, ProviderMisconfigured),
        ("AccessDeniedException", 400, ProviderMisconfigured),
        ("UnrecognizedClientException", 400, ProviderMisconfigured),
    ],
)
def test_an_error_has_its_outcome(
    listener: TranscribeProvider,
    transcribe: TranscribeServer,
    code: str,
    status: int,
    meaning: type[DarkroomError],
) -> None:
    transcribe.script.append(transcribe.error(code, status, "a secret"))
    with pytest.raises(DarkroomError) as raised:
        listener.transcribe(RECORDING)
    assert type(raised.value) is meaning
    assert "secret" not in repr(raised.value)
    assert len(transcribe.requests) == 1


def test_a_recording_that_transcribe_may_not_read_is_for_the_operator(
    listener: TranscribeProvider,
) -> None:
    with pytest.raises(ProviderMisconfigured):
        listener.transcribe(replace(RECORDING, key="recordings/elsewhere"))


def test_a_job_can_be_forgotten_and_its_transcript_is_still_there(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    answer = heard(listener)
    listener.forget(RECORDING)
    assert transcribe.jobs == {}
    assert listener.transcribe(RECORDING) == answer
    assert list(transcribe.paid.values()) == [1]


def test_what_is_not_there_is_forgotten(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    listener.forget(RECORDING)
    assert transcribe.asked == [DELETE]


def test_a_job_under_way_is_not_forgotten(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    start(listener)
    listener.forget(RECORDING)
    assert len(transcribe.jobs) == 1


def test_forgetting_may_fail_and_be_done_again(
    listener: TranscribeProvider, transcribe: TranscribeServer
) -> None:
    transcribe.script.append(transcribe.refusal(DELETE, "LimitExceededException", "", "4"))
    with pytest.raises(ProviderBusy) as raised:
        listener.forget(RECORDING)
    assert raised.value.seconds == 4


def test_words_come_without_surrounding_space(listener: TranscribeProvider) -> None:
    answer = transcript(" crop to a square.\n", "job")
    assert listener.read_transcript(answer) == "crop to a square."


@pytest.mark.parametrize("words", ["", " \n"])
def test_a_transcript_without_words_is_nothing_heard(
    listener: TranscribeProvider, words: str
) -> None:
    with pytest.raises(NothingHeard):
        listener.read_transcript(transcript(words, "job"))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"results": {}}',
        b'{"results": {"transcripts": []}}',
        b'{"results": {"transcripts": {"0": 1}}}',
        b'{"results": {"transcripts": [{}]}}',
        b'{"results": {"transcripts": [{"transcript": null}]}}',
        b'{"results": {"transcripts": ["words"]}}',
    ],
)
def test_what_is_not_a_transcript_is_malformed(listener: TranscribeProvider, answer: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        listener.read_transcript(answer)


def test_it_can_be_asked_again_and_makes_no_images(listener: TranscribeProvider) -> None:
    abilities = listener.abilities
    assert (abilities.name, abilities.is_repeatable) == ("transcribe", True)
    assert set(abilities.can) == {"transcribe"}


def test_the_client_asks_once(session: boto3.Session) -> None:
    config: Any = transcribe_client(session, REGION).meta.config
    assert (config.connect_timeout, config.read_timeout) == (3, 10)
    assert config.retries["total_max_attempts"] == 1
