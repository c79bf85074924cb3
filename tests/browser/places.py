"""Every page that there is to see, and how one gets there."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from tests.browser.asking import made
from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import picture, seed
from tests.e2e.client import Client

MADE_MS = 30_000
"""A few pictures, on a machine that has other things to do."""
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
    # The newest photo: what this suite generates is newer.
    console.page.get_by_role("main").get_by_role("link", name=re.compile("^photo-")).first.click()
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


def asset_with_more(console: Console) -> None:
    asset(console)
    console.unfold("Variations and refinement")
    console.page.get_by_role("heading", name="Refine", exact=True).scroll_into_view_if_needed()
    settle(console)


def instructing(console: Console) -> None:
    """What the words come to is shown; one of them is not understood."""
    asset(console)
    console.instruct("make it brighter and add a dragon")
    expect(console.page.get_by_role("button", name="Do it")).to_be_visible()
    settle(console)


def recording(console: Console) -> None:
    asset(console)
    console.page.get_by_role("button", name="Speak").click()
    expect(console.page.get_by_role("button", name="Done")).to_be_focused()


def creating(console: Console) -> None:
    """Before anything was asked for on this page, with what was asked for earlier."""
    console.page.goto("about:blank")
    console.page.goto("/#/create")
    expect(console.page.get_by_role("heading", name="Earlier")).to_be_visible()
    expect(console.page.get_by_text("images of today")).to_be_visible()
    console.page.get_by_text("More: style").click()
    settle(console)


def created(console: Console) -> None:
    creating(console)
    console.wish("misty hills in the morning, soft greens")
    console.page.get_by_role("radio", name="2", exact=True).check()
    console.page.get_by_role("button", name="Create").click()
    region = console.page.get_by_role("region", name="Just made")
    expect(region.get_by_role("img")).to_have_count(2, timeout=MADE_MS)
    settle(console)


def generated(console: Console) -> None:
    """The asset page of a picture that was made of words."""
    created(console)
    console.page.get_by_role("region", name="Just made").get_by_role("link").first.click()
    expect(console.page.get_by_role("button", name="Ask again")).to_be_visible()
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
    "asset-variations": asset_with_more,
    "instruction": instructing,
    "recording": recording,
    "create": creating,
    "created": created,
    "asset-generated": generated,
}
"""For `somebody`, see below."""


def somebody(api: str) -> Client:
    """Two pictures made of words; then twenty, the newest made of another by an edit, some tagged
    or public; one share."""
    owner = Client(api, f"somebody-{secrets.token_hex(4)}")
    made(owner, "a calm sea at dusk, warm light", number=2, side=640)
    assets = seed(owner, 4, visibility="public") + seed(owner, 15, scale=2, tags=["sea", "walk"])
    owner("POST", f"/v1/assets/{assets[0]['id']}/shares", json={"expires_in": 86_400})
    sepia = {"operation": "filter", "type": "sepia"}
    recipe = {"operations": [sepia, {"operation": "rotate", "angle": 90}]}
    edited = owner("POST", f"/v1/assets/{assets[-1]['id']}/edits", json=recipe)
    assert edited.status_code == 201, edited.text
    return owner
