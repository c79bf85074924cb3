"""A gallery of two hundred pictures: all are reached, and nothing moves while they load."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.driver import Locator, expect
from tests.browser.places import settle
from tests.browser.seeds import seed
from tests.e2e.client import Client

COUNT = 200
MOST_SHIFT = 0.02
SCROLLS = 200
_READ_SLOWLY = """
const asked = window.fetch
window.fetch = async (request) => {
  const isPage = new URL(request.url ?? request, location).pathname === '/v1/gallery'
  if (isPage) await new Promise((done) => setTimeout(done, 2500))
  return asked(request)
}
"""
"""A page of the gallery comes later than one gets to the end of the one before."""
_OBSERVE_SHIFTS = """
window.shifts = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value
}).observe({ type: 'layout-shift', buffered: true })
"""


@pytest.fixture(scope="module")
def crowd(system: dict[str, str]) -> Client:
    """Somebody with two hundred pictures, half of them tagged."""
    owner = Client(system["api"], f"crowd-{secrets.token_hex(4)}")
    seed(owner, COUNT // 2, tags=["first"])
    seed(owner, COUNT // 2)
    return owner


def test_scrolling_reaches_all_of_them(crowd: Client, sign_in: SignIn) -> None:
    console = sign_in(crowd)
    expect(console.page.get_by_text(f"{COUNT} pictures")).to_be_visible()
    assert console.pictures.count() < COUNT, "they come as one scrolls"
    _scroll_to_the_end(console)
    expect(console.pictures).to_have_count(COUNT)
    addresses = [link.get_attribute("href") for link in console.pictures.all()]
    assert len(set(addresses)) == COUNT


@pytest.mark.parametrize("network", ["", _READ_SLOWLY], ids=["quick", "slow"])
def test_nothing_moves_while_pictures_load(crowd: Client, sign_in: SignIn, network: str) -> None:
    console = sign_in(crowd)
    console.page.add_init_script(_OBSERVE_SHIFTS + network)
    console.page.reload()
    expect(console.pictures.first).to_be_visible()
    _scroll_to_the_end(console)
    expect(_loaded(console).last).to_be_visible()
    assert console.page.evaluate("window.shifts") < MOST_SHIFT


def test_every_picture_in_sight_is_sharp_enough_for_its_place(
    crowd: Client, sign_in: SignIn
) -> None:
    console = sign_in(crowd, device_scale_factor=1)
    first = _loaded(console).first
    first.scroll_into_view_if_needed()
    settle(console)
    shown: Any = first.evaluate("(img) => [img.naturalWidth, img.clientWidth, img.currentSrc]")
    natural, wide, source = shown
    assert natural >= wide * 0.9, source


def test_going_back_from_a_picture_finds_the_gallery_as_it_was_left(
    crowd: Client, sign_in: SignIn
) -> None:
    console = sign_in(crowd)
    far = console.pictures.nth(40)
    far.scroll_into_view_if_needed()
    name = far.get_attribute("href")
    far.click()
    expect(console.page.get_by_role("heading", level=1)).not_to_have_text("Gallery")
    console.page.go_back()
    expect(console.page.get_by_role("heading", name="Gallery")).to_be_attached()
    again = console.page.get_by_role("main").locator(f'a[href="{name}"]')
    expect(again).to_be_in_viewport()


def _loaded(console: Console) -> Locator:
    return console.pictures.get_by_role("img")


def _scroll_to_the_end(console: Console) -> None:
    """As with a quick wheel, 5,000 pixels a second, until there is no more to read."""
    console.page.get_by_role("main").hover()
    for _ in range(SCROLLS):
        before = console.page.evaluate("scrollY")
        console.page.mouse.wheel(0, 1000)
        console.page.wait_for_timeout(200)
        if console.page.evaluate("scrollY") == before and console.pictures.count() == COUNT:
            return
    raise AssertionError(f"no end after {SCROLLS} turns of the wheel")
