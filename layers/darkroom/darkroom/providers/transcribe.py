"""Speech understood by Amazon Transcribe, as batch jobs.

A job is named for its recording, and a name is given once in an account and region: a second start
is a ConflictException and costs nothing. The transcript is written to our private bucket, and what
lies there is looked at first, so that it is not paid again either when the job's record has gone
(AWS keeps it for a while only, and forget() deletes it). That is why the provider is repeatable.

Not heard: audio/aac. Transcribe takes AAC in MP4, but no bare ADTS stream (batch formats: AMR,
FLAC, M4A, MP3, MP4, Ogg, WebM, WAV; Amazon Transcribe Developer Guide, "Data input and output").

The caller's role needs transcribe:StartTranscriptionJob, GetTranscriptionJob and
DeleteTranscriptionJob on transcription-job/<prefix>-*, s3:GetObject on the recordings and
s3:PutObject on the transcripts: Transcribe reads and writes with the caller's rights.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import StringShape

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    InternalFault,
    MalformedAnswer,
    NothingHeard,
    NotYet,
    ObjectNotFound,
    ProviderFailure,
)
from darkroom.providers.aws_errors import answered, code_of
from darkroom.providers.base import Abilities, Ability, Recording, Unable

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_transcribe import TranscribeServiceClient
    from mypy_boto3_transcribe.literals import LanguageCodeType, MediaFormatType
    from mypy_boto3_transcribe.type_defs import TranscriptionJobTypeDef

POLL_SECONDS = 5.0
"""Between two looks at a job: recordings are short, and a look is two requests, not paid."""

_FORMATS: dict[str, MediaFormatType] = {
    "audio/mpeg": "mp3",
    "audio/mp4": "mp4",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
}
_OUTPUT_KEY = re.compile(r"[a-zA-Z0-9\-_.!*'()/]{1,1019}\.json")
"""Of another ending, Transcribe makes a folder (API reference, OutputKey)."""
_UNREADABLE = (
    "unsupported media format",
    "the media format provided does not match",
    "invalid sample rate",
    "the sample rate provided does not match",
    "invalid file size",
    "invalid number of channels",
)
"""How the documented values of FailureReason begin: all of them are about the recording."""


def transcribe_client(
    session: boto3.Session, region: str, *, read_timeout: float = 10.0
) -> TranscribeServiceClient:
    """A client that asks once: what asks the provider again is the queue."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=3,
        read_timeout=read_timeout,
        parameter_validation=True,
    )
    return session.client("transcribe", region_name=region, config=config)


class TranscribeProvider(Unable):
    """The Provider protocol: see darkroom.providers.base.

    `result_key`: where in `bucket` a transcript is written, .json; the same each time. `read` reads
    an object of that bucket: its bytes, or ObjectNotFound. `prefix` begins the name of every job.
    """

    def __init__(
        self,
        client: TranscribeServiceClient,
        bucket: str,
        result_key: Callable[[Recording], str],
        read: Callable[[str], bytes],
        *,
        prefix: str = "darkroom",
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._result_key = result_key
        self._read = read
        self._prefix = prefix

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            name="transcribe",
            can=frozenset({Ability.TRANSCRIBE}),
            is_repeatable=True,
            hears=tuple(_FORMATS),
        )

    def transcribe(self, recording: Recording) -> bytes:
        """Also raises ContentRefused for a recording or a language that Transcribe cannot read, and
        what `read` raises."""
        key = self._result_key(recording)
        with suppress(ObjectNotFound):
            return self._read(key)
        if self._is_started(recording, key):
            raise NotYet(POLL_SECONDS)
        return self._outcome(recording, key)

    def read_transcript(self, answer: bytes) -> str:
        try:
            words = json.loads(answer)["results"]["transcripts"][0]["transcript"]
        except (ValueError, TypeError, LookupError, RecursionError):
            words = None
        if not isinstance(words, str):
            raise MalformedAnswer
        if not words.strip():
            raise NothingHeard
        return words.strip()

    def forget(self, recording: Recording) -> None:
        """Deletes the job's record, which names the recording, once its answer is stored. As long
        as the transcript is kept in the bucket, transcribe() still returns it. A job that is not
        there is forgotten; one that is still under way is left alone, since Transcribe refuses to
        delete it: AWS deletes it in the end."""
        self._delete(self._name(recording))

    def _name(self, recording: Recording) -> str:
        # Hashed: an id may hold what a name may not. With the bucket: deployments that share an
        # account share the names.
        digest = sha256(f"{recording.bucket}\n{recording.id}".encode()).hexdigest()
        return f"{self._prefix}-{digest[:40]}"

    def _is_started(self, recording: Recording, key: str) -> bool:
        """Whether the job was started now; False: it was before."""
        media_format = _FORMATS.get(recording.content_type)
        if media_format is None or not _OUTPUT_KEY.fullmatch(key):
            raise InternalFault
        language = self._language(recording.language)

        def start() -> bool:
            try:
                self._client.start_transcription_job(
                    TranscriptionJobName=self._name(recording),
                    LanguageCode=language,
                    MediaFormat=media_format,
                    Media={"MediaFileUri": f"s3://{recording.bucket}/{recording.key}"},
                    OutputBucketName=self._bucket,
                    OutputKey=key,
                )
            except ClientError as exc:
                if code_of(exc) != "ConflictException":
                    raise
                return False
            return True

        return answered(start, is_repeatable=True)

    def _language(self, tag: str) -> LanguageCodeType:
        """The tag as Transcribe writes it, of those that boto3's model of the service lists."""
        shape = self._client.meta.service_model.shape_for("LanguageCode")
        for code in shape.enum if isinstance(shape, StringShape) else ():
            if code.casefold() == tag.casefold():
                return cast("LanguageCodeType", code)
        raise ContentRefused("The provider does not know the language of the recording.")

    def _job(self, recording: Recording) -> TranscriptionJobTypeDef:
        name = self._name(recording)
        answer = answered(
            lambda: self._client.get_transcription_job(TranscriptionJobName=name),
            is_repeatable=True,
        )
        return answer.get("TranscriptionJob", {})

    def _outcome(self, recording: Recording, key: str) -> bytes:
        job = self._job(recording)
        status = job.get("TranscriptionJobStatus")
        if status in {"QUEUED", "IN_PROGRESS"}:
            raise NotYet(POLL_SECONDS)
        if status == "COMPLETED":
            try:
                return self._read(key)
            except ObjectNotFound:
                raise AnswerLost from None  # written, and gone since
        if status == "FAILED":
            self._fail(job, recording)
        raise ProviderFailure(seconds=POLL_SECONDS)

    def _fail(self, job: TranscriptionJobTypeDef, recording: Recording) -> None:
        """A failed job has transcribed nothing, and seconds transcribed are what is paid. For a
        fault of the recording's it would fail again; for any other its name is given up, so that
        the next to ask starts it anew."""
        if job.get("FailureReason", "").strip().lower().startswith(_UNREADABLE):
            raise ContentRefused("The provider could not read the recording.")
        self._delete(self._name(recording))

    def _delete(self, name: str) -> None:
        def delete() -> None:
            try:
                self._client.delete_transcription_job(TranscriptionJobName=name)
            except ClientError as exc:
                # The code for a job that is not there, and for one that has not ended.
                if code_of(exc) not in {"BadRequestException", "NotFoundException"}:
                    raise

        answered(delete, is_repeatable=True)
