"""The JWT authorizer of an HTTP API: who calls, or why nobody can tell.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from jwt import PyJWK

from infra.local.stack import Authorizer

_TOKEN = re.compile(r"(?:[A-Za-z0-9_-]+\.){2}[A-Za-z0-9_-]+")
"""The compact form (RFC 7515, 7.1): no padding, and nothing that a lenient reader would skip."""
_BEARER = re.compile(r"^bearer(?:\s+|$)", re.IGNORECASE)


class Unauthorized(Exception):
    """No token, or none to believe. `challenge` is the www-authenticate header."""

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason or "no token")
        self.challenge = "Bearer"
        if reason:
            self.challenge += f' scope="" error="invalid_token" error_description="{reason}"'


class JwtVerifier:
    """Verifies access tokens against one issuer's published keys."""

    def __init__(
        self,
        authorizer: Authorizer,
        jwks: Mapping[str, Any],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._authorizer, self._clock = authorizer, clock
        self._keys = {key["kid"]: PyJWK(key) for key in jwks["keys"]}

    def claims(self, authorization: str | None) -> dict[str, str]:
        """The claims behind an Authorization header, each as text. Raises Unauthorized."""
        token = _BEARER.sub("", (authorization or "").strip())
        if not token:
            raise Unauthorized
        if not _TOKEN.fullmatch(token):
            raise Unauthorized("the token could not be parsed")
        claims = self._verified(token)
        self._expect_valid(claims)
        return {name: claim_text(value) for name, value in claims.items()}

    def _verified(self, token: str) -> dict[str, Any]:
        """The claims of a token that one of our issuer's keys signed."""
        try:
            # Of the header, `kid` alone is used: a token does not choose where its key or its
            # algorithm comes from (jku, x5u, jwk, alg).
            key = self._keys.get(jwt.get_unverified_header(token).get("kid", ""))
            if key is None:
                raise Unauthorized("signing method or key is not known")
            checked_below = ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")
            options: Any = {f"verify_{name}": False for name in checked_below}
            decoded: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], options=options)
        except (jwt.PyJWTError, TypeError) as exc:
            raise Unauthorized("the token could not be verified") from exc
        return decoded

    def _expect_valid(self, claims: Mapping[str, Any]) -> None:
        now = self._clock()
        if claims.get("iss") != self._authorizer.issuer:
            raise Unauthorized("the token does not have a valid issuer")
        audience = claims.get("aud", claims.get("client_id"))
        given = audience if isinstance(audience, list) else [audience]
        if not set(map(str, given)) & set(self._authorizer.audience):
            raise Unauthorized("the token does not have a valid audience")
        if _number(claims.get("exp"), missing=0) <= now:
            raise Unauthorized("the token has expired")
        if max(_number(claims.get(name), missing=0) for name in ("nbf", "iat")) > now:
            raise Unauthorized("the token is not yet valid")


def _number(value: Any, *, missing: float) -> float:
    if value is None:
        return missing
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Unauthorized("the token could not be parsed")
    if isinstance(value, float) and not math.isfinite(value):  # Python reads what is no JSON
        raise Unauthorized("the token could not be parsed")
    return value


def claim_text(value: Any) -> str:
    """A claim as API Gateway hands it on: always text, lists and maps in Go's spelling."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{' '.join(map(claim_text, value))}]"
    if isinstance(value, dict):
        inner = " ".join(f"{name}:{claim_text(value[name])}" for name in sorted(value))
        return f"map[{inner}]"
    return "<nil>" if value is None else str(value)
