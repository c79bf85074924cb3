"""Whether a browser will let the page speak to its issuer: found out before the page is there."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

SECONDS = 10
ASKED = ("token_endpoint", "userinfo_endpoint", "jwks_uri", "revocation_endpoint")
"""What a page may have to fetch. To sign in and out it goes there, which no policy forbids."""

Discover = Callable[[str], Mapping[str, Any]]


def discovered(issuer: str) -> Mapping[str, Any]:
    """The issuer's discovery document. Raises OSError, ValueError."""
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    if urlsplit(address).scheme != "https":
        raise ValueError(f"{address} is not https")
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  it is https
        found = json.load(answer)
    return found if isinstance(found, dict) else {}


def warnings(issuer: str, connect: Iterable[str], discover: Discover = discovered) -> Iterator[str]:
    """A line for everything that will keep people from signing in.

    `connect`: the origins that ConsoleConnect allows beside the issuer's own.
    """
    try:
        told = discover(issuer)
    except (OSError, ValueError) as exc:
        yield f"The issuer cannot be asked ({exc}); the page may not be able to sign in."
        return
    allowed = {_origin(issuer), *connect}
    missing = {_origin(str(told[name])) for name in ASKED if name in told} - allowed
    for origin in sorted(missing):
        yield f"The issuer also answers at {origin}: name that in ConsoleConnect."
    # Not every issuer says so, and some that do not say it can.
    methods = told.get("code_challenge_methods_supported", ["S256"])
    if "S256" not in methods:
        yield "The issuer does not take PKCE with S256, which the page signs in with."


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
