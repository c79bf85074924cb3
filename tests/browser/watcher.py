"""Listens to a browser, and keeps what a healthy page never does."""

from __future__ import annotations

from tests.browser.driver import BrowserContext, ConsoleMessage, Page, Request, Response

# Judged by its request, which says more.
_LOADING = "Failed to load resource"
# A page that is left gives up what it was asking for.
_GIVEN_UP = "net::ERR_ABORTED"
_TELL_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) =>
  console.error(`${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile})`))
"""


class Watcher:
    """Console errors, uncaught exceptions, CSP violations, and requests that came to nothing."""

    def __init__(self) -> None:
        self._faults: list[str] = []
        self._expected: list[tuple[int, str]] = []
        self._met: set[tuple[int, str]] = set()
        self._allowed: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """From now on, every page of this context."""
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("page", self._watch_page)
        context.on("response", self._on_response)
        context.on("requestfailed", self._on_failure)

    def expect(self, status: int, part: str) -> None:
        """An answer of this status, from an address with this part, is no fault but wanted."""
        self._expected.append((status, part))

    def allow(self, part: str) -> None:
        """A console error with this in it, which a library writes of what was expected."""
        self._allowed.append(part)

    def faults(self) -> list[str]:
        """What went wrong, in order, and what was expected but did not come."""
        missing = [each for each in self._expected if each not in self._met]
        return self._faults + [f"no {status} of …{part}…" for status, part in missing]

    def _watch_page(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._faults.append(f"uncaught: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        allowed = any(part in message.text for part in self._allowed)
        if message.type == "error" and not allowed and not message.text.startswith(_LOADING):
            self._faults.append(f"console: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status < 400:
            return
        wanted = [
            (status, part)
            for status, part in self._expected
            if status == response.status and part in response.url
        ]
        self._met.update(wanted)
        if not wanted:
            asked = f"{response.request.method} {response.url}"
            self._faults.append(f"{response.status} of {asked}")

    def _on_failure(self, request: Request) -> None:
        if request.failure != _GIVEN_UP:
            self._faults.append(f"{request.failure} of {request.method} {request.url}")
