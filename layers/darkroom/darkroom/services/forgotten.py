"""The reconciler's round over generations: told again, or given up after a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from darkroom.domain.errors import GivenUp
from darkroom.domain.generation import Generation, GenerationRef
from darkroom.services.deletion import Deletion
from darkroom.services.ports import Ports
from darkroom.services.reconcile import Report

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Generations that nobody works on."""

    ports: Ports
    deletion: Deletion
    send: Callable[[GenerationRef], None]

    def sweep(self, report: Report, has_time: Callable[[], bool]) -> None:
        """At most AT_ONCE of them."""
        with report.tolerated():
            self._sweep(report, has_time)

    def _sweep(self, report: Report, has_time: Callable[[], bool]) -> None:
        now = self.ports.now()
        refs = self.ports.catalog.due_generations(now, limit=AT_ONCE)
        for ref in refs:
            if not has_time():
                report.complete = False
                return
            with report.tolerated():
                found = self.ports.catalog.generation(ref.owner, ref.generation_id)
                if found and found.due_at and found.due_at <= now:  # the index may lag behind
                    self._mend(found, report)
        report.complete = report.complete and len(refs) < AT_ONCE

    def _mend(self, generation: Generation, report: Report) -> None:
        if generation.is_hopeless(self.ports.now()):
            report.attempt("generations_given_up", lambda: self._give_up(generation))
        else:
            report.attempt("generations_requeued", lambda: self._send_again(generation))

    def _send_again(self, generation: Generation) -> None:
        nudged = generation.nudged(self.ports.now())
        self.ports.catalog.swap_generation(generation, nudged)
        self.send(GenerationRef(generation.owner, generation.id))

    def _give_up(self, generation: Generation) -> None:
        """What nobody was asked for is given back; the rest may have been paid."""
        unmade = [image.asset_id for image in generation.images if not image.is_over]
        ended = generation.ended(GivenUp(), self.ports.now())
        self.ports.catalog.swap_generation(generation, ended)
        self.deletion.delete_many(generation.owner, unmade)
