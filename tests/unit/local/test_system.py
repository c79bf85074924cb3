"""A small stack, whole: requests, S3 events, the queue, the table and the CDN, as one system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local import cloud
from infra.local.serving import PortTaken, listen
from infra.local.system import StartFailed, System, running_system
from tests.unit.local.small_stack import write_stack


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("stack")
    # The emulator's state lasts as long as the process: every stack has a name of its own.
    with running_system(
        write_stack(folder), name=folder.name, logs=folder / "logs", report=print
    ) as running:
        yield running


@pytest.fixture(scope="module")
def http(system: System) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        token = session.post(system.addresses["Tokens"], json={"sub": "alice"}).json()
        session.headers["Authorization"] = f"Bearer {token['access_token']}"
        yield session


def ask(system: System, http: requests.Session, method: str, path: str) -> requests.Response:
    return http.request(method, system.addresses["API"] + path, timeout=30)


@pytest.fixture(scope="module")
def uploaded(system: System, http: requests.Session) -> requests.Response:
    """A photo sent with a form that a function signed."""
    form = ask(system, http, "POST", "/tickets").json()
    return requests.post(form["url"], data=form["fields"], files={"file": b"pixels"}, timeout=30)


def test_a_function_answers_over_http(system: System, http: requests.Session) -> None:
    assert ask(system, http, "GET", "/open").json() == {"greeting": "hello"}


def test_a_route_needs_a_token(system: System) -> None:
    with requests.Session() as nobody:
        assert ask(system, nobody, "GET", "/things/1").status_code == 401


def test_an_upload_sets_a_function_off_through_the_queue(
    system: System, http: requests.Session, uploaded: requests.Response
) -> None:
    assert uploaded.status_code == 204
    for _ in range(200):
        answer = ask(system, http, "GET", "/things/photo.png")
        if answer.status_code == 200:
            break
    assert answer.json() == {
        "item": {"pk": "photo.png", "event": "ObjectCreated:Post"},
        "owner": "alice",
    }


def test_the_cdn_shows_the_bucket(system: System, uploaded: requests.Response) -> None:
    answer = requests.get(f"{system.addresses['Public images']}/photo.png", timeout=30)
    assert (answer.status_code, answer.content) == (200, b"pixels")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_bucket_itself_shows_nobody_anything(
    system: System, uploaded: requests.Response
) -> None:
    bucket = system.stack.buckets[0].name
    url = f"{system.stack.site.aws_url}/{bucket}/photo.png"
    assert requests.get(url, timeout=30).status_code == 403


def test_an_operator_can_run_a_function(system: System) -> None:
    client: Any = cloud.clients(system.stack.site, system.operator)("lambda")
    answer = client.invoke(FunctionName="work", Payload=b'{"dry_run": true}')
    assert answer["Payload"].read() == b'{"asked": {"dry_run": true}}'
    client.close()


def test_a_function_may_not_do_what_its_role_does_not_say(
    system: System, http: requests.Session, uploaded: requests.Response
) -> None:
    ask(system, http, "GET", "/things/1")
    log = (system.logs / "aws.log").read_text()
    assert " web POST DynamoDB_20120810.GetItem 200" in log
    assert "MAY NOT" not in log


def test_a_taken_port_is_named() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} on 127.0.0.1 is taken"):
            listen(port)


def test_a_function_that_cannot_be_loaded_stops_the_start(tmp_path: Path) -> None:
    template = write_stack(tmp_path)
    (tmp_path / "work" / "app.py").write_text("raise RuntimeError('the reason')")
    with (
        pytest.raises(StartFailed, match=r"(?s)work: RuntimeError: the reason.*app\.py"),
        running_system(template, name="broken", report=lambda _: None),
    ):
        pytest.fail("it started")
