"""Playwright's names, for everything here.

Playwright is no part of the development environment: `make browser` adds it. Without it these
modules can still be imported and typed, so that their tests say that they are skipped.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

INSTALLED = find_spec("playwright") is not None

if TYPE_CHECKING or INSTALLED:
    from playwright.sync_api import (  # type: ignore[import-not-found, unused-ignore]
        Browser,
        BrowserContext,
        ConsoleMessage,
        FilePayload,
        Locator,
        Page,
        Request,
        Response,
        Route,
        expect,
        sync_playwright,
    )
else:
    Browser = BrowserContext = ConsoleMessage = FilePayload = Locator = Page = Any
    Request = Response = Route = expect = sync_playwright = Any

__all__ = [
    "INSTALLED",
    "Browser",
    "BrowserContext",
    "ConsoleMessage",
    "FilePayload",
    "Locator",
    "Page",
    "Request",
    "Response",
    "Route",
    "expect",
    "sync_playwright",
]
