"""Pictures go up by the page's own dialog, and what becomes of them is seen without a reload."""

from __future__ import annotations

from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import picture
from tests.e2e.client import Client

DEVELOPED_MS = 30_000


def test_five_photos_become_ready_without_a_reload(console: Console, owner: Client) -> None:
    console.page.evaluate("window.stays = true")
    names = [f"walk-{number}.jpg" for number in range(5)]
    console.upload(*[(name, "image/jpeg", picture(n)) for n, name in enumerate(names)])
    expect(console.pictures).to_have_count(5, timeout=DEVELOPED_MS)
    for name in names:
        expect(console.picture(name)).to_be_visible()
    assert console.page.evaluate("window.stays")
    assert owner("GET", "/v1/gallery/stats").json()["assets"] == 5


def test_a_rejected_file_says_why_beside_its_thumbnail(console: Console) -> None:
    broken = picture(4)
    console.upload(("torn.jpg", "image/jpeg", broken[: len(broken) // 2]))
    entry = console.page.get_by_role("listitem").filter(has_text="torn.jpg")
    expect(entry).to_contain_text("broken_image", timeout=DEVELOPED_MS)
    reason = entry.inner_text()
    assert "." in reason.partition("torn.jpg")[2], "a sentence"
    entry.get_by_role("button", name="Dismiss").click()
    expect(entry).to_have_count(0)


def test_a_file_that_is_no_picture_is_refused_before_it_is_sent(
    console: Console, owner: Client
) -> None:
    console.choose(("notes.txt", "text/plain", b"no picture"))
    expect(console.dialog).to_contain_text("You can only upload")
    assert owner("GET", "/v1/gallery/stats").json()["assets"] == 0


def test_a_pasted_picture_opens_the_dialog(console: Console) -> None:
    expect(console.page.get_by_role("button", name="Upload").first).to_be_visible()
    console.paste("clip.jpg", "image/jpeg", picture(5))
    expect(console.dialog).to_contain_text("clip.jpg")
