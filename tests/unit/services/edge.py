"""A content delivery network that keeps what it has seen, as CloudFront does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.fakes import FakeDelivery


@dataclass
class Edge(FakeDelivery):
    """In front of a public store, whose keys `origin` lists, with a visitor who looks at everything
    whenever told to."""

    origin: Callable[[], set[str]] = set
    cached: set[str] = field(default_factory=set)

    def visit(self) -> set[str]:
        """Somebody fetches every public object there is; these."""
        public = self.origin()
        self.cached |= public
        return public

    def purge(self, prefixes: Sequence[str], *, reference: str) -> None:
        """A repeated reference is the invalidation of before: nothing is forgotten again."""
        is_new = reference not in self.references
        super().purge(prefixes, reference=reference)
        if is_new:
            self.cached = {key for key in self.cached if not key.startswith(tuple(prefixes))}
