"""Every page that there is to see, and how one gets there."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import picture, seed
from tests.e2e.client import Client

TRIES = 100
PAUSE_MS = 50
_STILL = """() => {
  const seen = (img) => {
    const { top, bottom, width } = img.getBoundingClientRect()
    return width > 0 && bottom > 0 && top < innerHeight
  }
  return !document.querySelector('[aria-busy=true]')
    && !document.body.innerText.includes('Loading…')
    && [...document.images].every((img) => img.complete || !seen(img))
    && document.getAnimations().every((each) => each.playState !== 'running')
}"""
Visit = Callable[[Console], None]


def gallery(console: Console) -> None:
    console.page.goto("about:blank")  # whatever is open or selected is forgotten
    console.page.goto("/#/")
    expect(console.pictures.first).to_be_visible()
    settle(console)


def filtering(console: Console) -> None:
    gallery(console)
    console.page.get_by_text("Filter", exact=True).click()


def selecting(console: Console) -> None:
    gallery(console)
    console.page.get_by_role("button", name="Select", exact=True).click()
    for number in (2, 3, 5):
        console.page.get_by_role("checkbox").nth(number).check()


def uploading(console: Console) -> None:
    gallery(console)
    files = [(f"beach-{n}.jpg", "image/jpeg", picture(n)) for n in range(3)]
    console.choose(*files)
    expect(console.dialog.get_by_role("img")).to_have_count(len(files))  # their thumbnails
    settle(console)


def asset(console: Console) -> None:
    gallery(console)
    console.pictures.first.click()
    expect(console.page.get_by_role("switch", name="Public")).to_be_visible()
    settle(console)


def asset_unfolded(console: Console) -> None:
    asset(console)
    for title in ("Name, tags and metadata", "Share", "Download", "Family"):
        console.unfold(title)
    settle(console)


def editing(console: Console) -> None:
    asset(console)
    console.page.get_by_role("button", name="Edit", exact=True).click()
    for name in ("Crop", "Resize"):
        console.page.get_by_role("button", name=name, exact=True).click()
    console.page.get_by_role("combobox", name="Filters and more").select_option("Sepia")
    console.page.get_by_role("button", name="Add", exact=True).click()
    settle(console)


def comparing(console: Console) -> None:
    asset(console)
    console.page.get_by_role("button", name="Before and after").click()
    expect(console.page.get_by_role("img", name="The source")).to_be_visible()
    settle(console)


def deleting(console: Console) -> None:
    asset(console)
    console.page.get_by_role("button", name="Delete", exact=True).click()


def shares(console: Console) -> None:
    console.page.goto("about:blank")
    console.page.goto("/#/shares")
    expect(console.page.get_by_role("main").get_by_text("photo-1.jpg", exact=True)).to_be_visible()
    settle(console)


def settle(console: Console) -> None:
    """Until every picture in sight is there, and nothing moves any more."""
    # Asked from here: what asks inside the page needs eval, which its policy forbids.
    for _ in range(TRIES):
        if console.page.evaluate(_STILL):
            return
        console.page.wait_for_timeout(PAUSE_MS)
    raise AssertionError("something still loads or moves")


OF_OWNER: dict[str, Visit] = {
    "gallery": gallery,
    "gallery-filtering": filtering,
    "gallery-selecting": selecting,
    "upload": uploading,
    "asset": asset,
    "asset-unfolded": asset_unfolded,
    "edit": editing,
    "before-and-after": comparing,
    "delete": deleting,
    "shares": shares,
}
"""For `somebody`, see below."""


def somebody(api: str) -> Client:
    """Twenty pictures, the newest made of another by an edit, some tagged or public; one share."""
    owner = Client(api, f"somebody-{secrets.token_hex(4)}")
    assets = seed(owner, 4, visibility="public") + seed(owner, 15, scale=2, tags=["sea", "walk"])
    owner("POST", f"/v1/assets/{assets[0]['id']}/shares", json={"expires_in": 86_400})
    sepia = {"operation": "filter", "type": "sepia"}
    recipe = {"operations": [sepia, {"operation": "rotate", "angle": 90}]}
    made = owner("POST", f"/v1/assets/{assets[-1]['id']}/edits", json=recipe)
    assert made.status_code == 201, made.text
    return owner
