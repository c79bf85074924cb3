"""Every width of a window, and people whom motion makes ill."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SignIn
from tests.browser.driver import expect
from tests.browser.places import OF_OWNER
from tests.e2e.client import Client

WIDE = (
    "gallery", "gallery-selecting", "asset-unfolded", "edit", "shares", "create", "instruction",
    "recording", "asset-variations",
)  # fmt: skip


@pytest.mark.parametrize("width", [320, 768, 2560])
def test_nothing_is_wider_than_the_window(somebody: Client, sign_in: SignIn, width: int) -> None:
    console = sign_in(somebody, viewport={"width": width, "height": 800})
    wide = {}
    for name in WIDE:
        OF_OWNER[name](console)
        wide[name] = console.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {name: over for name, over in wide.items() if over > 0} == {}


def test_on_a_phone_the_bar_is_one_line(somebody: Client, sign_in: SignIn) -> None:
    """What stays in place below it counts on that."""
    console = sign_in(somebody, viewport={"width": 390, "height": 844})
    for name in ("Gallery", "Create", "Shares"):
        console.page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(console.page.get_by_role("heading", name=name, level=1)).to_be_visible()
        box = console.page.get_by_role("banner").bounding_box()
        assert box is not None
        assert box["height"] < 64


def test_nothing_moves_for_who_asked_for_stillness(somebody: Client, sign_in: SignIn) -> None:
    console = sign_in(somebody, reduced_motion="reduce")
    lively = {}
    for name in ("gallery", "upload", "asset", "delete", "recording", "create"):
        OF_OWNER[name](console)
        lively[name] = console.page.evaluate(_LIVELY)
    assert {name: moving for name, moving in lively.items() if moving} == {}


_LIVELY = """[...document.querySelectorAll('*')].filter((element) => {
  const { transitionDuration, animationName, animationDuration, transitionProperty } =
    getComputedStyle(element)
  const long = (text) => text.split(',').some((each) => parseFloat(each) > 0.02)
  const moves = /all|transform|inset|top|left|right|bottom|width|height|margin/
  return (long(transitionDuration) && moves.test(transitionProperty))
    || (animationName !== 'none' && long(animationDuration))
}).map((element) => `${element.tagName}.${element.getAttribute('class')}`).slice(0, 9)"""
