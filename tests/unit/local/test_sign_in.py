"""Signing in at the local issuer: who gets a code, and who a token for it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from werkzeug.test import Client, TestResponse

from infra.local.authorizer import JwtVerifier, Unauthorized
from infra.local.gateway import Gateway
from infra.local.issuer import Issuer
from infra.local.sign_in import CODE_SECONDS, SignIn, challenge_of
from infra.local.sign_in_page import TEST_USERS
from infra.local.stack import Api, Authorizer, Site, Stack

SITE = Site("http://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1:8002")
STACK = Stack(SITE, (), (), (), (), (), Api("local", None, None))
ISSUER = Issuer(SITE.api_url, SITE.audience)
VERIFIER = JwtVerifier(Authorizer(SITE.api_url, (SITE.audience,)), ISSUER.jwks())
PAGE = f"{SITE.api_url}/"
# The example of RFC 7636, appendix B.
SECRET = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
ASKED = {
    "response_type": "code",
    "client_id": SITE.client_id,
    "redirect_uri": PAGE,
    "scope": "openid profile",
    "state": "a state",
    "nonce": "a nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
GIVEN = {
    "grant_type": "authorization_code",
    "client_id": SITE.client_id,
    "redirect_uri": PAGE,
    "code_verifier": SECRET,
}


class Visitor:
    """A browser at the issuer, whose clock is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0
        sign_in = SignIn(ISSUER, SITE.client_id, clock=lambda: self.now)
        pages = {
            "/dev/authorize": sign_in.authorize,
            "/dev/token": lambda request: sign_in.exchange(request.form),
        }
        self.http = Client(Gateway(STACK, {}, None, pages, log=lambda _: None))

    def ask(self, **wishes: str) -> TestResponse:
        return self.http.get("/dev/authorize", query_string=ASKED | wishes)

    def be(self, sub: str, **wishes: str) -> TestResponse:
        return self.http.post("/dev/authorize", data=ASKED | wishes | {"sub": sub})

    def code(self, sub: str = "alice", **wishes: str) -> str:
        return told(self.be(sub, **wishes))["code"]

    def exchange(self, code: str, **wishes: str) -> TestResponse:
        return self.http.post("/dev/token", data=GIVEN | {"code": code} | wishes)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def told(answer: TestResponse) -> dict[str, str]:
    """What the issuer sends back to the page."""
    assert answer.status_code == 303
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == PAGE
    return {name: value for name, (value,) in parse_qs(back.query).items()}


def test_one_chooses_who_to_be_without_a_script(visitor: Visitor) -> None:
    page = visitor.ask().text
    assert re.findall(r'<button name="sub" value="(\w+)">', page) == list(TEST_USERS)
    assert '<label for="sub">' in page
    assert "<script" not in page
    for name, value in ASKED.items():
        assert page.count(f'<input type="hidden" name="{name}" value="{value}">') == 2


def test_the_page_may_be_framed_by_nobody_and_leads_nowhere_else(visitor: Visitor) -> None:
    headers = visitor.ask().headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert f"form-action 'self' {SITE.api_url};" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"


def test_nothing_that_was_sent_becomes_a_part_of_the_page(visitor: Visitor) -> None:
    page = visitor.ask(state='"><script>alert(1)</script>', client_id=SITE.client_id).text
    assert "<script" not in page
    assert "<script" not in visitor.ask(client_id="<script>").text


def test_a_chosen_user_goes_back_with_a_code_and_the_state(visitor: Visitor) -> None:
    answer = told(visitor.be("alice"))
    assert answer.keys() == {"code", "state"}
    assert answer["state"] == "a state"


def test_a_code_and_its_verifier_give_both_tokens_and_none_to_renew_them(visitor: Visitor) -> None:
    answer = visitor.exchange(visitor.code("dave"))
    tokens = answer.json or {}
    assert answer.headers["Cache-Control"] == "no-store"
    assert tokens.keys() == {"access_token", "id_token", "token_type", "expires_in", "scope"}
    assert VERIFIER.claims(f"Bearer {tokens['access_token']}")["sub"] == "dave"
    key = jwt.PyJWK(ISSUER.jwks()["keys"][0])
    claims = jwt.decode(
        tokens["id_token"], key, audience=SITE.client_id, issuer=SITE.api_url, algorithms=["RS256"]
    )
    assert (claims["sub"], claims["name"], claims["nonce"]) == ("dave", "dave", "a nonce")


