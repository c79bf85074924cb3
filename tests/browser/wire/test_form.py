"""A form of HTML and nothing else: the ticket's fields first, the file last."""

from __future__ import annotations

from html import escape
from typing import Any

from tests.browser.conftest import NewPage
from tests.browser.seeds import picture
from tests.browser.wire.outcome import assert_became
from tests.e2e.client import Client


def test_a_plain_form_uploads_without_any_script(owner: Client, new_page: NewPage) -> None:
    file = picture(2)
    ticket = owner.ticket(file)
    page = new_page(java_script_enabled=False)
    page.set_content(_form(ticket))
    page.get_by_label("Picture").set_input_files(
        {"name": "beach.jpg", "mimeType": "image/jpeg", "buffer": file}
    )
    with page.expect_response(lambda response: response.url.startswith(ticket["url"])) as sent:
        page.get_by_role("button", name="Upload").click()
    assert sent.value.status == 201
    assert_became(file, ticket["id"], owner)


def _form(ticket: Any) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in ticket["fields"].items()
    )
    return f"""<!doctype html>
<form method="post" action="{escape(ticket["url"])}" enctype="multipart/form-data">
{hidden}
<label>Picture <input type="file" name="file"></label>
<button>Upload</button>
</form>"""
