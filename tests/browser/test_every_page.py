"""Every page, in light and dark and on a phone: nobody is left out, and each is photographed."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage, SignIn
from tests.browser.driver import Page, expect
from tests.browser.places import OF_OWNER, settle
from tests.browser.seeds import seed
from tests.browser.systems import SCREENSHOTS
from tests.e2e.client import Client

PHONE = {"width": 390, "height": 844}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE, "device_scale_factor": 2, "has_touch": True, "is_mobile": True},
}
looks = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(scope="module")
def somebody(system: dict[str, str]) -> Client:
    """Twenty pictures, the newest made of another by an edit, some tagged or public; one share."""
    owner = Client(system["api"], f"somebody-{secrets.token_hex(4)}")
    assets = seed(owner, 4, visibility="public") + seed(owner, 15, scale=2, tags=["sea", "walk"])
    owner("POST", f"/v1/assets/{assets[0]['id']}/shares", json={"expires_in": 86_400})
    recipe = {
        "operations": [
            {"operation": "filter", "type": "sepia"},
            {"operation": "rotate", "angle": 90},
        ]
    }
    made = owner("POST", f"/v1/assets/{assets[-1]['id']}/edits", json=recipe)
    assert made.status_code == 201, made.text
    return owner


@looks
def test_of_an_owner(somebody: Client, sign_in: SignIn, look: str) -> None:
    console = sign_in(somebody, **LOOKS[look])
    found = {}
    for name, visit in OF_OWNER.items():
        visit(console)
        found[name] = _looked_at(console.page, f"{name}-{look}")
        console.page.goto("about:blank")
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


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2560])
def test_nothing_is_wider_than_the_window(somebody: Client, sign_in: SignIn, width: int) -> None:
    console = sign_in(somebody, viewport={"width": width, "height": 800})
    wide = {}
    for name in ("gallery", "gallery-selecting", "asset-unfolded", "edit", "shares"):
        OF_OWNER[name](console)
        wide[name] = console.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        console.page.goto("about:blank")
    assert {name: over for name, over in wide.items() if over > 0} == {}


def test_nothing_moves_for_who_asked_for_stillness(somebody: Client, sign_in: SignIn) -> None:
    console = sign_in(somebody, reduced_motion="reduce")
    lively = {}
    for name in ("gallery", "upload", "asset", "delete"):
        OF_OWNER[name](console)
        lively[name] = console.page.evaluate(_LIVELY)
        console.page.goto("about:blank")
    assert {name: moving for name, moving in lively.items() if moving} == {}


_LIVELY = """[...document.querySelectorAll('*')].filter((element) => {
  const { transitionDuration, animationName, animationDuration, transitionProperty } =
    getComputedStyle(element)
  const long = (text) => text.split(',').some((each) => parseFloat(each) > 0.02)
  const moves = /all|transform|inset|top|left|right|bottom|width|height|margin/
  return (long(transitionDuration) && moves.test(transitionProperty))
    || (animationName !== 'none' && long(animationDuration))
}).map((element) => `${element.tagName}.${element.getAttribute('class')}`).slice(0, 9)"""


def _looked_at(page: Page, name: str) -> list[str]:
    """Take a picture of it; what axe-core finds wrong."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    found: list[str] = violations(page)
    return found
