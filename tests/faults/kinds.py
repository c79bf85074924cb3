"""The ways in which one AWS call goes wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import StrEnum

from tests.faults.billing import bills


class Fault(StrEnum):
    """What happens to one call; the client's own attempts are part of it."""

    UNSENT = "not sent"
    """No attempt reaches AWS."""
    ANSWERS_LOST = "applied, answer lost"
    """The first attempt is carried out, and that is never heard of; no other gets through."""
    ANSWER_LOST = "applied twice"
    """The first attempt is carried out, its answer is lost, and the client's next one succeeds."""
    THROTTLED = "throttled"
    """Every attempt is refused for being one too many."""
    KILLED = "killed"
    """The call is carried out, and the process ends by SIGKILL before it hears of it."""


SINGLE = tuple(Fault)
PAIRED = (Fault.UNSENT, Fault.ANSWERS_LOST, Fault.THROTTLED, Fault.KILLED)
"""Of which all pairs are tried: an answer lost once alone ends nothing, so nothing follows it."""
READS = (".Get", ".BatchGet", ".Head", ".List", ".Query")
"""What operations are called that change nothing."""


def telling(operation: str, kinds: Sequence[Fault]) -> Iterator[Fault]:
    """Of these faults, those that are not the same as another at a call of this operation.

    A read that is carried out and never heard of is one that was not sent; and a process that is
    killed at a read left behind what it had left at its last write. EVERY=1 tries them as well.
    Whoever asks somebody who bills never asks again by itself."""
    for kind in kinds:
        if bills(operation) and kind is Fault.ANSWER_LOST:
            continue
        same = any(read in operation for read in READS) and kind not in (
            Fault.UNSENT,
            Fault.THROTTLED,
        )
        if not same or os.environ.get("EVERY") == "1":
            yield kind
