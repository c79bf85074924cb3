"""Every width of a window, and people whom motion makes ill."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SignIn
from tests.browser.places import OF_OWNER
from tests.e2e.client import Client


@pytest.mark.parametrize("width", [320, 768, 2560])
def test_nothing_is_wider_than_the_window(somebody: Client, sign_in: SignIn, width: int) -> None:
    console = sign_in(somebody, viewport={"width": width, "height": 800})
    wide = {}
    for name in ("gallery", "gallery-selecting", "asset-unfolded", "edit", "shares"):
        OF_OWNER[name](console)
        wide[name] = console.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {name: over for name, over in wide.items() if over > 0} == {}


def test_nothing_moves_for_who_asked_for_stillness(somebody: Client, sign_in: SignIn) -> None:
    console = sign_in(somebody, reduced_motion="reduce")
    lively = {}
    for name in ("gallery", "upload", "asset", "delete"):
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
