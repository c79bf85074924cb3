"""The page of fifteen lines in the README, as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.browser.conftest import NewPage
from tests.browser.driver import expect
from tests.browser.seeds import picture
from tests.browser.wire.origin import ORIGIN, PACKAGES, bundle, served
from tests.browser.wire.outcome import assert_became
from tests.e2e.client import Client

README = Path(__file__).parents[3] / "README.md"
PAGE = """<!doctype html>
<html lang="en">
<title>The README's page</title>
<link rel="icon" href="data:,">
<div id="uploads"></div>
<script type="module" src="/page.js"></script>
</html>
"""


def test_fifteen_lines_upload_with_uppys_dashboard(owner: Client, new_page: NewPage) -> None:
    page = served(new_page, PAGE, bundle(_lines(), PACKAGES / "wire" / "uppy6"))
    page.add_init_script(
        f"window.api = {json.dumps(owner.api)}; window.token = {json.dumps(owner.token)}"
    )
    page.goto(ORIGIN)
    file = picture(4)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="browse files").click()
    chooser.value.set_files({"name": "beach.jpg", "mimeType": "image/jpeg", "buffer": file})
    with page.expect_response(lambda answer: answer.url.endswith("/v1/uploads")) as told:
        page.get_by_role("button", name="Upload 1 file").click()
    expect(page.get_by_text("Complete", exact=True)).to_be_visible()
    assert_became(file, told.value.json()["id"], owner)


def _lines() -> str:
    blocks = re.findall(r"```js\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) == 1
    return str(blocks[0])
