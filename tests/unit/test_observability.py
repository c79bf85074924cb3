"""Logs and metrics: lines that machines read, and nothing in them that people would mind."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom import observability
from darkroom.domain.errors import StoreFailure
from darkroom.observability import hash_owner
from darkroom.settings import load_settings
from tests.builders import an_asset

CANARY = "canary-4711"
NAMESPACE = "Darkroom/tests"
URL = f"https://bucket.s3.example/{CANARY}.jpg?X-Amz-Signature={CANARY}"


class Output:
    """What was written to standard output since it was last looked at."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def text(self) -> str:
        written = self._capture.readouterr()
        assert written.err == ""
        return written.out

    def lines(self) -> list[dict[str, Any]]:
        """Each line as the JSON object it has to be."""
        return [json.loads(line, parse_constant=_refuse) for line in self.text().splitlines()]


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Output]:
    """Logger and metrics of a fresh process, at the level that says most."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"test-{uuid.uuid4()}")
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "DEBUG")
    _forget()
    yield Output(capsys)
    observability.metrics().clear_metrics()
    _forget()


def _forget() -> None:
    observability.logger.cache_clear()
    observability.metrics.cache_clear()


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    """The error as it is after it was raised here."""
    try:
        raise error from cause
    except type(error) as exc:
        return exc


def a_chain_of_failures() -> BaseException:
    """What a store raises when it cannot be reached, as an adapter translates it."""
    refused = raised(OSError(f"cannot resolve {URL}"))
    unreachable = raised(EndpointConnectionError(endpoint_url=URL, error=refused), refused)
    return raised(StoreFailure(f"detail {CANARY}", owner=CANARY), unreachable)


# Lines


def test_a_line_is_one_json_object_with_what_happened(out: Output) -> None:
    observability.log("upload", asset_id="0192", outcome="ready", milliseconds={"read": 1.5})
    (line,) = out.lines()
    assert line["message"] == "upload"
    assert line["level"] == "INFO"
    assert (line["asset_id"], line["outcome"]) == ("0192", "ready")
    assert line["milliseconds"] == {"read": 1.5}


@pytest.mark.parametrize("text", ["two\nlines", "\r\n{}", "\u2028", '"', "é😀", "\x00\x1b[31m"])
def test_no_fact_can_begin_a_line_of_its_own(out: Output, text: str) -> None:
    observability.log("upload", code=text)
    (line,) = out.lines()
    assert line["code"] == text


def test_a_line_with_half_a_character_is_written_all_the_same(out: Output) -> None:
    observability.log("upload", code="\ud800")
    assert r"\ud800" in out.text()


def test_a_fact_nobody_knows_is_left_out(out: Output) -> None:
    observability.log("upload", asset_id=None, code="")
    (line,) = out.lines()
    assert "asset_id" not in line
    assert line["code"] == ""


def test_a_line_says_nothing_of_the_code_that_wrote_it(out: Output) -> None:
    observability.log("upload")
    (line,) = out.lines()
    assert "location" not in line


def test_an_object_that_is_gone_is_an_error_that_names_the_asset_and_no_key(out: Output) -> None:
    asset = an_asset(CANARY, filename=CANARY, job_id=CANARY)
    observability.report_missing(asset, asset.original_key)
    observability.report_missing(asset, asset.variant_keys[0])
    text = out.text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["level"], line["asset_id"]) for line in lines] == [("ERROR", asset.id)] * 2
    assert [line["original"] for line in lines] == [True, False]
    assert CANARY not in text


# Faults


def test_a_fault_tells_the_kinds_of_error_and_where_outermost_first(out: Output) -> None:
    observability.log_fault("upload_deferred", a_chain_of_failures(), message_id="1")
    (line,) = out.lines()
    assert (line["level"], line["message_id"]) == ("ERROR", "1")
    assert [each["type"] for each in line["errors"]] == [
        "StoreFailure",
        "EndpointConnectionError",
        "OSError",
    ]
    assert all(each["at"][-1].startswith("test_observability.py:") for each in line["errors"])


def test_a_fault_tells_no_message_no_url_and_no_owner(
    out: Output, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    observability.log_fault("upload_deferred", a_chain_of_failures())
    assert CANARY not in out.text() + caplog.text


def test_a_fault_tells_the_code_that_aws_gave_it(out: Output) -> None:
    answer: Any = {"Error": {"Code": "SlowDown", "Message": CANARY}, "Key": CANARY}
    observability.log_fault("fault", ClientError(answer, "GetObject"))
    text = out.text()
    assert json.loads(text)["errors"][0]["aws_code"] == "SlowDown"
    assert CANARY not in text


@pytest.mark.parametrize("code", [f"NoSuchKey: {CANARY}.jpg", URL, CANARY + "\n", "A" * 65, ""])
def test_what_is_no_code_is_not_told_as_one(out: Output, code: str) -> None:
    """Of a store that puts its whole message there."""
    observability.log_fault("fault", ClientError({"Error": {"Code": code}}, "GetObject"))
    text = out.text()
    assert "aws_code" not in text
    assert CANARY not in text


@pytest.mark.parametrize(
    "response",
    [None, "text", {}, {"Error": None}, {"Error": "x"}, {"Error": {}}, {"Error": {"Code": [URL]}}],
    ids=ascii,
)
def test_an_odd_answer_on_an_error_does_not_keep_it_from_being_told(
    out: Output, response: Any
) -> None:
    error = ValueError(CANARY)
    error.response = response  # type: ignore[attr-defined]
    observability.log_fault("fault", error)
    (line,) = out.lines()
    assert [each.keys() for each in line["errors"]] == [{"type", "at"}]


def test_an_error_raised_while_handling_another_is_told_with_it(out: Output) -> None:
    error = ValueError(CANARY)
    error.__context__ = KeyError(CANARY)
    observability.log_fault("fault", error)
    (line,) = out.lines()
    assert [each["type"] for each in line["errors"]] == ["ValueError", "KeyError"]


def test_a_chain_without_end_is_cut(out: Output) -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    observability.log_fault("fault", first)
    (line,) = out.lines()
    assert len(line["errors"]) == 5


def test_a_deep_recursion_is_told_by_its_last_frames(out: Output) -> None:
    def fall() -> None:
        fall()

    with pytest.raises(RecursionError) as caught:
        fall()
    observability.log_fault("fault", caught.value)
    (line,) = out.lines()
    assert len(line["errors"][0]["at"]) == 6


def test_a_wrong_setting_is_told_by_its_name(out: Output) -> None:
    """The one message that is written: it is ours, and an operator is lost without it."""
    with pytest.raises(Exception, match="TABLE_NAME") as caught:
        load_settings({})
    observability.log_fault("unexpected", caught.value)
    (line,) = out.lines()
    assert line["errors"][0]["detail"] == "TABLE_NAME is not set."


# Owners


steadily = settings(deadline=None)
names = st.text(st.characters(exclude_categories=()), min_size=1)


@steadily
@given(names, names)
def test_an_owner_appears_as_the_same_hash_every_time_and_as_nobody_elses(
    owner: str, other: str
) -> None:
    assert hash_owner(owner, "salt") == hash_owner(owner, "salt")
    assert (hash_owner(owner, "salt") == hash_owner(other, "salt")) == (owner == other)


@steadily
@given(names)
def test_a_hash_says_nothing_of_the_name(owner: str) -> None:
    hashed = hash_owner(owner, "salt")
    assert len(hashed) == 16
    assert set(hashed) <= set("0123456789abcdef")


def test_another_salt_makes_another_hash() -> None:
    assert hash_owner("alice", "salt") != hash_owner("alice", "pepper")


# Metrics


def test_metrics_are_written_in_the_embedded_metric_format(out: Output) -> None:
    observability.count("TicketsIssued", 3)
    observability.took("ProcessingRead", 1.5)
    observability.weighed("BytesIn", 10**9)
    observability.flush()
    (line,) = out.lines()
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == NAMESPACE
    assert {each["Name"]: each["Unit"] for each in directive["Metrics"]} == {
        "TicketsIssued": "Count",
        "ProcessingRead": "Milliseconds",
        "BytesIn": "Bytes",
    }
    assert (line["TicketsIssued"], line["ProcessingRead"]) == ([3], [1.5])
    assert line["BytesIn"] == [10**9]


def test_a_metric_counted_twice_is_written_once(out: Output) -> None:
    observability.count("TicketsIssued")
    observability.count("TicketsIssued")
    observability.flush()
    (line,) = out.lines()
    assert sum(line["TicketsIssued"]) == 2


def test_nothing_is_written_before_the_end_of_an_invocation(out: Output) -> None:
    observability.count("TicketsIssued")
    assert out.text() == ""


def test_what_was_written_is_not_written_again(out: Output) -> None:
    observability.count("TicketsIssued")
    observability.flush()
    out.text()
    observability.flush()
    assert out.text() == ""


def test_an_invocation_without_metrics_writes_none(out: Output) -> None:
    observability.flush()
    assert out.text() == ""


def test_a_metric_can_be_told_apart_by_one_dimension(out: Output) -> None:
    observability.count_by("Rejected", "Code", "too_many_pixels", 2)
    observability.count_by("Rejected", "Code", "broken_image")
    first, second = out.lines()
    assert (first["Code"], first["Rejected"]) == ("too_many_pixels", [2])
    assert (second["Code"], second["Rejected"]) == ("broken_image", [1])
    (directive,) = first["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == NAMESPACE
    assert "Code" in directive["Dimensions"][0]


def test_a_dimension_of_one_metric_does_not_stick_to_the_next(out: Output) -> None:
    observability.count_by("Rejected", "Code", "broken_image")
    observability.count("TicketsIssued")
    observability.flush()
    assert "Code" not in out.lines()[-1]
