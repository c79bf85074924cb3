"""What each function may do: the inline policies of its role in the template, enforced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from infra.local.actions import Wish
from infra.local.stack import Statement


class Permissions:
    """Statements by holder of an access key. A holder that is not listed may do everything."""

    def __init__(self, statements: Mapping[str, tuple[Statement, ...]]) -> None:
        self._statements = statements

    def allows(self, holder: str, wish: Wish) -> bool:
        """Whether a statement of the holder allows this action on this resource."""
        statements = self._statements.get(holder)
        return statements is None or any(_allows(statement, *wish) for statement in statements)


def _allows(statement: Statement, action: str, resource: str) -> bool:
    return any(
        _pattern(text.lower()).fullmatch(action.lower()) for text in statement.actions
    ) and any(_pattern(text).fullmatch(resource) for text in statement.resources)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    """An IAM pattern: `*` is any text, `?` any character."""
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
