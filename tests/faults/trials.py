"""One story, told with faults: act, repeat, sweep, judge."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tests.builders import s3_record
from tests.faults.kinds import Fault
from tests.faults.messages import Reply, Request
from tests.faults.plots import Act, Plot, Stage, Story, delivery, sweep, work
from tests.faults.process import Processes, Result
from tests.faults.state import Snapshot, State
from tests.faults.verdicts import Finding, Witness, Wrong, unfinished
from tests.faults.wire import Wire
from tests.functions.cloud import environment
from tests.functions.world import World

REPEATS = 2
"""How often something may be delivered or asked for again until it has come to its end."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it."""

    calls: tuple[str, ...]
    """The operation of each."""
    outcomes: tuple[str, ...]
    """Of each call, where nothing failed."""
    injected: tuple[tuple[str, Fault], ...]
    """Operation and fault of each."""
    sites: frozenset[str]
    """The places that were hit."""
    findings: frozenset[Finding]
    results: tuple[Result, ...]
    """Of every invocation before the last sweep."""


@dataclass
class Theatre:
    """Tells one story again and again, each time from the same beginning."""

    world: World
    processes: Processes
    plot: Plot
    beginning: Snapshot
    mutant: str | None = None
    _good_ends: set[bytes] = field(default_factory=set)

    def tell(self, faults: Mapping[int, Fault], *, warming: bool = False) -> Trial:
        """The story with these faults, by the numbers of the calls."""
        state = State(self.world)
        state.put_back(self.beginning)
        self.world.clock.time += self.plot.wait
        telling = _Telling(self, state, Witness(state), faults, warming)
        telling.perform()
        return telling.trial()

    def was_good(self, end: bytes) -> bool:
        """Whether a sweep of this very state was found to lead to a good end before."""
        return end in self._good_ends

    def remember_good(self, end: bytes) -> None:
        self._good_ends.add(end)


@dataclass
class _Telling:
    theatre: Theatre
    state: State
    witness: Witness
    faults: Mapping[int, Fault]
    warming: bool
    queue: list[Act] = field(default_factory=list)
    wire: Wire = field(init=False)
    calls: int = 0
    """Before the last sweep."""
    results: list[Result] = field(default_factory=list)
    _seen: int = 0

    def __post_init__(self) -> None:
        self.wire = Wire(self.faults, self._before_call, self._after_call)

    def perform(self) -> None:
        self.witness.begin()
        for act in self.theatre.plot.acts:
            self._until_done(act)
        self._deliver()
        self.calls, told = len(self.wire.calls), len(self.results)
        known = self.witness.cached, self.witness.accepted, self.wire.billing.paid.items()
        end = self.state.fingerprint() + repr([sorted(each) for each in known]).encode()
        if self.theatre.was_good(end) or self.witness.findings:
            return
        for pause in self.theatre.plot.sweeps:
            self.theatre.world.clock.time += pause
            self._until_done(sweep())
            self._deliver()
            if not any(unfinished(self.state.rows())):
                break
        self.witness.conclude(self.wire.billing.paid, removes=self.theatre.plot.removes)
        if not self.witness.findings:
            self.theatre.remember_good(end)
        del self.results[told:]

    def trial(self) -> Trial:
        injected = self.wire.injected
        sites = {site for request, _ in injected for site in request.sites}
        return Trial(
            tuple(request.operation for request in self.wire.calls[: self.calls]),
            tuple(self.wire.outcomes[: self.calls]),
            tuple((request.operation, fault) for request, fault in injected),
            frozenset(sites),
            frozenset(self.witness.findings),
            tuple(self.results),
        )

    def _until_done(self, act: Act) -> None:
        for _ in range(1 + REPEATS):
            theatre, now = self.theatre, self.theatre.world.clock.now()
            result = theatre.processes.run(
                act.function,
                act.event,
                now,
                self.wire.carry,
                warming=self.warming,
                mutant=theatre.mutant,
            )
            self.results.append(result)
            if act.is_done(result):
                return
            theatre.world.clock.time += act.patience
        self.witness.findings.add(
            Finding(Wrong.UNFINISHED, f"{act.function} after {REPEATS} repeats: {result}")
        )

    def _deliver(self) -> None:
        while self.queue:
            self._until_done(self.queue.pop(0))

    def _before_call(self, request: Request) -> None:
        meanwhile = self.theatre.plot.meanwhile
        if meanwhile and request.operation == meanwhile.operation:
            self._seen += 1
            if self._seen == meanwhile.number:
                meanwhile.action()

    def _after_call(self, request: Request, reply: Reply) -> None:
        if request.operation in {"s3.PutObject", "s3.CopyObject"}:
            self.state.date(request.url)
        while self.wire.billing.written:
            self.state.date(self.wire.billing.written.pop())
        if request.operation == "s3.PutObject":
            self._notify(request, reply)
        elif request.operation == "sqs.SendMessage":
            told = json.loads(request.body)
            is_work = told["QueueUrl"] == environment()["WORK_QUEUE_URL"]
            self.queue.append((work if is_work else delivery)(told["MessageBody"]))
        elif request.operation == "cloudfront.CreateInvalidation":
            self.witness.purge(*_invalidation(request))
        self.witness.look()

    def _notify(self, request: Request, reply: Reply) -> None:
        """What comes into quarantine is told to the queue."""
        place = urlsplit(request.url)
        bucket = place.netloc.partition(".")[0]
        if bucket == self.theatre.world.bucket("uploads"):
            etag = {name.lower(): value for name, value in reply.headers.items()}["etag"]
            record = s3_record(bucket, unquote(place.path[1:]), etag=etag.strip('"'))
            self.queue.append(delivery({"Records": [record]}))


def _invalidation(request: Request) -> tuple[tuple[str, ...], str]:
    text = request.body.decode()
    paths = re.findall(r"<Path>/(.*?)\*</Path>", text)
    (reference,) = re.findall(r"<CallerReference>(.*?)</CallerReference>", text)
    return tuple(map(unquote, paths)), reference


def prepared(world: World, running: Processes, story: Story, mutant: str | None = None) -> Theatre:
    """The story, ready to be told."""
    plot = story(Stage(world, running))
    return Theatre(world, running, plot, State(world).keep(), mutant)
