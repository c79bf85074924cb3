"""Uppy's AwsS3 plugin, two generations of it, with the API's own ticket."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.browser.conftest import NewPage
from tests.browser.driver import expect
from tests.browser.seeds import picture
from tests.browser.wire.origin import ORIGIN, PACKAGES, bundle, served
from tests.browser.wire.outcome import assert_became
from tests.e2e.client import Client

PAGE = """<!doctype html>
<html lang="en">
<title>Anybody's page</title>
<link rel="icon" href="data:,">
<label>Picture <input type="file"></label>
<output></output>
<script type="module" src="/page.js"></script>
</html>
"""


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("version", ["uppy5", "uppy6"])
def test_uploads_with_the_ticket_of_the_api(
    owner: Client, new_page: NewPage, version: str, method: str
) -> None:
    folder = PACKAGES / "wire" / version
    page = served(new_page, PAGE, bundle((folder / "page.js").read_text(), folder))
    words = urlencode({"api": owner.api, "token": owner.token, "method": method})
    page.goto(f"{ORIGIN}/?{words}")
    file = picture(1)
    page.get_by_label("Picture").set_input_files(
        {"name": "beach.jpg", "mimeType": "image/jpeg", "buffer": file}
    )
    expect(page.get_by_role("status")).to_contain_text("uploaded ")
    upload_id = page.get_by_role("status").inner_text().removeprefix("uploaded ")
    assert_became(file, upload_id, owner)
