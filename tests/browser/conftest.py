"""A browser, people at it, and the system they use. Whatever a page does wrong fails its test."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest

from tests.browser import places
from tests.browser.console import Console
from tests.browser.driver import INSTALLED, Browser, Page, expect, sync_playwright
from tests.browser.systems import is_wanted
from tests.browser.systems import system as running_system
from tests.browser.watcher import Watcher
from tests.e2e.client import Client

TIMEOUT_MS = 20_000
"""For whatever should happen: on a machine that has other things to do."""
ARGUMENTS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
"""With a camera that shows a test picture, and leave to use it."""


class NewPage(Protocol):
    """A page of a browser that nobody has used before."""

    def __call__(self, **options: Any) -> Page: ...


class Launch(Protocol):
    """A browser of its own."""

    def __call__(self, *arguments: str) -> Browser: ...


class SignIn(Protocol):
    """The console, with this user signed in."""

    def __call__(self, owner: Client, **options: Any) -> Console: ...


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of a running system (api, aws, cdn). Skips where nobody has prepared it."""
    if not is_wanted() or not INSTALLED:
        pytest.skip("no browser: `make browser` installs and builds what this needs")
    with running_system(tmp_path_factory.mktemp("system")) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def launch(system: dict[str, str]) -> Iterator[Launch]:
    """Starts Debian's browser, without a window, with these arguments beside our own."""
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browsers = []

        def launched(*arguments: str) -> Browser:
            path, args = shutil.which("chromium"), [*ARGUMENTS, *arguments]
            browser = playwright.chromium.launch(
                executable_path=path, args=args, chromium_sandbox=False
            )
            browsers.append(browser)
            return browser

        yield launched
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def chromium(launch: Launch) -> Browser:
    """The browser that everybody uses."""
    return launch()


@pytest.fixture(scope="session")
def somebody(system: dict[str, str]) -> Client:
    """The owner whose pages `places` knows."""
    return places.somebody(system["api"])


@pytest.fixture
def user(system: dict[str, str]) -> Callable[[str], Client]:
    """Makes a user whom no other test knows; the name begins with this."""
    return lambda name: Client(system["api"], f"{name}-{secrets.token_hex(4)}")


@pytest.fixture
def owner(user: Callable[[str], Client]) -> Client:
    """Somebody without pictures."""
    return user("ann")


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    """Fails the test for what pages did wrong."""
    watching = Watcher()
    yield watching
    assert watching.faults() == []


@pytest.fixture
def new_page(system: dict[str, str], chromium: Browser, watcher: Watcher) -> Iterator[NewPage]:
    """Pages that share nothing with each other, as in private windows."""
    contexts = []

    def make(**options: Any) -> Page:
        settings = {"base_url": system["api"], "locale": "en-GB", "timezone_id": "Europe/Berlin"}
        context = chromium.new_context(**settings | options)
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        watcher.watch(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(new_page: NewPage) -> SignIn:
    """Through the issuer's own page, as people do."""

    def signed_in(owner: Client, **options: Any) -> Console:
        console = Console(new_page(**options))
        console.sign_in(owner.name)
        return console

    return signed_in


@pytest.fixture
def console(owner: Client, sign_in: SignIn) -> Console:
    """The page of somebody without pictures."""
    return sign_in(owner)
