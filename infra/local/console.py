"""The page at `/` of the local system: its files, its headers, and what it is told of this run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug import Request, Response
from werkzeug.security import safe_join
from werkzeug.utils import redirect

from infra.console_files import cache_control, config, media_type
from infra.local.stack import Site, Stack

Page = Callable[[Request], Response]

_NOT_BUILT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Darkroom</title>
</head>
<body>
<h1>Darkroom runs; its page is not built</h1>
<p>With Node 20.19 or later and npm, <code>make console</code> builds it. Then load this again.</p>
<ul>{rows}</ul>
</body>
</html>
"""


def console_pages(stack: Stack, folder: Path, addresses: Mapping[str, str]) -> dict[str, Page]:
    """The page's files by path. `folder`: where they are built, before or while this runs.

    `addresses`: what is shown instead while they are not.
    """
    headers = page_headers(stack)

    def file(request: Request) -> Response:
        return _with(headers, _file(request, folder, stack.site, addresses))

    def told(_: Request) -> Response:
        answer = Response(json.dumps(_config(stack)), mimetype="application/json")
        answer.headers["Cache-Control"] = cache_control("config.json")
        return _with(headers, answer)

    return {"/": file, "/index.html": file, "/assets/*": file, "/config.json": told}


def page_headers(stack: Stack) -> dict[str, str]:
    """What the template's distribution adds to the page, with the addresses of this machine."""
    for distribution in stack.distributions[:1]:
        headers = dict(distribution.behaviours[-1].headers)
        policy = headers.get("Content-Security-Policy")
        if policy:
            headers["Content-Security-Policy"] = local_policy(policy, stack)
        return headers
    return {}


def local_policy(policy: str, stack: Stack) -> str:
    """A Content-Security-Policy of AWS for this machine.

    Buckets and API are where they are here; and the page, which shares its origin with the public
    images there, has them on another one.
    """
    site = stack.site
    hosts = {
        f"https://{bucket.name}.s3.{site.region}.amazonaws.com": site.aws_url
        for bucket in stack.buckets
    }
    hosts[f"https://*.execute-api.{site.region}.amazonaws.com"] = site.api_url
    directives = []
    for directive in policy.split(";"):
        name, *sources = directive.split()
        here = [hosts.get(source, site.localised(source)) for source in sources]
        if name in {"img-src", "connect-src"}:
            here.append(site.cdn_url)
        directives.append(" ".join([name, *dict.fromkeys(here)]))
    return "; ".join(directives)


def _config(stack: Stack) -> dict[str, object]:
    site, parameters = stack.site, stack.parameters
    return config(
        api="",
        issuer=site.api_url,
        client_id=site.client_id,
        scope=str(parameters.get("ConsoleScope", "openid profile")),
        audience=site.audience,
        max_file_size=int(parameters.get("MaxFileSize", 0)),
        types=str(parameters.get("AllowedTypes", "")).split(","),
        makes=str(parameters.get("GenerationProvider", "")),
        hears=str(parameters.get("SpeechProvider", "")),
    )


def _file(request: Request, folder: Path, site: Site, addresses: Mapping[str, str]) -> Response:
    if request.method not in {"GET", "HEAD"}:
        return Response(status=405, headers={"Allow": "GET, HEAD"})
    name = request.path.removeprefix("/") or "index.html"
    if name == "index.html" and urlsplit(request.host_url).hostname == "localhost":
        # Tokens, CORS and the policy name 127.0.0.1; a sign-in has to begin where it ends.
        return redirect(f"{site.api_url}/", 302)
    path = safe_join(str(folder), name)
    if path is not None and Path(path).is_file():
        answer = Response(Path(path).read_bytes(), content_type=media_type(name))
        answer.headers["Cache-Control"] = cache_control(name)
        return answer
    return _not_built(addresses) if name == "index.html" else Response("Not found", 404)


def _not_built(addresses: Mapping[str, str]) -> Response:
    rows = "".join(
        f'<li>{escape(name)}: <a href="{escape(address)}">{escape(address)}</a></li>'
        for name, address in addresses.items()
    )
    answer = Response(_NOT_BUILT.format(rows=rows), mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _with(headers: Mapping[str, str], answer: Response) -> Response:
    answer.headers.update(headers)
    return answer
