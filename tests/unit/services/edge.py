"""A content delivery network that keeps what it has seen, as CloudFront does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from darkroom.storage.base import ObjectStore
from tests.fakes import FakeDelivery


@dataclass
class Edge(FakeDelivery):
    """In front of a public store, with a visitor who looks at everything whenever told to."""

    origin: ObjectStore | None = None
    cached: set[str] = field(default_factory=set)

    def visit(self) -> None:
        """Somebody fetches every public object there is."""
        assert self.origin is not None
        self.cached |= {info.key for info in self.origin.list_prefix("")}

    def purge(self, prefixes: Sequence[str], *, reference: str) -> None:
        """A repeated reference is the invalidation of before: nothing is forgotten again."""
        is_new = reference not in self.references
        super().purge(prefixes, reference=reference)
        if is_new:
            self.cached = {key for key in self.cached if not key.startswith(tuple(prefixes))}
