"""The servers that the tests start are seen by nobody else, and end with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from darkroom.bootstrap import Container
from tests.conformance import __main__ as conformance
from tests.conformance.deployments import DYNAMODB_URL, S3_URL
from tests.conformance.listeners import descendants, listeners
from tests.conformance.servers import STARTER, DidNotStart, running, wait_until

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")
# A process that runs a server, says so, and is ended while the server still runs.
RUNS_ONE = """
import signal, sys, time
from pathlib import Path
from tests.conformance import __main__ as conformance
from tests.conformance.servers import running
def run(home, arguments):
    with running([sys.executable, "-c", "import time; time.sleep(600)"], Path(sys.argv[1])):
        print("running", flush=True)
        time.sleep(600)
signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have begun in the background
conformance._install, conformance._run = Path, run
sys.exit(conformance.main([]))
"""


def test_all_servers_listen_on_loopback_alone(servers: None) -> None:
    if STARTER not in os.environ:
        pytest.skip("nobody says who started the servers")
    found = listeners(int(os.environ[STARTER]))
    ports = {int(os.environ[name].rpartition(":")[2]) for name in (S3_URL, DYNAMODB_URL)}
    assert ports < {port for _, port in found}
    assert {str(address) for address, _ in found} == {"127.0.0.1"}


def test_a_socket_that_listens_elsewhere_is_noticed() -> None:
    with (
        socket.create_server(("127.0.0.2", 0)) as elsewhere,
        socket.create_server(("127.0.0.1", 0)) as here,
    ):
        found = {(str(address), port) for address, port in listeners(os.getpid())}
        assert {elsewhere.getsockname(), here.getsockname()} <= found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_started_is_stopped_when_the_run_is(
    servers: None, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", RUNS_ONE, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        (started,) = descendants(process.pid)
        process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode != 0
    assert not Path(f"/proc/{started}").exists()


def test_nobody_else_is_led_to_the_servers(deployment: Container) -> None:
    assert deployment.ports.private.exists("nothing") is False
    assert not [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]


def test_a_server_is_stopped_when_what_uses_it_fails(tmp_path: Path) -> None:
    before, started = descendants(os.getpid()), set[int]()

    def use() -> None:
        with running(SLEEP, tmp_path / "log"):
            started.update(descendants(os.getpid()) - before)
            raise KeyError

    with pytest.raises(KeyError):
        use()
    assert started
    assert not started & descendants(os.getpid())


def test_a_server_that_does_not_answer_is_not_waited_for_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log").write_text("no room")
    monkeypatch.setattr("tests.conformance.servers.PATIENCE_SECONDS", 0)
    with pytest.raises(DidNotStart, match="thing did not answer: no room"):
        wait_until(lambda: False, "thing", tmp_path / "log")


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_where_nothing_can_be_installed_only_ci_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, status: int
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert conformance.main([]) == status
    printed = capsys.readouterr().out
    assert all(package in printed for package in ("radosgw", "default-jdk-headless", "npm"))


RUNS = """
def test_that_runs():
    pass
"""
SKIPS = (
    RUNS
    + """
def test_that_does_not():
    import pytest
    pytest.skip("no server")
"""
)


@pytest.mark.parametrize(("body", "status"), [(SKIPS, 1), (RUNS, 0)], ids=["skips", "runs"])
def test_a_run_that_skips_anything_fails(
    servers: None, tmp_path: Path, body: str, status: int
) -> None:
    (tmp_path / "test_some.py").write_text(body)
    command = [sys.executable, "-m", "pytest", *conformance.PYTEST, "-n", "0", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == status
    assert ("test_that_does_not" in done.stdout) is bool(status)
