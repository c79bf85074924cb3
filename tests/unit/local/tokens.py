"""Tokens to the letter: any header, any claims, any key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from infra.local.authorizer import JwtVerifier
from infra.local.issuer import Issuer
from infra.local.stack import Authorizer

URL, AUDIENCE, NOW = "https://issuer.example/pool", "darkroom", 1_800_000_000
ISSUER = Issuer(URL, AUDIENCE, clock=lambda: NOW)
VERIFIER = JwtVerifier(Authorizer(URL, (AUDIENCE, "other")), ISSUER.jwks(), clock=lambda: NOW)
KEY = ISSUER._key
KID = ISSUER.jwks()["keys"][0]["kid"]
FOREIGN_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2048)

HEADER = {"alg": "RS256", "kid": KID, "typ": "JWT"}
CLAIMS = {"iss": URL, "aud": AUDIENCE, "sub": "alice", "iat": NOW, "exp": NOW + 3600}


def b64(raw: bytes) -> str:
    """As tokens spell it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def spelled(part: Any) -> str:
    """One part of a token: text is taken for JSON already."""
    return b64((part if isinstance(part, str) else json.dumps(part)).encode())


def signed(header: Any, claims: Any, key: rsa.RSAPrivateKey = KEY) -> str:
    """By RS256, whatever the header says."""
    content = f"{spelled(header)}.{spelled(claims)}"
    return f"{content}.{b64(key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def token(**claims: Any) -> str:
    """The issuer's own, with these claims; None leaves one out."""
    said = {**CLAIMS, **claims}
    return signed(HEADER, {name: value for name, value in said.items() if value is not None})


def under_mac(secret: bytes, **header: Any) -> str:
    """Signed with HMAC-SHA256, and this for its key."""
    content = f"{spelled(HEADER | {'alg': 'HS256'} | header)}.{spelled(CLAIMS)}"
    return f"{content}.{b64(hmac.digest(secret, content.encode(), hashlib.sha256))}"


def public_spellings() -> dict[str, bytes]:
    """Everything that the issuer's public key looks like to somebody who reads it."""
    public, forms = KEY.public_key(), serialization.PublicFormat
    pem, der = serialization.Encoding.PEM, serialization.Encoding.DER
    modulus = ISSUER.jwks()["keys"][0]["n"]
    as_pem = public.public_bytes(pem, forms.SubjectPublicKeyInfo)
    return {
        "PEM": as_pem,
        "PEM without its last line break": as_pem.rstrip(),
        "PEM of PKCS#1": public.public_bytes(pem, forms.PKCS1),
        "DER": public.public_bytes(der, forms.SubjectPublicKeyInfo),
        "DER of PKCS#1": public.public_bytes(der, forms.PKCS1),
        "n of the JWK": modulus.encode(),
        "n of the JWK, decoded": base64.urlsafe_b64decode(modulus + "=="),
        "the JWK": json.dumps(ISSUER.jwks()["keys"][0]).encode(),
        "nothing": b"",
    }
