"""Uppy's AwsS3 plugin, two generations of it, with the API's own ticket."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser.conftest import NewPage
from tests.browser.driver import Page, Route, expect
from tests.browser.seeds import picture
from tests.browser.wire.outcome import assert_became
from tests.e2e.client import Client

HERE = Path(__file__).parent
ORIGIN = "http://localhost:5173"
"""The one that the template lets in when it is not told otherwise."""
PAGE = """<!doctype html>
<html lang="en">
<title>Anybody's page</title>
<link rel="icon" href="data:,">
<label>Picture <input type="file"></label>
<output></output>
<script type="module" src="/page.js"></script>
</html>
"""


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The script of each version's page."""
    out = tmp_path_factory.mktemp("wire")
    versions = ("uppy5", "uppy6")
    for version in versions:
        command = ["npx", "--no-install", "esbuild", f"wire/{version}/page.js", "--bundle"]
        options = ["--format=esm", "--log-level=warning", f"--outfile={out}/{version}.js"]
        subprocess.run([*command, *options], cwd=HERE.parent, check=True)
    return {version: (out / f"{version}.js").read_text() for version in versions}


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("version", ["uppy5", "uppy6"])
def test_uploads_with_the_ticket_of_the_api(
    *,
    system: dict[str, str],
    owner: Client,
    new_page: NewPage,
    bundled: dict[str, str],
    version: str,
    method: str,
) -> None:
    # What is not listened for has no address, and so needs leave to ask one on loopback.
    page = new_page(permissions=["local-network-access"])
    _serve(page, bundled[version])
    words = urlencode({"api": system["api"], "token": owner.token, "method": method})
    page.goto(f"{ORIGIN}/?{words}")
    file = picture(1)
    page.get_by_label("Picture").set_input_files(
        {"name": "beach.jpg", "mimeType": "image/jpeg", "buffer": file}
    )
    expect(page.get_by_role("status")).to_contain_text("uploaded ")
    upload_id = page.get_by_role("status").inner_text().removeprefix("uploaded ")
    assert_became(file, upload_id, owner)


def _serve(page: Page, script: str) -> None:
    """Under the origin's name, out of this process: nothing needs to listen there."""

    def answer(route: Route) -> None:
        if route.request.url.endswith("/page.js"):
            route.fulfill(content_type="text/javascript", body=script)
        else:
            route.fulfill(content_type="text/html", body=PAGE)

    page.route(f"{ORIGIN}/**", answer)
