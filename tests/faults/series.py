"""Many trials of one story, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.faults.kinds import PAIRED, SINGLE, Fault, telling
from tests.faults.trials import Theatre, Trial
from tests.faults.verdicts import Wrong

ALIKE = 2


@dataclass
class Sum:
    """Of trials. `broken` describes each that ended badly."""

    trials: int = 0
    injected: Counter[Fault] = field(default_factory=Counter)
    wrong: Counter[Wrong] = field(default_factory=Counter)
    sites: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def add(self, name: str, trial: Trial) -> None:
        self.trials += 1
        self.injected.update(fault for _, fault in trial.injected)
        self.sites |= trial.sites
        self.wrong.update({finding.wrong for finding in trial.findings})
        if trial.findings:
            hit = " and ".join(f"{operation} {fault}" for operation, fault in trial.injected)
            whats = "; ".join(sorted(f"{each.wrong}: {each.what}" for each in trial.findings))
            self.broken.append(f"{name}, with {hit or 'no fault'} → {whats}")

    def take(self, other: Sum) -> None:
        """All of the other's trials, too."""
        self.trials += other.trials
        self.injected += other.injected
        self.wrong += other.wrong
        self.sites |= other.sites
        self.broken += other.broken


def singles(name: str, theatre: Theatre, kinds: Sequence[Fault] = SINGLE) -> Sum:
    """Each of these faults at each call. Of queries from one place that are answered the same, as
    the reconciler's of sixteen empty shards, at two."""
    total = Sum()
    told = theatre.tell({}, warming=True)
    for number in _unlike(told.outcomes):
        for fault in telling(told.calls[number - 1], kinds):
            total.add(name, theatre.tell({number: fault}))
    return total


def pairs(name: str, theatre: Theatre, first: int) -> Sum:
    """Each fault at the call of this number, with each fault at each call that follows it, be it
    in the same invocation or in a repetition."""
    total = Sum()
    told = theatre.tell({}, warming=True)
    for fault in telling(told.calls[first - 1], PAIRED):
        calls = theatre.tell({first: fault}).calls
        for number in range(first + 1, len(calls) + 1):
            for second in telling(calls[number - 1], PAIRED):
                total.add(name, theatre.tell({first: fault, number: second}))
    return total


def followed(name: str, theatre: Theatre) -> Sum:
    """Each call not sent, and what is done about that going wrong in each way."""
    total = Sum()
    for number in range(1, len(theatre.tell({}, warming=True).calls) + 1):
        for second in PAIRED:
            total.add(name, theatre.tell({number: Fault.UNSENT, number + 1: second}))
    return total


def _unlike(outcomes: Sequence[str]) -> Iterator[int]:
    """The numbers of the calls, but not of the third query that is the same, nor of those after."""
    seen: Counter[str] = Counter()
    for number, outcome in enumerate(outcomes, 1):
        seen[outcome] += 1
        if seen[outcome] <= ALIKE or "dynamodb.Query" not in outcome:
            yield number
