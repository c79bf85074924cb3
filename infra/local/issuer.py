"""A local OpenID issuer: one RSA key made at start, tokens for whoever asks. Never deployed."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

DEFAULT_LIFETIME = 3600
MAX_LIFETIME = 7 * 86_400


class Issuer:
    """Signs access tokens with RS256 and publishes the key that verifies them."""

    def __init__(self, url: str, audience: str, clock: Callable[[], float] = time.time) -> None:
        self.url, self.audience, self._clock = url, audience, clock
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        self._key_id = uuid.uuid4().hex

    def token(
        self,
        sub: str,
        *,
        expires_in: int = DEFAULT_LIFETIME,
        audience: str | list[str] | None = None,
    ) -> str:
        """An access token of this subject, for `expires_in` seconds; a negative one has expired."""
        now = int(self._clock())
        claims = {
            "iss": self.url,
            "sub": sub,
            "aud": self.audience if audience is None else audience,
            "iat": min(now, now + expires_in),
            "exp": now + expires_in,
            "jti": uuid.uuid4().hex,
        }
        return self._signed(claims)

    def id_token(self, sub: str, *, client_id: str, nonce: str = "") -> str:
        """Who signed in, for the client's own eyes: the API takes no token of this audience."""
        now = int(self._clock())
        claims = {
            "iss": self.url,
            "sub": sub,
            "name": sub,
            "aud": client_id,
            "iat": now,
            "exp": now + DEFAULT_LIFETIME,
        }
        return self._signed(claims | ({"nonce": nonce} if nonce else {}))

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._key_id})

    def jwks(self) -> dict[str, Any]:
        """The public key, as a JSON Web Key Set."""
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [public | {"kid": self._key_id, "use": "sig", "alg": "RS256"}]}

    def configuration(self) -> dict[str, Any]:
        """The OpenID discovery document."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/.well-known/jwks.json",
            "authorization_endpoint": f"{self.url}/dev/authorize",
            "token_endpoint": f"{self.url}/dev/token",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": ["openid", "profile"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "name"],
        }
