"""What libraries would log: paths, keys and signatures. None of it gets through."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
from mangum import Mangum

import darkroom.observability  # noqa: F401 — it quiets them by being imported
from tests.builders import http_event

CANARY = "canary-4711"
URL = f"https://bucket.s3.example/{CANARY}.jpg?X-Amz-Signature={CANARY}"


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
@pytest.mark.parametrize(
    "name",
    [
        "asyncio",
        "aws_lambda_powertools.utilities.batch.base",
        "boto3.resources",
        "botocore",
        "botocore.endpoint",
        "botocore.hooks",
        "fastapi",
        "mangum",
        "mangum.http",
        "PIL.PngImagePlugin",
        "python_multipart.multipart",
        "s3transfer.tasks",
        "urllib3.connectionpool",
    ],
)
def test_what_libraries_say_of_their_work_does_not_get_through(
    caplog: pytest.LogCaptureFixture, name: str, level: int
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger(name).log(level, "GET %s", URL)
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("urllib3.connection", logging.WARNING),
        ("mangum.http", logging.ERROR),
        ("python_multipart.multipart", logging.WARNING),
    ],
)
def test_warnings_and_tracebacks_that_repeat_a_request_do_not_get_through_either(
    caplog: pytest.LogCaptureFixture, name: str, level: int
) -> None:
    logging.getLogger(name).log(level, "Failed to parse headers (url=%s)", URL)
    assert caplog.text == ""


def test_libraries_are_quiet_before_our_first_line() -> None:
    """mangum writes the path of a request, a share's token in it, when the answer is sent: that is
    before our own line about it, and in a new process before any."""
    script = f"""
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
import darkroom.observability
logging.getLogger("mangum.http").info("GET /v1/shared/{CANARY} 307")
"""
    command = [sys.executable, "-I", "-c", script]
    done = subprocess.run(command, check=True, env={}, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")
def test_a_request_leaves_no_trace_of_its_path(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from darkroom.http.entry import _event_loop

    caplog.set_level(logging.DEBUG)
    _event_loop()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    adapter = Mangum(app, lifespan="off")
    answer = adapter(http_event("GET", f"/v1/shared/{CANARY}"), {})  # type: ignore[arg-type]
    assert answer["statusCode"] == 204
    assert CANARY not in caplog.text


def test_a_call_to_aws_leaves_no_trace_of_key_or_signature(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = boto3.client(
        "s3",
        endpoint_url="http://127.0.0.1:9",
        region_name="eu-central-1",
        aws_access_key_id=CANARY,
        aws_secret_access_key=CANARY,
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=1),
    )
    with pytest.raises(EndpointConnectionError):
        client.get_object(Bucket="bucket", Key=CANARY)
    assert caplog.text == ""
