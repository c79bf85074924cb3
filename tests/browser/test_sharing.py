"""A link for somebody without an account: made, opened, revoked."""

from __future__ import annotations

from tests.browser.conftest import NewPage, SignIn
from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.browser.watcher import Watcher
from tests.e2e.client import Client


def _link_of(console: Console, asset_id: str) -> str:
    """Make one; what it is."""
    console.open(asset_id)
    console.unfold("Share")
    console.page.get_by_role("combobox", name="For").select_option("a day")
    console.page.get_by_role("button", name="Make a link").click()
    link: str = console.page.get_by_role("textbox", name="The link").input_value()
    return link


def test_a_link_opens_the_picture_until_it_is_revoked(
    owner: Client, sign_in: SignIn, new_page: NewPage, watcher: Watcher
) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    link = _link_of(console, asset["id"])
    seen = new_page().goto(link)
    assert seen is not None
    assert seen.status == 200
    assert seen.headers["content-type"].startswith("image/")

    console.page.get_by_role("button", name="Revoke").click()
    expect(console.page.get_by_role("button", name="Revoke")).to_have_count(0)
    watcher.expect(404, "/v1/shared/")
    refused = new_page().goto(link)
    assert refused is not None
    assert refused.status == 404


def test_all_links_are_on_one_page_and_end_there_too(
    owner: Client, sign_in: SignIn, new_page: NewPage, watcher: Watcher
) -> None:
    one, two = seed(owner, 2)
    console = sign_in(owner)
    links = {asset["filename"]: _link_of(console, asset["id"]) for asset in (one, two)}
    console.page.get_by_role("navigation", name="Main").get_by_role("link", name="Shares").click()
    rows = console.page.get_by_role("main").get_by_role("listitem")
    expect(rows).to_have_count(2)
    name = f"Revoke the link to {one['filename']}"
    console.page.get_by_role("button", name=name).click()
    expect(rows).to_have_count(1)
    watcher.expect(404, "/v1/shared/")
    gone, left = (new_page().goto(links[each["filename"]]) for each in (one, two))
    assert gone is not None
    assert left is not None
    assert (gone.status, left.status) == (404, 200)


def test_nothing_shared_says_how_to_begin(console: Console) -> None:
    console.page.get_by_role("navigation", name="Main").get_by_role("link", name="Shares").click()
    expect(console.page.get_by_role("heading", name="Nothing is shared")).to_be_visible()
