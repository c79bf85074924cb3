"""axe-core, in the page as it is at the moment."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from tests.browser.driver import Page

_AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  const where = (nodes) => nodes.slice(0, 3).map((node) => node.target).join(' | ')
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${where(nodes)}`)
}"""


@cache
def _script() -> str:
    return _AXE.read_text()


def violations(page: Page) -> Any:
    """What axe-core finds wrong: a rule, what it says, and where, for each."""
    page.evaluate(_script())
    return page.evaluate(_RUN)
