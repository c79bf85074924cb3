"""Every route against every way of not being allowed in, at the real gateway."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.e2e.client import TIMEOUT, Client, a_photo
from tests.e2e.forgeries import forgeries

User = Callable[[str], Client]

MISSING = "019ce000-0000-7000-8000-000000000000"
ROUTES = [
    ("POST", "/v1/uploads"),
    ("POST", "/v1/uploads/batch"),
    ("POST", "/v1/uploads/inline"),
    ("GET", f"/v1/uploads/{MISSING}"),
    ("DELETE", f"/v1/uploads/{MISSING}"),
    ("POST", "/v1/signed-urls"),
    ("GET", f"/v1/assets/{MISSING}/url"),
    ("POST", f"/v1/assets/{MISSING}/shares"),
    ("GET", "/v1/shares"),
    ("DELETE", f"/v1/shares/{MISSING}"),
    ("POST", f"/v1/assets/{MISSING}/edits"),
    ("POST", f"/v1/assets/{MISSING}/replay"),
    ("POST", "/v1/edits/batch"),
    ("GET", f"/v1/assets/{MISSING}/export"),
    ("GET", f"/v1/assets/{MISSING}/lineage"),
    ("POST", f"/v1/assets/{MISSING}/palettes"),
    ("GET", f"/v1/assets/{MISSING}/palettes"),
    ("POST", f"/v1/assets/{MISSING}/recolor"),
    ("POST", "/v1/generations"),
    ("GET", "/v1/generations"),
    ("GET", f"/v1/generations/{MISSING}"),
    ("DELETE", f"/v1/generations/{MISSING}"),
    ("POST", f"/v1/assets/{MISSING}/variations"),
    ("POST", f"/v1/assets/{MISSING}/refinements"),
    ("POST", f"/v1/assets/{MISSING}/instructions"),
    ("POST", "/v1/palettes"),
    ("GET", "/v1/palettes"),
    ("GET", f"/v1/palettes/{MISSING}"),
    ("DELETE", f"/v1/palettes/{MISSING}"),
    ("GET", "/v1/gallery"),
    ("GET", "/v1/gallery/stats"),
    ("GET", f"/v1/assets/{MISSING}"),
    ("PATCH", f"/v1/assets/{MISSING}"),
    ("DELETE", f"/v1/assets/{MISSING}"),
    ("POST", "/v1/assets/bulk-delete"),
    ("GET", "/v1/slots/a/b"),
    ("PUT", "/v1/slots/a/b"),
    ("PUT", f"/v1/assets/{MISSING}/visibility"),
    ("POST", "/v1/visibility"),
]


class Listener:
    """Where a token says that its key is to be found."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[str]:
        asked = self.asked

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

        with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/keys.json"
            server.shutdown()


def _bad_tokens(api: str) -> dict[str, str | None]:
    def made(**wishes: object) -> str:
        body = {"sub": "alice", **wishes}
        answer = requests.post(f"{api}/dev/token", json=body, timeout=TIMEOUT)
        return str(answer.json()["access_token"])

    good = made()
    head, payload, signature = good.split(".")
    return {
        "none": None,
        "expired": made(expires_in=-60),
        "wrong audience": made(aud="somebody-else"),
        "forged": ".".join([head, payload, signature[:-4] + "AAAA"]),
        "unsigned": f"{head}.{payload}.",
        "garbage": "not.a.token",
    }


@pytest.fixture(scope="module")
def bad_tokens(system: dict[str, str]) -> dict[str, str | None]:
    return _bad_tokens(system["api"])


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_route_lets_a_bad_token_in(
    system: dict[str, str], bad_tokens: dict[str, str | None], method: str, path: str
) -> None:
    for what, token in bad_tokens.items():
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.request(
            method, system["api"] + path, json={}, headers=headers, timeout=TIMEOUT
        )
        assert answer.status_code == 401, what
        assert answer.json() == {"message": "Unauthorized"}, what


