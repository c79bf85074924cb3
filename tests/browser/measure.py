"""How soon a gallery of two hundred pictures is there: `python -m tests.browser.measure`.

Each load begins with an empty cache. Largest contentful paint (LCP) is when the largest picture or
text in sight was painted (https://www.w3.org/TR/largest-contentful-paint/). Total blocking time
(TBT) is what tasks of the page took beyond 50 ms each, from the first paint until it is quiet
(https://web.dev/articles/tbt).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.browser.conftest import ARGUMENTS
from tests.browser.console import Console
from tests.browser.driver import Page, expect, sync_playwright
from tests.browser.installing import Unavailable, install
from tests.browser.places import settle
from tests.browser.seeds import seed
from tests.browser.systems import system
from tests.e2e.client import Client

COUNT = 200
LOADS = 5
QUIET_MS = 2000
SLOWER = (1, 4)
"""As fast as this machine, and a quarter of that: a phone of the middle class."""
_OBSERVE = """
window.paint = { lcp: 0, fcp: 0, tasks: [] }
const listen = (type, note) => {
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(note))
  observer.observe({ type, buffered: true })
}
listen('largest-contentful-paint', (entry) => { paint.lcp = entry.startTime })
listen('paint', (entry) => {
  if (entry.name === 'first-contentful-paint') paint.fcp = entry.startTime
})
listen('longtask', (entry) => paint.tasks.push([entry.startTime, entry.duration]))
"""


def main() -> int:
    try:
        install()
    except Unavailable as exc:
        print(f"Nothing measured: {exc}.")
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="darkroom-") as scratch,
        system(Path(scratch)) as addresses,
        sync_playwright() as playwright,
    ):
        owner = Client(addresses["api"], "crowd")
        seed(owner, COUNT, scale=2)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS, chromium_sandbox=False
        )
        page = browser.new_page(base_url=addresses["api"])
        Console(page).sign_in(owner.name)
        page.add_init_script(_OBSERVE)
        print(f"gallery of {COUNT}, 1280 x 720, median of {LOADS} loads with an empty cache")
        for slower in SLOWER:
            _print(slower, [_load(page, slower) for _ in range(LOADS)])
        browser.close()
    return 0


def _load(page: Page, slower: int) -> tuple[float, float, float]:
    """First contentful paint, largest contentful paint, total blocking time; ms."""
    tools = page.context.new_cdp_session(page)
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.reload()
    console = Console(page)
    expect(console.pictures.first).to_be_visible()
    settle(console)
    page.wait_for_timeout(QUIET_MS)
    seen = page.evaluate("paint")
    tools.detach()
    blocked = sum(
        max(0.0, duration - 50) for start, duration in seen["tasks"] if start >= seen["fcp"]
    )
    return seen["fcp"], seen["lcp"], blocked


def _print(slower: int, loads: list[tuple[float, float, float]]) -> None:
    first, largest, blocked = (median(column) for column in zip(*loads, strict=True))
    speed = "as fast as it is" if slower == 1 else f"{slower} times slower"
    print(f"{speed:18} FCP {first:5.0f} ms   LCP {largest:5.0f} ms   TBT {blocked:5.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
