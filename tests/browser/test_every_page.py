"""Every page, in light and dark and on a phone: nobody is left out, and each is photographed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage, SignIn
from tests.browser.driver import Page, expect
from tests.browser.places import OF_OWNER, settle
from tests.browser.systems import SCREENSHOTS
from tests.e2e.client import Client

PHONE = {"width": 390, "height": 844}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "device_scale_factor": 2, "has_touch": True, "is_mobile": True},
}
looks = pytest.mark.parametrize("look", LOOKS)


@looks
def test_of_an_owner(somebody: Client, sign_in: SignIn, look: str) -> None:
    console = sign_in(somebody, **LOOKS[look])
    found = {}
    for name, visit in OF_OWNER.items():
        visit(console)
        found[name] = _looked_at(console.page, f"{name}-{look}")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@looks
def test_before_signing_in(new_page: NewPage, look: str) -> None:
    page = new_page(**LOOKS[look])
    page.goto("/")
    button = page.get_by_role("button", name="Sign in")
    expect(button).to_be_visible()
    found = _looked_at(page, f"sign-in-{look}")
    button.click()
    expect(page.get_by_role("textbox")).to_be_visible()
    assert found + _looked_at(page, f"issuer-{look}") == []


@looks
def test_without_pictures(owner: Client, sign_in: SignIn, look: str) -> None:
    console = sign_in(owner, **LOOKS[look])
    expect(console.page.get_by_role("heading", name="No pictures yet")).to_be_visible()
    settle(console)
    found = _looked_at(console.page, f"gallery-empty-{look}")
    console.page.get_by_role("link", name="Shares", exact=True).click()
    expect(console.page.get_by_role("heading", name="Nothing is shared")).to_be_visible()
    assert found + _looked_at(console.page, f"shares-empty-{look}") == []


def _looked_at(page: Page, name: str) -> list[str]:
    """Take a picture of it; what axe-core finds wrong."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    found: list[str] = violations(page)
    return found