def test_the_api_takes_no_id_token(visitor: Visitor) -> None:
    tokens = visitor.exchange(visitor.code()).json or {}
    with pytest.raises(Unauthorized):
        VERIFIER.claims(f"Bearer {tokens['id_token']}")


def test_a_code_is_good_once(visitor: Visitor) -> None:
    code = visitor.code()
    assert visitor.exchange(code).status_code == 200
    again = visitor.exchange(code)
    assert (again.status_code, again.json) == (400, {"error": "invalid_grant"})


def test_a_code_is_good_for_a_minute(visitor: Visitor) -> None:
    code, late = visitor.code(), visitor.code()
    visitor.now += CODE_SECONDS - 1
    assert visitor.exchange(code).status_code == 200
    visitor.now += 1
    assert visitor.exchange(late).status_code == 400


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": "another"},
        {"redirect_uri": f"{PAGE}elsewhere"},
        {"code_verifier": "x" * 43},
        {"code_verifier": CHALLENGE},
        {"code_verifier": ""},
        {"code": "guessed"},
    ],
    ids=str,
)
def test_a_code_is_for_who_asked_for_it(visitor: Visitor, other: dict[str, str]) -> None:
    answer = visitor.exchange(**{"code": visitor.code()} | other)
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_grant"})


def test_a_failed_attempt_uses_the_code_up(visitor: Visitor) -> None:
    code = visitor.code()
    visitor.exchange(code, code_verifier="x" * 43)
    assert visitor.exchange(code).status_code == 400


@pytest.mark.parametrize("grant", ["password", "refresh_token", "client_credentials", ""])
def test_there_is_no_other_grant(visitor: Visitor, grant: str) -> None:
    answer = visitor.exchange(visitor.code(), grant_type=grant)
    assert (answer.status_code, answer.json) == (400, {"error": "unsupported_grant_type"})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/",
        "http://127.0.0.1:8001/",
        "https://127.0.0.1:8000/",
        "http://127.0.0.1:8000@evil.example/",
        "http://user@127.0.0.1:8000/",
        "http://127.0.0.1.evil.example:8000/",
        "//127.0.0.1:8000/",
        "http://127.0.0.1:8000/#fragment",
        "http://127.0.0.1:port/",
        "http://127.0.0.1:8000/\r\nX: y",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_is_sent_elsewhere(visitor: Visitor, method: str, address: str) -> None:
    wishes = ASKED | {"redirect_uri": address, "sub": "alice"}
    query, form = (wishes, None) if method == "GET" else (None, wishes)
    answer = visitor.http.open("/dev/authorize", method=method, query_string=query, data=form)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_page_opened_as_localhost_is_gone_back_to(visitor: Visitor) -> None:
    answer = visitor.be("alice", redirect_uri="http://localhost:8000/")
    assert answer.headers["Location"].startswith("http://localhost:8000/?code=")


def test_another_client_gets_no_further(visitor: Visitor) -> None:
    assert visitor.be("alice", client_id="another").status_code == 400


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_a_wrong_request_goes_back_with_its_error(
    visitor: Visitor, wishes: dict[str, str], error: str
) -> None:
    for answer in (visitor.ask(**wishes), visitor.be("alice", **wishes)):
        assert told(answer) == {"error": error, "state": "a state"}


@pytest.mark.parametrize("sub", ["", "   ", "x" * 129])
def test_who_says_no_name_is_asked_again(visitor: Visitor, sub: str) -> None:
    answer = visitor.be(sub)
    assert (answer.status_code, "Somebody else" in answer.text) == (200, True)


def test_challenges_are_those_of_the_standard() -> None:
    assert challenge_of(SECRET) == CHALLENGE
