"""What the page is made of once it is built, the same on this machine and in AWS."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

FOLDER = Path(__file__).resolve().parent / "console"
BUILT = FOLDER / "dist"
HASHED = "assets/"
"""Names in here carry a hash of what is in them: another content is another file."""
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Written down: what a machine takes .js for depends on what was installed there, and a browser
runs no script of another type."""


def media_type(name: str) -> str:
    """The Content-Type of a file of the page."""
    return _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def cache_control(name: str) -> str:
    """How long a browser may keep a file of the page: for ever, or not without asking."""
    return "public, max-age=31536000, immutable" if name.startswith(HASHED) else "no-cache"


def config(
    *,
    api: str,
    issuer: str,
    client_id: str,
    scope: str,
    audience: str,
    max_file_size: int,
    types: Sequence[str],
    makes: str = "",
    hears: str = "",
) -> dict[str, object]:
    """config.json. `api`: empty where the page comes from there. `max_file_size` in bytes.

    Some issuers (Auth0 for one) give a token that an API can read only to who names the API; the
    others ignore a parameter that they do not know (RFC 6749, 3.1). Where the client itself is the
    audience, as with Cognito, there is no API to name. `makes` and `hears`: the providers of images
    and of speech; what is empty is left out, and the page learns it as it goes.
    """
    providers = {"makes": makes, "hears": hears}
    return {
        "api": api,
        "issuer": issuer,
        "client_id": client_id,
        "scope": scope,
        "extra": {} if audience == client_id else {"audience": audience},
        "max_file_size": max_file_size,
        "types": list(types),
        **{name: value for name, value in providers.items() if value},
    }