def test_no_forgery_is_believed_and_none_is_repeated(system: dict[str, str], user: User) -> None:
    """The route would answer 200 to anybody who is somebody."""
    api = system["api"]
    keys = requests.get(f"{api}/.well-known/jwks.json", timeout=TIMEOUT).json()["keys"]
    mallory = user("mallory")
    assert mallory("GET", "/v1/gallery/stats").status_code == 200
    listener = Listener()
    with listener.listening() as elsewhere:
        headers = forgeries(mallory.token, keys[0], elsewhere)
        answers = {
            name: requests.get(
                f"{api}/v1/gallery/stats", headers={"Authorization": header}, timeout=TIMEOUT
            )
            for name, header in headers.items()
        }
    assert {name for name, answer in answers.items() if not _is_what_aws_says(answer)} == set()
    assert listener.asked == []
    for name, header in headers.items():
        told = f"{answers[name].headers} {answers[name].text}"
        parts = [part for part in re.split(r"[ .,\"]", header) if len(part) > 8]
        assert [part for part in parts if part in told] == [], name


def test_a_token_counts_in_its_header_alone(system: dict[str, str], user: User) -> None:
    token = user("mallory").token
    elsewhere: list[dict[str, Any]] = [
        {"params": {"access_token": token}},
        {"params": {"authorization": f"Bearer {token}", "token": token}},
        {"cookies": {"authorization": f"Bearer {token}"}},
        {"cookies": {"access_token": token, "token": token}},
        {"headers": {"X-Authorization": f"Bearer {token}"}},
        {"headers": {"Proxy-Authorization": f"Bearer {token}"}},
        {"headers": {"X-Amz-Security-Token": token}},
        {"headers": {"X-Forwarded-User": "mallory", "X-Auth-Request-Sub": "mallory"}},
        {"auth": ("Bearer", token)},
        {"json": {"access_token": token}},
    ]
    for where in elsewhere:
        answer = requests.get(f"{system['api']}/v1/gallery", timeout=TIMEOUT, **where)
        assert _is_what_aws_says(answer), where
        assert token not in f"{answer.headers} {answer.text}"


def test_of_two_headers_neither_counts(system: dict[str, str], user: User) -> None:
    """An HTTP API joins them with a comma."""
    real, forged = f"Bearer {user('mallory').token}", "Bearer a.b.c"
    for pair in ((real, real), (real, forged), (forged, real)):
        parts = urlsplit(system["api"])
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
        connection.putrequest("GET", "/v1/gallery")
        for each in pair:
            connection.putheader("Authorization", each)
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())) == (401, {"message": "Unauthorized"})
        connection.close()


def _is_what_aws_says(answer: requests.Response) -> bool:
    said = answer.status_code, answer.headers["content-type"], answer.json()
    challenge = answer.headers["www-authenticate"]
    is_known = challenge == "Bearer" or challenge.startswith(
        'Bearer scope="" error="invalid_token"'
    )
    return is_known and said == (401, "application/json", {"message": "Unauthorized"})


def test_the_list_above_is_every_route_that_needs_a_token(system: dict[str, str]) -> None:
    document = requests.get(system["api"] + "/openapi.json", timeout=TIMEOUT).json()
    described = {
        (method.upper(), _shape(path))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation["security"]
    }
    assert described == {(method, _shape(path)) for method, path in ROUTES}


def test_only_shares_and_public_galleries_are_for_anybody(system: dict[str, str]) -> None:
    for path, status in (("/v1/users/nobody/gallery", 200), ("/v1/shared/nothing", 404)):
        assert requests.get(system["api"] + path, timeout=TIMEOUT).status_code == status


def test_no_token_and_no_name_is_in_any_functions_log(system: dict[str, str], user: User) -> None:
    zoe = user("canary-zoe")
    asset = zoe.upload(a_photo(300, (64, 64)), filename="canary-name.jpg", tags=["canary-tag"])
    share = zoe("POST", f"/v1/assets/{asset['id']}/shares", json={}).json()
    for token in (share["token"], "canary-token"):
        zoe.anonymous("GET", f"{system['api']}/v1/shared/{token}")
    zoe("GET", "/v1/gallery?tag=canary-tag")
    logs = Path(system["folder"]).rglob("*.log")
    # aws.log is what AWS itself would know: the requests it was sent, by key.
    written = [path.read_text() for path in logs if path.name != "aws.log"]
    assert any(asset["id"] in text for text in written)
    secrets = ["canary", share["token"], zoe.token, "X-Amz-Signature"]
    assert [secret for secret in secrets for text in written if secret in text] == []


def _shape(path: str) -> str:
    """A path with its variable parts left out."""
    parts = path.replace(MISSING, "{}").split("/")
    return "/".join("{}" if part.startswith("{") or part in {"a", "b"} else part for part in parts)
