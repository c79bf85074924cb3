"""The page of the local issuer that asks who one would like to be. It works without a script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from urllib.parse import SplitResult

from werkzeug import Response

TEST_USERS = ("alice", "bob", "carol")
REMEMBERED = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
    "code_challenge_method",
)  # fmt: skip
"""What the form hands on from the request that led to it."""

_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1c1816, #f4efeb);
  --paper: light-dark(#fbf8f5, #16110f); --line: light-dark(#8a7f78, #8f837b);
  --main: light-dark(#a62a10, #ff8a6b); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 1.5rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(22rem, 90vw); }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem; }
p { margin: 0 0 1.5rem; }
form { display: grid; gap: .75rem; margin: 0 0 1.5rem; }
button, input { width: 100%; min-height: 3rem; padding: .5rem 1rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .5rem; }
button { cursor: pointer; font-weight: 600; }
button:hover { border-color: var(--main); color: var(--main); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
label { font-weight: 600; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Darkroom</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""


def choice(wishes: Mapping[str, str], back: SplitResult) -> Response:
    """Whom one can be. `wishes`: the parameters to hand on; `back`: where the form leads to."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n'
        for name, value in wishes.items()
    )
    users = "".join(
        f'<button name="sub" value="{name}">{name.capitalize()}</button>\n' for name in TEST_USERS
    )
    content = (
        "<p>This issuer is for development. It asks for no password: choose who to be.</p>\n"
        f'<form method="post" action="/dev/authorize">\n{hidden}{users}</form>\n'
        f'<form method="post" action="/dev/authorize">\n{hidden}'
        '<label for="sub">Somebody else</label>\n'
        '<input id="sub" name="sub" required maxlength="128" autocomplete="username"'
        ' autocapitalize="none" spellcheck="false">\n'
        "<button>Sign in</button>\n</form>"
    )
    # A browser holds form-action against where the answer to the form leads, too.
    return _page("Sign in", content, form_action=f"'self' {back.scheme}://{back.netloc}")


def refusal(reason: str) -> Response:
    """A request that leads nowhere: what is wrong is said here."""
    return _page("No sign-in", f"<p>{escape(reason)}</p>", form_action="'none'", status=400)


def _page(title: str, content: str, *, form_action: str, status: int = 200) -> Response:
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
        f"form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    text = _FRAME.format(title=title, style=_STYLE, content=content)
    return Response(text, status, headers, mimetype="text/html")
