"""Everything that can be said, on the way through everything there is: nothing of it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.functions.cloud import the_stack
from tests.providers.openai_replies import PROVIDER_SAYS
from tests.secrets.canaries import Finder, lines_with
from tests.secrets.debugging import DEBUGGING, ON_PURPOSE
from tests.secrets.trouble import Kind
from tests.secrets.words import Speaker, everything
from tests.shared_work import shared

pytestmark = pytest.mark.skipif(
    find_spec("awslambdaric") is None, reason="AWS's runtime client has no wheel here"
)

ROOT = Path(__file__).parents[2]
URL_PARTS = ("X-Amz-", "x-amz-", "http://", "https://", "amazonaws.com", "AWS4-HMAC")
OTHERS = ("process_upload", "generate", "maintenance")


@dataclass(frozen=True)
class Told:
    """What the tour's process wrote, and what it said it did."""

    written: str
    on_purpose: str
    report: Any
    finder: Finder

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Our own."""
        found = [json.loads(line) for line in self.written.splitlines() if line[:1] == "{"]
        return [line for line in found if {"service", "message"} <= line.keys()]

    def statuses(self, where: str, stage: str) -> set[int]:
        visits = self.report["visits"]
        return {
            each["status"] for each in visits if (each["where"], each["stage"]) == (where, stage)
        }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    report = tmp_path_factory.mktemp("secrets") / "report.json"
    status, said, found = shared(tmp_path_factory, "tour", lambda: _toured(report))
    assert status == 0, said[-3000:]
    written, _, on_purpose = said.partition(ON_PURPOSE)
    finder = Finder.of(everything(Speaker("alice"), Speaker("mallory")), found["made"])
    return Told(written, on_purpose, found, finder)


def _toured(report: Path) -> tuple[int, str, Any]:
    """The exit status of the tour's process, what it wrote, and its report."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.secrets", str(report)],
        check=False,
        cwd=ROOT,
        env={**os.environ, **DEBUGGING},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=280,
    )
    found = json.loads(report.read_text()) if done.returncode == 0 else None
    return done.returncode, done.stdout, found


def routes() -> list[str]:
    return [route.key for route in the_stack().routes]


@pytest.mark.parametrize(
    ("stage", "least", "most"),
    [
        ("success", 200, 399),
        ("refusal", 400, 499),
        (Kind.DYNAMODB_REFUSES.value, 503, 503),
        (Kind.UNREACHABLE.value, 503, 503),
        (Kind.BUG.value, 500, 500),
    ],
)
def test_every_route_was_met_with(told: Told, stage: str, least: int, most: int) -> None:
    for route in routes():
        statuses = told.statuses(route, stage)
        assert any(least <= status <= most for status in statuses), (route, statuses)


def test_s3_and_the_cdn_refused_too(told: Told) -> None:
    failed = [
        route for route in routes() if 503 in told.statuses(route, "S3 and the others refuse")
    ]
    assert len(failed) > 10
    assert told.report["met"] > 100


def test_the_functions_without_routes_were_met_with_all_of_it(told: Told) -> None:
    for where in OTHERS:
        assert 200 in told.statuses(where, "success")
        for kind in Kind:
            assert 500 in told.statuses(where, kind.value), (where, kind)
    outcomes = {line["outcome"] for line in told.lines if line["message"] == "upload"}
    assert {"ready", "rejected", "foreign", "unknown"} <= outcomes
    assert len([line for line in told.lines if line["message"] == "event_dropped"]) == 4


def test_the_provider_was_asked_and_had_much_to_tell(told: Told) -> None:
    codes = {line.get("code") for line in told.lines if line["message"] == "generation"}
    assert {"content_refused", "answer_lost", "malformed_answer"} <= codes
    deferred = {line["code"] for line in told.lines if line["message"] == "work_deferred"}
    expected = {"provider_busy", "provider_unavailable", "provider_misconfigured"}
    assert expected <= deferred
    assert len([line for line in told.lines if line["message"] == "work_dropped"]) == 2
    assert told.report["asked"] > 20


def test_nothing_that_the_provider_said_was_written(told: Told) -> None:
    assert PROVIDER_SAYS not in told.written


def test_every_visit_wrote_a_line(told: Told) -> None:
    marked = {line.get("request_id") or line.get("message_id") for line in told.lines}
    visits = told.report["visits"]
    assert len(visits) > 400
    expected = {each["marker"] for each in visits} - {"maintenance"}
    assert expected - marked == set()


def test_every_run_of_the_reconciler_wrote_a_line(told: Told) -> None:
    runs = [each for each in told.report["visits"] if each["where"] == "maintenance"]
    elsewhere = [line for line in told.lines if "request_id" not in line]
    told_of = [line for line in elsewhere if line["message"] in {"maintenance", "unexpected"}]
    assert len(told_of) == len(runs) - 1  # a wrong argument is Lambda's to tell


def test_nothing_that_anybody_said_was_written(told: Told) -> None:
    assert lines_with(told.finder, told.written) == {}


@pytest.mark.parametrize("part", URL_PARTS)
def test_no_url_was_written(told: Told, part: str) -> None:
    lines = [line[:300] for line in told.written.splitlines() if part in line]
    assert [line for line in lines if "docs.powertools.aws.dev" not in line] == []


def test_what_is_told_on_purpose_is_found(told: Told) -> None:
    assert told.finder.found(told.on_purpose) >= {*everything(Speaker("alice")), "made"}


def test_the_tour_made_signatures_policies_tokens_and_cursors_to_look_for(told: Told) -> None:
    made = told.report["made"]
    assert len([secret for secret in made if len(secret) == 64]) > 100
    assert len([secret for secret in made if secret.startswith("eyJleHBpcmF0aW9uIj")]) > 10
    assert all(told.finder.found(secret) >= {"made"} for secret in made)


def test_nobody_is_told_a_word_of_somebody_else(told: Told) -> None:
    assert {route.rpartition(" ")[0] for route in told.report["told"]} == set(routes())
    assert {route: words for route, words in told.report["told"].items() if words} == {}
