"""The page at `/`: what a browser gets, and how somebody signs in; whether it is built or not."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.e2e.client import TIMEOUT, Client

User = Callable[[str], Client]
Get = Callable[..., requests.Response]


@pytest.fixture
def get(system: dict[str, str]) -> Get:
    return lambda path, **rest: requests.get(system["api"] + path, timeout=TIMEOUT, **rest)


def sign_in(api: str, sub: str) -> dict[str, Any]:
    """The tokens of this user, as a page gets them that knows config.json and nothing else."""
    told = requests.get(f"{api}/config.json", timeout=TIMEOUT).json()
    discovery = f"{told['issuer']}/.well-known/openid-configuration"
    issuer = requests.get(discovery, timeout=TIMEOUT).json()
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    here = {"client_id": told["client_id"], "redirect_uri": f"{api}/"}
    asked = (
        here
        | told["extra"]
        | {
            "response_type": "code",
            "scope": told["scope"],
            "state": "where it was",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
    )
    choice = requests.get(issuer["authorization_endpoint"], params=asked, timeout=TIMEOUT)
    assert 'value="alice"' in choice.text
    chosen = requests.post(
        issuer["authorization_endpoint"],
        data=asked | {"sub": sub},
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    back = parse_qs(urlsplit(chosen.headers["Location"]).query)
    assert back["state"] == ["where it was"]
    grant = {"grant_type": "authorization_code", "code": back["code"][0], "code_verifier": verifier}
    answer = requests.post(issuer["token_endpoint"], data=grant | here, timeout=TIMEOUT)
    tokens: dict[str, Any] = answer.json()
    return tokens


def test_the_page_comes_with_the_headers_of_the_template(get: Get) -> None:
    answer = get("/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "<title>Darkroom</title>" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] in {"no-cache", "no-store"}


def test_every_address_the_page_is_told_of_is_in_its_policy(
    get: Get, system: dict[str, str], user: User
) -> None:
    sources = dict.fromkeys(("img-src", "connect-src"), "")
    for directive in get("/").headers["Content-Security-Policy"].split(";"):
        name, *given = directive.split()
        sources[name] = " ".join(given)
    issuer = get("/config.json").json()["issuer"]
    ticket = user("ada").ticket(b"x" * 100)
    for address in (issuer, ticket["url"]):
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" in sources["connect-src"]
    assert system["aws"] in sources["img-src"]
    assert system["cdn"] in sources["img-src"]


def test_who_signs_in_is_who_the_api_takes_them_for(system: dict[str, str], user: User) -> None:
    name = f"ines-{secrets.token_hex(4)}"
    tokens = sign_in(system["api"], name)
    gallery = f"{system['api']}/v1/gallery/stats"
    header = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert requests.get(gallery, headers=header, timeout=TIMEOUT).status_code == 200
    header = {"Authorization": f"Bearer {tokens['id_token']}"}
    assert requests.get(gallery, headers=header, timeout=TIMEOUT).status_code == 401
    assert "refresh_token" not in tokens


def test_the_page_may_send_tickets_files_from_where_it_is_served(
    system: dict[str, str], user: User
) -> None:
    ticket = user("ada").ticket(b"x" * 100)
    for address, method in ((ticket["url"], "POST"), (f"{system['aws']}/x", "POST")):
        answer = requests.options(
            address,
            headers={"Origin": system["api"], "Access-Control-Request-Method": method},
            timeout=TIMEOUT,
        )
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        assert allowed == (system["api"] if address == ticket["url"] else None)


def test_public_images_are_shown_beside_the_page_and_run_nothing(system: dict[str, str]) -> None:
    page = requests.get(f"{system['cdn']}/", timeout=TIMEOUT)
    image = requests.get(f"{system['cdn']}/a/b/c.webp", timeout=TIMEOUT)
    assert (page.status_code, image.status_code) == (403, 403)
    assert "sandbox" in image.headers["Content-Security-Policy"]
    assert "sandbox" not in page.headers["Content-Security-Policy"]
