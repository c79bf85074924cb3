"""The tools these tests rely on do find what is wrong."""

from __future__ import annotations

from tests.browser.accessibility import violations
from tests.browser.conftest import NewPage
from tests.browser.driver import Browser, Page, Route
from tests.browser.watcher import Watcher

HTML = """<!doctype html>
<html lang="en">
<title>Wrong in every way</title>
<link rel="icon" href="data:,">
<main><h1>Wrong</h1><input></main>
<script src="/wrong.js"></script>
</html>
"""
SCRIPT = """
console.error('said')
fetch('/nothing')
document.head.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }))
setTimeout(() => { throw new Error('thrown') })
"""
POLICY = "default-src 'none'; script-src 'self'; img-src data:; connect-src 'self'"


def test_whatever_goes_wrong_in_a_page_is_kept(chromium: Browser) -> None:
    watching = Watcher()
    context = chromium.new_context()
    watching.watch(context)
    page = _wrong(context.new_page())
    page.goto("http://wrong.test/")
    page.wait_for_load_state("networkidle")
    kept = "\n".join(watching.faults())
    context.close()
    for part in (
        "console: said",
        "uncaught: thrown",
        "style-src-elem forbids inline",
        "404 of GET",
    ):
        assert part in kept


def test_what_was_expected_and_did_not_come_is_a_fault() -> None:
    watching = Watcher()
    watching.expect(412, "/v1/assets/")
    assert watching.faults() == ["no 412 of …/v1/assets/…"]


def test_axe_finds_a_field_without_a_name(new_page: NewPage) -> None:
    page = new_page()
    page.set_content(HTML.replace('<script src="/wrong.js"></script>', ""))
    [found] = violations(page)
    assert found.startswith("label: ")


def _wrong(page: Page) -> Page:
    def answer(route: Route) -> None:
        if route.request.url.endswith("/wrong.js"):
            route.fulfill(content_type="text/javascript", body=SCRIPT)
        elif route.request.url.endswith("/nothing"):
            route.fulfill(status=404)
        else:
            headers = {"Content-Type": "text/html", "Content-Security-Policy": POLICY}
            route.fulfill(headers=headers, body=HTML)

    page.route("http://wrong.test/**", answer)
    return page
