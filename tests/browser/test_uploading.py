"""Pictures go up by the page's own dialog, and what becomes of them is seen without a reload."""

from __future__ import annotations

import re

from tests.browser.console import Console
from tests.browser.driver import Route, expect
from tests.browser.places import PAUSE_MS, TRIES
from tests.browser.seeds import picture
from tests.browser.watcher import Watcher
from tests.e2e.client import Client

DEVELOPED_MS = 30_000
TO_S3 = re.compile(r"-uploads/?(\?|$)")


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


def test_a_picture_that_is_dropped_anywhere_opens_the_dialog(console: Console) -> None:
    expect(console.page.get_by_role("button", name="Upload").first).to_be_visible()
    console.drop("dropped.jpg", "image/jpeg", picture(6))
    expect(console.dialog).to_contain_text("dropped.jpg")


def test_a_picture_is_taken_with_the_camera(console: Console) -> None:
    console.page.get_by_role("button", name="Upload", exact=True).click()
    console.dialog.get_by_role("tab", name="Camera").click()
    console.dialog.get_by_role("button", name="Take a picture").click()
    console.dialog.get_by_role("button", name="Submit recorded file").click()
    console.dialog.get_by_role("button", name="Upload 1 file").click()
    expect(console.pictures).to_have_count(1, timeout=DEVELOPED_MS)


def test_what_could_not_be_sent_is_sent_again_with_another_ticket(
    console: Console, owner: Client, watcher: Watcher
) -> None:
    watcher.expect(403, "-uploads")
    watcher.allow("S3 returned 403")
    watcher.allow("x-amz-error-code")
    refusals = iter([403])

    def answer(route: Route) -> None:
        if status := next(refusals, None):
            allowed = {"Access-Control-Allow-Origin": "*"}
            route.fulfill(status=status, headers=allowed, body="<Error/>")
        else:
            route.continue_()

    console.page.route(TO_S3, answer)
    console.choose(("again.jpg", "image/jpeg", picture(7)))
    console.dialog.get_by_role("button", name="Upload 1 file").click()
    console.dialog.get_by_role("button", name="Retry").first.click()
    expect(console.pictures).to_have_count(1, timeout=DEVELOPED_MS)
    counted = owner("GET", "/v1/gallery/stats").json()["by_status"]
    assert counted == {"pending": 0, "ready": 1, "rejected": 0}


def test_an_upload_is_paused_and_goes_on(console: Console) -> None:
    held: list[Route] = []

    def answer(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)  # it hangs, as on a bad line

    console.page.route(TO_S3, answer)
    console.choose(("slow.jpg", "image/jpeg", picture(8)))
    console.dialog.get_by_role("button", name="Upload 1 file").click()
    for _ in range(TRIES):
        if held:
            break
        console.page.wait_for_timeout(PAUSE_MS)
    assert held, "nothing was sent that could be paused"
    console.dialog.get_by_role("button", name=re.compile("^Pause")).first.click()
    console.dialog.get_by_role("button", name=re.compile("^Resume")).first.click()
    expect(console.pictures).to_have_count(1, timeout=DEVELOPED_MS)
