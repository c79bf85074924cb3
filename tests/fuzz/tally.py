"""What was asked, what was answered, and what was wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Of any number of requests. A finding is kept once for each operation, with one example."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    findings: dict[tuple[str, str], str] = field(default_factory=dict)

    def count(self, operation: str, status: int) -> None:
        self.statuses.setdefault(operation, Counter())[status] += 1

    def note(self, operation: str, finding: str, example: str) -> None:
        title, _, detail = finding.partition("\n")
        self.findings.setdefault((operation, title), f"{detail}\n{example}")

    def add(self, other: Tally) -> None:
        for operation, statuses in other.statuses.items():
            self.statuses.setdefault(operation, Counter()).update(statuses)
        self.findings = other.findings | self.findings

    def cases(self, operation: str) -> int:
        return self.statuses.get(operation, Counter()).total()

    def missing(self, operations: Iterable[str]) -> Iterator[str]:
        """What was not really tried: nothing asked, or nothing but refusals heard."""
        for operation in operations:
            if not self.cases(operation):
                yield f"{operation} was never asked"
            elif min(self.statuses[operation]) >= 400:
                yield f"{operation} never succeeded"

    @property
    def complaints(self) -> list[str]:
        return [f"{where}: {title}\n{text}" for (where, title), text in self.findings.items()]
