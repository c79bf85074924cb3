"""Functions in processes of their own: by AWS's runtime client, and by the plain loop."""

from __future__ import annotations

import json
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.local.lambdas import LambdaFunction, function_environment, runtime_client
from infra.local.runtime_api import MAX_PAYLOAD, Outcome
from tests.unit.local.processes import is_running
from tests.unit.local.small_stack import a_function

ROOT = Path(__file__).parents[3]
HANDLER = """
    import os
    import sys
    import time

    print("imported")


    def handler(event, context):
        what = event["do"]
        if what == "echo":
            return event
        if what == "environment":
            return dict(os.environ)
        if what == "describe":
            return {
                "pid": os.getpid(),
                "folder": os.getcwd(),
                "name": context.function_name,
                "arn": context.invoked_function_arn,
                "memory": context.memory_limit_in_mb,
                "left": context.get_remaining_time_in_millis(),
            }
        if what == "say":
            print("said it")
            return None
        if what == "hang":
            time.sleep(60)
        if what == "meet":
            # Waits until as many others are here.
            open(os.path.join(event["place"], str(os.getpid())), "w").close()
            while len(os.listdir(event["place"])) < event["others"]:
                time.sleep(0.01)
            return os.getpid()
        if what == "raise":
            raise ValueError("the reason")
        if what == "crash":
            os._exit(7)
        if what == "flood":
            return "x" * event["size"]
"""


@dataclass
class Running:
    """A function under test, what it logged and what was reported of it."""

    function: LambdaFunction
    log: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)

    def do(self, what: str, **more: Any) -> Outcome:
        return self.function.invoke(json.dumps({"do": what, **more}).encode())

    def value(self, what: str, **more: Any) -> Any:
        outcome = self.do(what, **more)
        assert not outcome.failed, outcome.payload
        return outcome.json()


Start = Callable[..., Running]


@pytest.fixture(params=sorted({runtime_client(), "plain"}))
def client(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def start(tmp_path: Path, client: str) -> Iterator[Start]:
    started: list[Running] = []

    def begin(code: str = HANDLER, timeout: int = 20, handler: str = "app.handler") -> Running:
        (tmp_path / "app.py").write_text(textwrap.dedent(code))
        declared = a_function(tmp_path, timeout, handler)
        environment = function_environment(
            declared,
            endpoint="http://127.0.0.1:1",
            region="eu-central-1",
            credentials={"AWS_ACCESS_KEY_ID": "ASIALOCAL"},
        )
        log: list[str] = []
        reports: list[str] = []
        function = LambdaFunction(
            declared, environment, client=client, log=log.append, report=reports.append
        )
        started.append(Running(function, log, reports))
        function.start()
        return started[-1]

    yield begin
    for running in started:
        running.function.stop()


def test_hands_the_event_over_and_the_answer_back(start: Start) -> None:
    answer = start().value("echo", text="é", list=[1, None])
    assert answer == {"do": "echo", "text": "é", "list": [1, None]}


def test_tells_the_handler_who_it_is(start: Start, tmp_path: Path) -> None:
    told = start().value("describe")
    assert (told["name"], told["folder"]) == ("small-web", str(tmp_path))
    assert int(told["memory"]) == 256
    assert 0 < told["left"] <= 20_000


def test_the_environment_is_lambdas_and_nobody_elses(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")
    environment = start().value("environment")
    assert environment["TABLE"] == "rows"
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "small-web"
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert {"AWS_PROFILE", "HTTP_PROXY", "HOME"}.isdisjoint(environment)


def test_a_process_is_used_again(start: Start) -> None:
    running = start()
    assert running.value("describe")["pid"] == running.value("describe")["pid"]
    assert running.log.count("imported") == 1


def test_what_a_handler_prints_is_in_the_log(start: Start) -> None:
    running = start()
    running.do("say")
    running.function.stop()
    assert "said it" in running.log
    assert any(line.startswith("REPORT RequestId: ") for line in running.log)


def test_an_exception_is_an_answer_and_is_reported(start: Start) -> None:
    running = start()
    outcome = running.do("raise")
    assert outcome.failed
    error = outcome.json()
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "the reason")
    assert any('raise ValueError("the reason")' in line for line in error["stackTrace"])
    assert running.reports == [f"{running.function.function.label} failed: ValueError: the reason"]


def test_what_takes_too_long_is_killed_and_replaced(start: Start) -> None:
    running = start(timeout=1)
    before = running.value("describe")["pid"]
    outcome = running.do("hang")
    assert outcome.failed
    assert outcome.json()["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert not is_running(before)
    assert running.value("describe")["pid"] != before


def test_a_process_that_ends_is_replaced(start: Start) -> None:
    running = start()
    outcome = running.do("crash")
    assert outcome.json() == {
        "errorType": "Runtime.ExitError",
        "errorMessage": "Runtime exited with error: exit status 7",
    }
    assert running.value("echo") == {"do": "echo"}


def test_busy_processes_are_joined_by_others(start: Start, tmp_path: Path) -> None:
    running, place, pids = start(), tmp_path / "place", []
    place.mkdir()
    # Each waits for the others: one after the other they would never end.
    threads = [
        threading.Thread(
            target=lambda: pids.append(running.value("meet", place=str(place), others=3))
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pids)) == 3


def test_more_calls_than_processes_wait_their_turn(start: Start, tmp_path: Path) -> None:
    running, outcomes = start(), []
    threads = [
        threading.Thread(target=lambda: outcomes.append(running.do("echo"))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.failed for outcome in outcomes] == [False] * 12


def test_an_answer_that_is_too_large_is_an_error(start: Start) -> None:
    running = start()
    outcome = running.do("flood", size=MAX_PAYLOAD)
    assert (outcome.failed, outcome.json()["errorType"]) == (True, "Function.ResponseSizeTooLarge")
    assert running.value("echo") == {"do": "echo"}


def test_an_event_that_is_too_large_never_reaches_the_function(start: Start) -> None:
    outcome = start().do("echo", text="x" * MAX_PAYLOAD)
    assert outcome.json()["errorType"] == "RequestEntityTooLargeException"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import nothing_of_this_name", "nothing_of_this_name"),
        ("1 / 0", "division by zero"),
        ("def handler(:", "app"),
        ("", "handler"),
    ],
)
def test_a_handler_that_cannot_be_loaded_says_why(start: Start, code: str, says: str) -> None:
    running = start(code)
    error = running.function.wait_ready()
    assert error is not None
    assert says in error.json()["errorMessage"]
    assert running.do("echo").failed


def test_stopping_leaves_no_process(start: Start) -> None:
    running = start()
    pid = running.value("describe")["pid"]
    running.function.stop()
    assert not is_running(pid)
