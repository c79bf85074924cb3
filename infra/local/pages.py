"""What the local system serves beside the API: its page, tokens, keys, documentation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import swagger_ui_bundle
from werkzeug import Request, Response
from werkzeug.security import safe_join

from infra.console_files import BUILT
from infra.local.console import console_pages
from infra.local.issuer import DEFAULT_LIFETIME, MAX_LIFETIME, Issuer
from infra.local.sign_in import SignIn
from infra.local.stack import Stack

OpenApi = Callable[[Stack], dict[str, Any]]
Page = Callable[[Request], Response]

_VARIABLE = re.compile(r"\{([^}+]+)\+?\}")
_DOCS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Darkroom API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>
const json = (address, options) => fetch(address, options).then((answer) => answer.json());
Promise.all([
  json("/openapi.json"),
  json("/dev/token", {method: "POST", body: JSON.stringify({sub: "alice"})}),
]).then(([spec, token]) => {
  // This version of the viewer reads 3.0 alone; what it shows of 3.1 is spelled the same.
  spec.openapi = "3.0.3";
  const schemes = Object.keys((spec.components || {}).securitySchemes || {});
  const ui = SwaggerUIBundle({
    spec, dom_id: "#ui", deepLinking: true, tryItOutEnabled: true,
    onComplete: () => schemes.forEach(
      (name) => ui.preauthorizeApiKey(name, token.access_token)),
  });
});
</script>
</body>
</html>
"""


def local_pages(
    issuer: Issuer,
    stack: Stack,
    openapi: OpenApi,
    addresses: Mapping[str, str],
    console: Path = BUILT,
) -> dict[str, Page]:
    """Every page by its path. `addresses`: what `/` lists while nothing is built in `console`."""
    assets = Path(swagger_ui_bundle.swagger_ui_path)
    sign_in = SignIn(issuer, stack.site.client_id)
    # Made when first asked for: it imports every function.
    described = cache(lambda: openapi(stack))
    return {
        **console_pages(stack, console, addresses),
        "/dev/authorize": sign_in.authorize,
        "/dev/token": lambda request: _token(request, issuer, sign_in),
        "/.well-known/openid-configuration": lambda _: _json(issuer.configuration()),
        "/.well-known/jwks.json": lambda _: _json(issuer.jwks()),
        "/openapi.json": lambda _: _json(described()),
        "/docs": lambda _: Response(_DOCS, mimetype="text/html"),
        "/docs/*": lambda request: _asset(request, assets),
    }


def _token(request: Request, issuer: Issuer, sign_in: SignIn) -> Response:
    """POST {"sub", "expires_in"?, "aud"?}: a token for whoever the caller says they are; a form
    with a grant: the tokens of who signed in."""
    if request.method != "POST":
        return _json({"error": "method_not_allowed"}, 405, {"Allow": "POST"})
    # curl -d calls JSON a form, too: only one that names its grant is meant as one.
    body = request.get_data(parse_form_data=False)
    if "grant_type" in request.form:
        return sign_in.exchange(request.form)
    try:
        asked = json.loads(body or b"null")
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("sub"), str):
        return _json({"error": "invalid_request", "error_description": 'send {"sub": "…"}'}, 400)
    lifetime = asked.get("expires_in", DEFAULT_LIFETIME)
    if type(lifetime) is not int or abs(lifetime) > MAX_LIFETIME:
        reason = f"expires_in is a whole number of seconds up to {MAX_LIFETIME}"
        return _json({"error": "invalid_request", "error_description": reason}, 400)
    token = issuer.token(asked["sub"], expires_in=lifetime, audience=asked.get("aud"))
    answer = {"access_token": token, "token_type": "Bearer", "expires_in": lifetime}
    return _json(answer, headers={"Cache-Control": "no-store"})


def _asset(request: Request, folder: Path) -> Response:
    path = safe_join(str(folder), request.path.removeprefix("/docs/"))
    if path is None or not Path(path).is_file():
        return _json({"message": "Not Found"}, 404)
    kinds = {".css": "text/css", ".js": "text/javascript", ".png": "image/png"}
    kind = kinds.get(Path(path).suffix, "application/octet-stream")
    return Response(Path(path).read_bytes(), mimetype=kind)


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    response = Response(json.dumps(value), status=status, mimetype="application/json")
    response.headers.update(headers or {})
    return response


def openapi_from_routes(stack: Stack) -> dict[str, Any]:
    """The least that is known of an API: its routes, their variables, who needs a token."""
    paths: dict[str, dict[str, Any]] = {}
    for route in stack.routes:
        names = _VARIABLE.findall(route.path)
        operation: dict[str, Any] = {
            "summary": route.key,
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in names
            ],
            "responses": {"default": {"description": "See the documentation"}},
        }
        if route.authorized:
            operation["security"] = [{"token": []}]
        method = "get" if route.method == "ANY" else route.method.lower()
        paths.setdefault(_VARIABLE.sub(r"{\1}", route.path), {})[method] = operation
    scheme = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Darkroom", "version": "local"},
        "paths": paths,
        "components": {"securitySchemes": {"token": scheme}},
    }
