"""The README's picture of the page: `python -m tests.browser.picture PATH.jpg`.

A gallery of twenty, in light, 1280 × 800.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.browser.conftest import ARGUMENTS
from tests.browser.console import Console
from tests.browser.driver import Page, sync_playwright
from tests.browser.installing import Unavailable, install
from tests.browser.places import gallery
from tests.browser.seeds import seed
from tests.browser.systems import system
from tests.e2e.client import Client

QUALITY = 80
"""Of the JPEG: about 150 kB."""


def main(path: str) -> int:
    try:
        install()
    except Unavailable as exc:
        print(f"No picture: {exc}.")
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="darkroom-") as scratch,
        system(Path(scratch)) as addresses,
        sync_playwright() as playwright,
    ):
        owner = Client(addresses["api"], "alice")
        seed(owner, 4, visibility="public")
        seed(owner, 16, scale=2)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS, chromium_sandbox=False
        )
        page: Page = browser.new_page(
            base_url=addresses["api"], viewport={"width": 1280, "height": 800}, locale="en-GB"
        )
        console = Console(page)
        console.sign_in(owner.name)
        gallery(console)
        page.mouse.move(0, 0)
        page.screenshot(path=path, type="jpeg", quality=QUALITY)
        browser.close()
    print(f"{path}: {Path(path).stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
