"""Public and private: what somebody else sees in a window of their own."""

from __future__ import annotations

from tests.browser.conftest import NewPage, SignIn
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.e2e.client import Client


def test_a_published_picture_is_anybodys_until_it_is_private_again(
    owner: Client, sign_in: SignIn, new_page: NewPage
) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    console.open(asset["id"])
    switch = console.page.get_by_role("switch", name="Public")
    panel = console.page.get_by_role("region", name="Public")
    expect(switch).not_to_be_checked()
    switch.click()
    expect(panel).to_contain_text("Anybody who has the address sees it")
    expect(switch).to_be_checked()
    address = panel.get_by_role("link").get_attribute("href")
    assert address is not None
    assert "Signature" not in address

    seen = new_page().goto(address)
    assert seen is not None
    assert seen.status == 200
    assert seen.headers["content-type"] == "image/webp"

    switch.click()
    expect(panel).to_contain_text("Only you see it")
    # Asked for, not shown: the browser's own view of a refusal breaks its policy.
    assert new_page().request.get(address).status == 403
    assert owner("GET", f"/v1/assets/{asset['id']}").json()["visibility"] == "private"


def test_the_gallery_knows_what_the_pictures_page_changed(owner: Client, sign_in: SignIn) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    console.picture(asset["filename"]).click()
    console.page.get_by_role("switch", name="Public").click()
    expect(console.page.get_by_role("switch", name="Public")).to_be_checked()
    expect(console.page.get_by_role("region", name="Public")).to_contain_text("Anybody")
    console.page.get_by_role("main").get_by_role("link", name="Gallery").click()
    expect(console.page.get_by_text("1 public")).to_be_visible()
