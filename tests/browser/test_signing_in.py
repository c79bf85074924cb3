"""Who is who: sign-in by the issuer's own page, and nobody sees what is another's."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.conftest import NewPage, SignIn
from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.browser.watcher import Watcher
from tests.e2e.client import Client


def test_nobody_sees_anything_before_signing_in(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/#/shares")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_two_users_do_not_see_each_others_pictures(
    user: Callable[[str], Client], sign_in: SignIn, watcher: Watcher
) -> None:
    ann, bob = user("ann"), user("bob")
    [of_ann], [of_bob] = seed(ann, 1), seed(bob, 1, tags=["bobs"])
    for who, own, other in ((ann, of_ann, of_bob), (bob, of_bob, of_ann)):
        console = sign_in(who)
        expect(console.pictures).to_have_count(1)
        expect(console.page.get_by_role("banner")).to_contain_text(who.name)
        console.open(own["id"])
        expect(console.page.get_by_role("heading", level=1)).to_have_text(own["filename"])
        watcher.expect(404, f"/v1/assets/{other['id']}")
        console.open(other["id"])
        heading = console.page.get_by_role("heading", level=1)
        expect(heading).to_have_text("There is no such picture")


def test_signing_out_leaves_nothing_to_see(owner: Client, sign_in: SignIn) -> None:
    seed(owner, 1)
    console = sign_in(owner)
    expect(console.pictures).to_have_count(1)
    console.page.get_by_role("button", name="Sign out").click()
    expect(console.page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(console.page.get_by_role("img")).to_have_count(0)


def test_a_reload_keeps_the_user_and_the_place(console: Console) -> None:
    console.page.get_by_role("link", name="Shares").click()
    console.page.reload()
    expect(console.page.get_by_role("heading", name="Shares")).to_be_visible()
