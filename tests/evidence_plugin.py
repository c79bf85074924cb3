"""Least privilege from evidence: after a run of all of tests/functions, what the functions did is
compared with what their roles allow. A difference fails the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "functions"


class Evidence:
    """Gathers from all workers; judges at the end."""

    def __init__(self) -> None:
        self.uses: set[tuple[str, str, str]] = set()
        self.modules: set[str] = set()
        self.verdict: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.modules |= {item.path.name for item in session.items if item.path.parent == FOLDER}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        own = set(_own_uses()) if self.modules else set()
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["uses"], output["modules"] = sorted(own), sorted(self.modules)
            return
        self.uses |= own
        if self._saw_everything(session.config) and session.testsfailed == 0:
            self._judge(session)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", {})
        self.uses |= {tuple(use) for use in output.get("uses", ())}
        self.modules |= set(output.get("modules", ()))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.verdict:
            terminalreporter.section("least privilege")
            for line in self.verdict:
                terminalreporter.write_line(line)

    def _saw_everything(self, config: pytest.Config) -> bool:
        """A part of the tests is no evidence of what is unused."""
        chosen = config.option.keyword or config.option.markexpr or "::" in " ".join(config.args)
        return not chosen and self.modules == {path.name for path in FOLDER.glob("test_*.py")}

    def _judge(self, session: pytest.Session) -> None:
        from tests.functions.cloud import the_stack
        from tests.functions.evidence import Use, compare

        found = compare(the_stack(), (Use(*use) for use in self.uses))
        self.verdict = list(found.differences) or [
            f"{found.permissions} permissions, each of them used; "
            f"{found.uses} kinds of calls, each of them allowed"
        ]
        if found.differences:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _own_uses() -> Iterator[tuple[str, str, str]]:
    from tests.functions.evidence import SEEN

    return ((use.function, use.action, use.resource) for use in SEEN)
