"""A picture's name, tags and metadata, and what happens when two windows change them."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.browser.watcher import Watcher
from tests.e2e.client import Client

SECTION = "Name, tags and metadata"


def _opened(console: Console, asset_id: str) -> None:
    console.open(asset_id)
    console.unfold(SECTION)


def _add_tag(console: Console, tag: str) -> None:
    box = console.page.get_by_role("textbox", name="Tags")
    box.fill(tag)
    box.press("Enter")


def _save(console: Console) -> None:
    console.page.get_by_role("button", name="Save", exact=True).click()


def test_words_are_kept(owner: Client, sign_in: SignIn) -> None:
    [asset] = seed(owner, 1, tags=["sea"])
    console = sign_in(owner)
    _opened(console, asset["id"])
    console.page.get_by_role("textbox", name="File name").fill("beach at noon.jpg")
    _add_tag(console, "summer")
    console.page.get_by_role("button", name="Remove the tag sea").click()
    console.page.get_by_role("textbox", name="Metadata").fill('{"lens": 35}')
    _save(console)
    expect(console.page.get_by_role("heading", level=1)).to_have_text("beach at noon.jpg")
    kept = owner("GET", f"/v1/assets/{asset['id']}").json()
    assert (kept["filename"], kept["tags"]) == ("beach at noon.jpg", ["summer"])
    assert kept["metadata"] == {"lens": 35}


def test_metadata_that_is_no_json_is_told_while_it_is_typed(owner: Client, sign_in: SignIn) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    _opened(console, asset["id"])
    box = console.page.get_by_role("textbox", name="Metadata")
    box.fill('{"lens": }')
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(console.page.get_by_role("button", name="Save", exact=True)).to_be_disabled()


@pytest.mark.parametrize(
    ("choice", "left"), [("Take theirs", ["theirs"]), ("Write over with mine", ["mine"])]
)
def test_of_two_versions_the_user_chooses(
    owner: Client, sign_in: SignIn, watcher: Watcher, choice: str, left: list[str]
) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    _opened(console, asset["id"])
    expect(console.page.get_by_role("textbox", name="Tags")).to_be_visible()
    changed = owner("PATCH", f"/v1/assets/{asset['id']}", json={"tags": ["theirs"]})
    assert changed.status_code == 200, changed.text
    watcher.expect(412, asset["id"])
    _add_tag(console, "mine")
    _save(console)
    conflict = console.page.get_by_role("alert").filter(has_text="changed meanwhile")
    expect(conflict).to_contain_text("theirs")
    expect(conflict).to_contain_text("mine")
    conflict.get_by_role("button", name=choice).click()
    expect(conflict).to_have_count(0)
    assert owner("GET", f"/v1/assets/{asset['id']}").json()["tags"] == left
