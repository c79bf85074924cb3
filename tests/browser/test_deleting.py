"""One picture's own page: deleting it is asked twice, and what is gone says so."""

from __future__ import annotations

from tests.browser.conftest import SignIn
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.browser.watcher import Watcher
from tests.e2e.client import Client


def test_a_picture_is_deleted_after_a_second_yes(owner: Client, sign_in: SignIn) -> None:
    one, two = seed(owner, 2)
    console = sign_in(owner)
    console.open(one["id"])
    console.page.wait_for_load_state("networkidle")  # nothing is asked of what is gone
    console.page.get_by_role("button", name="Delete", exact=True).click()
    console.dialog.get_by_role("button", name="Keep it").click()
    expect(console.dialog).to_have_count(0)
    console.page.get_by_role("button", name="Delete", exact=True).click()
    console.dialog.get_by_role("button", name="Delete for ever").click()
    expect(console.pictures).to_have_count(1)
    expect(console.picture(two["filename"])).to_be_visible()
    assert owner("GET", f"/v1/assets/{one['id']}").status_code == 404


def test_what_is_not_there_says_so(owner: Client, sign_in: SignIn, watcher: Watcher) -> None:
    console = sign_in(owner)
    watcher.expect(404, "/v1/assets/")
    console.open("01890000-0000-7000-8000-000000000000")
    expect(console.page.get_by_role("heading", name="There is no such picture")).to_be_visible()
    expect(console.page.get_by_role("main")).to_contain_text("asset_not_found")
    console.page.get_by_role("link", name="To the gallery", exact=True).click()
    expect(console.page.get_by_role("heading", name="Gallery")).to_be_visible()
