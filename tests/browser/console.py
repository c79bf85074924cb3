"""The console as its users know it: by roles and names, never by its insides."""

from __future__ import annotations

import base64
import re

from tests.browser.driver import FilePayload, Locator, Page, expect

SENT_MS = 15_000
File = tuple[str, str, bytes]
"""Name, type, bytes."""

_CARRIED = """
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0))
  const carried = new DataTransfer()
  carried.items.add(new File([bytes], name, { type }))
"""
_PASTE = f"""([name, type, data]) => {{{_CARRIED}
  const event = {{ clipboardData: carried, bubbles: true }}
  document.body.dispatchEvent(new ClipboardEvent('paste', event))
}}"""
_DROP = f"""([name, type, data]) => {{{_CARRIED}
  const event = {{ dataTransfer: carried, bubbles: true, cancelable: true }}
  for (const kind of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(kind, event))
}}"""


class Console:
    """One page of it, in one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, name: str) -> None:
        """As this user, by the issuer's page; ends in the gallery."""
        self.page.goto("/")
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("textbox").fill(name)
        self.page.get_by_role("textbox").press("Enter")
        expect(self.page.get_by_role("heading", name="Gallery")).to_be_visible()
        # The gallery has been read: it is full, or it says that there is nothing.
        expect(self.page.get_by_role("main").locator("[aria-busy=true]")).to_have_count(0)

    @property
    def pictures(self) -> Locator:
        """Those of the gallery: each is a link with its name and time."""
        return self.page.get_by_role("main").get_by_role("link", name=re.compile(r"\.\w+, "))

    def picture(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(f"^{re.escape(name)}, "))

    def box(self, name: str) -> Locator:
        """What selects that picture."""
        return self.page.get_by_role("checkbox", name=f"Select {name}", exact=True)

    def open(self, asset_id: str) -> None:
        """That asset's page, as a link that somebody kept."""
        self.page.goto(f"/#/assets/{asset_id}")

    def unfold(self, title: str) -> None:
        """A section of the asset's page, unless it is open already."""
        section = self.page.get_by_role("group").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        )
        if section.get_attribute("open") is None:
            section.get_by_role("heading", name=title, exact=True).click()

    def wish(self, words: str) -> None:
        """What shall be in a picture, on the page that creates some."""
        self.page.get_by_role("textbox", name="What shall be in the picture?").fill(words)

    @property
    def box_for_words(self) -> Locator:
        """Where an asset's page is told what to change."""
        return self.page.get_by_role("textbox", name="Say what to change")

    def instruct(self, words: str) -> None:
        """Type them there; after a pause, they are read."""
        self.box_for_words.fill(words)

    @property
    def toolbar(self) -> Locator:
        """What can be done to all that are selected."""
        return self.page.get_by_role("toolbar", name="Selected pictures")

    @property
    def notices(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def choose(self, *files: File) -> None:
        """Files, in the upload's dialog."""
        self.page.get_by_role("button", name="Upload", exact=True).click()
        with self.page.expect_file_chooser() as chooser:
            self.dialog.get_by_role("button", name="browse files").click()
        given: list[FilePayload] = [
            {"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files
        ]
        chooser.value.set_files(given)

    def upload(self, *files: File) -> None:
        """Choose them and send them; the dialog closes by itself when all are there."""
        self.choose(*files)
        self.dialog.get_by_role("button", name=re.compile("^Upload ")).click()
        expect(self.dialog).to_have_count(0, timeout=SENT_MS)

    def paste(self, name: str, kind: str, data: bytes) -> None:
        """A file from the clipboard."""
        self.page.evaluate(_PASTE, [name, kind, base64.b64encode(data).decode()])

    def drop(self, name: str, kind: str, data: bytes) -> None:
        """A file, anywhere on the page."""
        self.page.evaluate(_DROP, [name, kind, base64.b64encode(data).decode()])
