"""Signing in at the local issuer: authorization code with PKCE, for whoever one says one is.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1 and https://www.rfc-editor.org/rfc/rfc7636
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug import Request, Response

from infra.local.issuer import DEFAULT_LIFETIME, Issuer
from infra.local.sign_in_page import REMEMBERED, choice, refusal

CODE_SECONDS = 60
MAX_NAME = 128
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, slots=True)
class _Grant:
    """What a code stands for, and whom it is for."""

    sub: str
    nonce: str
    client_id: str
    redirect_uri: str
    challenge: str
    expires_at: float


class SignIn:
    """The authorization endpoint with its page, and the token endpoint's answer to a code."""

    def __init__(
        self, issuer: Issuer, client_id: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._issuer, self._client_id, self._clock = issuer, client_id, clock
        self._grants: dict[str, _Grant] = {}
        self._lock = threading.Lock()

    def authorize(self, request: Request) -> Response:
        """GET shows whom one can be; POST takes one of them back to the page, with a code."""
        asked = request.form if request.method == "POST" else request.args
        address = asked.get("redirect_uri", "")
        if asked.get("client_id") != self._client_id:
            return refusal(f"The only client of this issuer is {self._client_id}.")
        if not self._is_ours(address):
            return refusal("A sign-in here leads back to this system's own page, nowhere else.")
        error = _error(asked)
        if error:
            return _back(address, error=error, state=asked.get("state", ""))
        sub = asked.get("sub", "").strip()
        if request.method != "POST" or not 1 <= len(sub.encode()) <= MAX_NAME:
            wishes = {name: asked[name] for name in REMEMBERED if name in asked}
            return choice(wishes, urlsplit(address))
        code = self._remember(asked, sub)
        return _back(address, code=code, state=asked.get("state", ""))

    def exchange(self, form: Mapping[str, str]) -> Response:
        """The tokens for a code, once, for who was given it and knows the verifier."""
        if form.get("grant_type") != "authorization_code":
            return _json({"error": "unsupported_grant_type"}, 400)
        with self._lock:
            grant = self._grants.pop(form.get("code", ""), None)
        if grant is None or not self._is_for(grant, form):
            return _json({"error": "invalid_grant"}, 400)
        id_token = self._issuer.id_token(grant.sub, client_id=grant.client_id, nonce=grant.nonce)
        return _json(
            {
                "access_token": self._issuer.token(grant.sub),
                "id_token": id_token,
                "token_type": "Bearer",
                "expires_in": DEFAULT_LIFETIME,
                "scope": "openid profile",
            }
        )

    def _is_ours(self, address: str) -> bool:
        """Whether this is an address of the API's own origin: it serves the page."""
        try:
            wanted, own = urlsplit(address), urlsplit(self._issuer.url)
            same = (wanted.scheme, wanted.port) == (own.scheme, own.port)
        except ValueError:  # a port that is none
            return False
        plain = "@" not in wanted.netloc and not wanted.fragment and address.isprintable()
        return same and plain and wanted.hostname in _LOOPBACK

    def _remember(self, asked: Mapping[str, str], sub: str) -> str:
        code, now = secrets.token_urlsafe(32), self._clock()
        grant = _Grant(
            sub=sub,
            nonce=asked.get("nonce", ""),
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            expires_at=now + CODE_SECONDS,
        )
        with self._lock:
            alive = {name: each for name, each in self._grants.items() if each.expires_at > now}
            self._grants = alive | {code: grant}
        return code

    def _is_for(self, grant: _Grant, form: Mapping[str, str]) -> bool:
        verifier = form.get("code_verifier", "")
        if not _VERIFIER.fullmatch(verifier) or grant.expires_at <= self._clock():
            return False
        given = (form.get("client_id"), form.get("redirect_uri"), challenge_of(verifier))
        return given == (grant.client_id, grant.redirect_uri, grant.challenge)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _error(asked: Mapping[str, str]) -> str:
    """What the page is told instead of a code; empty if there is nothing to say."""
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope"
    # `plain` is what one gets by saying nothing (RFC 7636, 4.3), and protects nobody.
    if asked.get("code_challenge_method") != "S256":
        return "invalid_request"
    if not _CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        return "invalid_request"
    return "login_required" if asked.get("prompt") == "none" else ""


def _back(address: str, **answer: str) -> Response:
    """To the page, with the answer in the query. 303: what was posted is not posted again."""
    query = urlencode({name: value for name, value in answer.items() if value})
    separator = "&" if urlsplit(address).query else "?"
    headers = {"Location": f"{address}{separator}{query}", "Cache-Control": "no-store"}
    return Response(status=303, headers=headers)


def _json(value: Mapping[str, Any], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(json.dumps(value), status, headers, mimetype="application/json")
