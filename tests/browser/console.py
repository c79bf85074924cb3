"""The console as its users know it: by roles and names, never by its insides."""

from __future__ import annotations

from tests.browser.driver import Page, expect


class Console:
    """One page of it, in one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, name: str) -> None:
        """As this user, by the issuer's page; ends in the gallery."""
        self.page.goto("/")
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("textbox").fill(name)
        self.page.get_by_role("textbox").press("Enter")
        expect(self.page.get_by_role("heading", name="Gallery")).to_be_visible()
