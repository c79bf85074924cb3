"""The main ways with a keyboard alone: nothing here uses a pointer."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewPage, SignIn
from tests.browser.console import Console
from tests.browser.driver import Locator, Page, expect
from tests.browser.seeds import seed
from tests.e2e.client import Client

TABS = 60
_RINGED = """(element) => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
  return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'
}"""
_FOCUSED = "(element) => element === document.activeElement"


def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus, and look that it shows."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if target.count() == 1 and target.evaluate(_FOCUSED):
            assert target.evaluate(_RINGED), f"{target} has the focus, and does not show it"
            return
    raise AssertionError(f"{target} is not reached by {TABS} tabs")


def test_signing_in(new_page: NewPage, owner: Client) -> None:
    page = new_page()
    page.goto("/")
    button = page.get_by_role("button", name="Sign in")
    expect(button).to_be_visible()
    _tab_to(page, button)
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox")
    expect(box).to_be_visible()
    _tab_to(page, box)
    page.keyboard.type(owner.name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No pictures yet")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text(owner.name)


@pytest.fixture
def three(owner: Client, sign_in: SignIn) -> Console:
    """Somebody with three pictures, at the gallery."""
    seed(owner, 3)
    console = sign_in(owner)
    expect(console.pictures).to_have_count(3)
    return console


def test_the_first_tab_leads_past_the_head_of_the_page(three: Console) -> None:
    three.page.reload()
    expect(three.pictures).to_have_count(3)
    three.page.keyboard.press("Tab")
    skip = three.page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate(_FOCUSED)
    three.page.keyboard.press("Enter")
    assert three.page.get_by_role("main").evaluate(_FOCUSED)


def test_opening_a_picture_going_on_and_coming_back(three: Console) -> None:
    page = three.page
    _tab_to(page, three.picture("photo-3.jpg"))
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("photo-3.jpg")
    expect(page.get_by_role("switch", name="Public")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text("photo-2.jpg")
    page.keyboard.press("ArrowLeft")
    expect(title).to_have_text("photo-3.jpg")
    _tab_to(page, page.get_by_role("main").get_by_role("link", name="Gallery"))
    page.keyboard.press("Enter")
    expect(three.pictures).to_have_count(3)


def test_zooming(three: Console) -> None:
    page = three.page
    three.picture("photo-3.jpg").press("Enter")
    stage = page.get_by_role("group", name="The picture")
    _tab_to(page, stage)
    zoom = page.get_by_role("group", name="Zoom", exact=True)
    expect(zoom).to_contain_text("100")
    page.keyboard.press("+")
    expect(zoom).not_to_contain_text("100")
    page.keyboard.press("0")
    expect(zoom).to_contain_text("100")


def test_publishing(three: Console, owner: Client) -> None:
    page = three.page
    three.picture("photo-1.jpg").press("Enter")
    switch = page.get_by_role("switch", name="Public")
    expect(switch).to_be_visible()
    _tab_to(page, switch)
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="Public")).to_contain_text("Anybody")
    assert owner("GET", "/v1/gallery?visibility=public").json()["count"] == 1


def test_selecting_and_deleting_with_a_way_back(three: Console, owner: Client) -> None:
    page = three.page
    _tab_to(page, page.get_by_role("button", name="Select", exact=True))
    page.keyboard.press("Enter")
    _tab_to(page, three.box("photo-2.jpg"))
    page.keyboard.press("Space")
    expect(three.toolbar).to_contain_text("1 picture selected")
    delete = three.toolbar.get_by_role("button", name="Delete")
    delete.focus()
    page.keyboard.press("Enter")
    expect(three.pictures).to_have_count(2)
    _tab_to(page, three.notices.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    expect(three.pictures).to_have_count(3)


def test_a_deletion_that_is_asked_twice(three: Console) -> None:
    page = three.page
    three.picture("photo-1.jpg").press("Enter")
    delete = page.get_by_role("button", name="Delete", exact=True)
    expect(delete).to_be_visible()
    _tab_to(page, delete)
    page.keyboard.press("Enter")
    expect(three.dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(three.dialog).to_have_count(0)
    assert delete.evaluate(_FOCUSED), "the focus comes back"
    page.keyboard.press("Enter")
    _tab_to(page, three.dialog.get_by_role("button", name="Delete for ever"))
    page.keyboard.press("Enter")
    expect(three.pictures).to_have_count(2)


def test_the_uploads_dialog_holds_the_focus_and_gives_it_back(three: Console) -> None:
    page = three.page
    upload = page.get_by_role("button", name="Upload", exact=True)
    _tab_to(page, upload)
    page.keyboard.press("Enter")
    expect(three.dialog).to_be_visible()
    _tab_to(page, three.dialog.get_by_role("button", name="browse files"))
    inside = "(dialog) => dialog.contains(document.activeElement)"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert three.dialog.evaluate(inside)
    page.keyboard.press("Escape")
    expect(three.dialog).to_have_count(0)
    assert upload.evaluate(_FOCUSED), "the focus comes back"


def test_editing(three: Console, owner: Client) -> None:
    page = three.page
    three.picture("photo-1.jpg").press("Enter")
    _tab_to(page, page.get_by_role("button", name="Edit", exact=True))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("button", name="Turn left"))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("button", name="Make the new picture"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Before and after")).to_be_visible(timeout=20_000)
    assert owner("GET", "/v1/gallery?kind=processed").json()["count"] == 1
