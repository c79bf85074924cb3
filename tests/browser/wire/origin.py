"""Anybody's page, at the origin that the template lets in when it is not told otherwise."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.browser.conftest import NewPage
from tests.browser.driver import Page, Route

ORIGIN = "http://localhost:5173"
PACKAGES = Path(__file__).parents[1]


def bundle(script: str, folder: Path) -> str:
    """A script and what it imports, as seen from `folder`, as one module."""
    # A script or a program, as npm has installed it.
    esbuild = PACKAGES / "node_modules" / ".bin" / "esbuild"
    command = [str(esbuild), "--bundle", "--format=esm", "--log-level=warning"]
    done = subprocess.run(
        command, cwd=folder, input=script, text=True, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


def served(new_page: NewPage, html: str, script: str) -> Page:
    """A page that will find both at the origin: from here, for nothing needs to listen there."""
    # What is not listened for has no address, and so needs leave to ask one on loopback.
    page = new_page(permissions=["local-network-access"])

    def answer(route: Route) -> None:
        if route.request.url.endswith("/page.js"):
            route.fulfill(content_type="text/javascript", body=script)
        else:
            route.fulfill(content_type="text/html", body=html)

    page.route(f"{ORIGIN}/**", answer)
    return page
