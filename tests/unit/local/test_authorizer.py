"""Tokens: which are believed, and every way to forge one that is not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt import PyJWK

from infra.local.authorizer import JwtVerifier, Unauthorized, claim_text
from infra.local.issuer import Issuer
from infra.local.stack import Authorizer

URL, AUDIENCE, NOW = "http://127.0.0.1:8000", "darkroom", 1_800_000_000
FOREIGN_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2048)


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer(URL, AUDIENCE, clock=lambda: NOW)


@pytest.fixture
def verifier(issuer: Issuer) -> JwtVerifier:
    return JwtVerifier(Authorizer(URL, (AUDIENCE, "other")), issuer.jwks(), clock=lambda: NOW)


def forged(issuer: Issuer, header: dict[str, Any], key: Any = FOREIGN_KEY, **claims: Any) -> str:
    """A token that says what a real one says, changed and signed by somebody else."""
    real = issuer.token("alice")
    body = jwt.decode(real, options={"verify_signature": False}) | claims
    headers = jwt.get_unverified_header(real) | header
    return jwt.encode(body, key, algorithm=headers["alg"], headers=headers)


def spelled(part: dict[str, Any] | bytes) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def refused(verifier: JwtVerifier, token: str | None) -> str:
    with pytest.raises(Unauthorized) as refusal:
        verifier.claims(None if token is None else f"Bearer {token}")
    return refusal.value.challenge


def test_believes_the_issuers_tokens(issuer: Issuer, verifier: JwtVerifier) -> None:
    claims = verifier.claims(f"Bearer {issuer.token('alice')}")
    assert (claims["sub"], claims["iss"], claims["exp"]) == ("alice", URL, str(NOW + 3600))


def test_believes_a_token_without_the_word_bearer(issuer: Issuer, verifier: JwtVerifier) -> None:
    assert verifier.claims(issuer.token("alice"))["sub"] == "alice"


def test_believes_one_audience_among_several(issuer: Issuer, verifier: JwtVerifier) -> None:
    token = issuer.token("alice", audience=["somebody", "other"])
    assert verifier.claims(token)["aud"] == "[somebody other]"


@pytest.mark.parametrize("token", [None, "", "   "])
def test_asks_for_a_token(verifier: JwtVerifier, token: str | None) -> None:
    assert refused(verifier, token) == "Bearer"


@pytest.mark.parametrize("token", ["x", "a.b.c", "..", "é.é.é"])
def test_refuses_what_is_no_token(verifier: JwtVerifier, token: str) -> None:
    assert 'error="invalid_token"' in refused(verifier, token)


def test_refuses_an_expired_token(issuer: Issuer, verifier: JwtVerifier) -> None:
    assert "has expired" in refused(verifier, issuer.token("alice", expires_in=-1))


def test_refuses_another_audience(issuer: Issuer, verifier: JwtVerifier) -> None:
    assert "valid audience" in refused(verifier, issuer.token("alice", audience="somebody"))


def test_refuses_another_issuer(issuer: Issuer) -> None:
    elsewhere = JwtVerifier(Authorizer("https://other.example", (AUDIENCE,)), issuer.jwks())
    assert "valid issuer" in refused(elsewhere, issuer.token("alice"))


def test_refuses_a_changed_claim(issuer: Issuer, verifier: JwtVerifier) -> None:
    head, body, signature = issuer.token("alice").split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed = spelled(claims | {"sub": "bob"})
    assert "invalid_token" in refused(verifier, f"{head}.{changed}.{signature}")


def test_refuses_the_algorithm_none(issuer: Issuer, verifier: JwtVerifier) -> None:
    head, body, _ = issuer.token("alice").split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": "none"}
    assert "invalid_token" in refused(verifier, f"{spelled(header)}.{body}.")


def test_refuses_an_hmac_made_with_the_public_key(issuer: Issuer, verifier: JwtVerifier) -> None:
    public = PyJWK(issuer.jwks()["keys"][0]).key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, body, _ = issuer.token("alice").split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "==")) | {"alg": "HS256"}
    signed = f"{spelled(header)}.{body}"
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    assert "invalid_token" in refused(verifier, f"{signed}.{spelled(mac)}")


def test_refuses_another_key_under_the_same_id(issuer: Issuer, verifier: JwtVerifier) -> None:
    assert "invalid_token" in refused(verifier, forged(issuer, {}))


def test_refuses_an_unknown_key_id(issuer: Issuer, verifier: JwtVerifier) -> None:
    assert "key is not known" in refused(verifier, forged(issuer, {"kid": "mine"}))


def test_refuses_a_token_without_a_key_id(issuer: Issuer, verifier: JwtVerifier) -> None:
    body = jwt.decode(issuer.token("alice"), options={"verify_signature": False})
    assert "invalid_token" in refused(verifier, jwt.encode(body, FOREIGN_KEY, algorithm="RS256"))


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_does_not_fetch_a_key_from_where_the_token_says(
    issuer: Issuer, verifier: JwtVerifier, name: str
) -> None:
    token = forged(issuer, {name: "https://evil.example/jwks.json", "kid": "mine"})
    assert "key is not known" in refused(verifier, token)


def test_does_not_take_the_key_that_the_token_brings(issuer: Issuer, verifier: JwtVerifier) -> None:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(FOREIGN_KEY.public_key()))
    assert "invalid_token" in refused(verifier, forged(issuer, {"jwk": public}))


def test_refuses_a_weaker_algorithm_of_the_same_family(
    issuer: Issuer, verifier: JwtVerifier
) -> None:
    assert "invalid_token" in refused(verifier, forged(issuer, {"alg": "RS512"}))


def test_refuses_a_token_from_the_future(issuer: Issuer) -> None:
    earlier = JwtVerifier(Authorizer(URL, (AUDIENCE,)), issuer.jwks(), clock=lambda: NOW - 10)
    assert "not yet valid" in refused(earlier, issuer.token("alice"))


def test_claims_reach_a_function_as_text() -> None:
    values = ["a", 1, True, None, ["x", 2], {"b": 1, "a": [True]}]
    assert list(map(claim_text, values)) == [
        "a",
        "1",
        "true",
        "<nil>",
        "[x 2]",
        "map[a:[true] b:1]",
    ]
