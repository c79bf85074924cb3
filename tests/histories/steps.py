"""What every rule stands on: one deployment, one spec, and what has to hold after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.histories.agreement import require_agreement, require_purges
from tests.histories.deployment import standing_deployment
from tests.histories.ending import require_end
from tests.histories.files import FILES
from tests.histories.spec import Photo, Share, Spec
from tests.histories.wishes import Makings

P = ParamSpec("P")
R = TypeVar("R")

ASSETS: Bundle[Photo] = Bundle("assets")
EVENTS: Bundle[Event] = Bundle("events")
SHARES: Bundle[Share] = Bundle("shares")

RAN: Counter[str] = Counter()
"""How often each rule ran in this process; `history` counts the histories."""
ENDED: Counter[str] = Counter()
"""What became of the assets of these histories, by status and code."""
RULES: set[str] = set()
"""All there are."""


@dataclass(frozen=True, eq=False)
class Event:
    """That something came into the bucket of uploads, as S3 tells it."""

    key: str
    etag: str
    body: dict[str, Any] = field(repr=False)


def step(**given: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A rule that is counted."""
    mark: Callable[..., Callable[P, R]] = rule(**given)
    return lambda act: mark(_counted(act))


def first_step(**given: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """One that every history begins with."""
    mark: Callable[..., Callable[P, R]] = initialize(**given)
    return lambda act: mark(_counted(act))


def _counted(act: Callable[P, R]) -> Callable[P, R]:
    RULES.add(act.__name__)

    @wraps(act)
    def counted(*args: P.args, **drawn: P.kwargs) -> R:
        (machine,) = args
        assert isinstance(machine, Steps)
        with machine.acting():
            result = act(*args, **drawn)
        RAN[act.__name__] += 1
        return result

    return counted


class Steps(RuleBasedStateMachine):
    """A history that has not begun."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.world = self._stack.enter_context(standing_deployment())
        self.spec = Spec()
        self.makings = Makings(self.spec)
        self.untold: list[Event] = []
        self._is_broken = False

    @property
    def now(self) -> datetime:
        return self.world.clock.time

    @contextmanager
    def acting(self) -> Iterator[None]:
        """One step; when it fails, the history has no end that is worth looking at."""
        self.world.clock.advance(seconds=1)
        self.world.recorder.calls.clear()
        public = self.spec.public_keys()
        try:
            yield
            require_purges(self.world, public - self.spec.public_keys())
        except BaseException:
            self._is_broken = True
            raise

    @invariant()
    def things_are_as_the_spec_says(self) -> None:
        try:
            require_agreement(self.world, self.spec)
        except BaseException:
            self._is_broken = True
            raise

    def teardown(self) -> None:
        with self._stack:
            if not self._is_broken:
                self.tell(self.untold)
                self.work_all()
                for photo in self.spec.photos.values():
                    ENDED[f"{photo.status} {photo.code or ''}".strip()] += 1
                require_end(self.world, self.makings)
                RAN["history"] += 1

    def work_all(self) -> None:
        """Every message of the queue of generations is delivered."""

    def put(self, key: str, name: str) -> Event:
        """A client's upload of a file; the event is yet to be told."""
        file = FILES[name]
        body = self.world.put({"key": key}, file.body)
        self.spec.quarantine[key] = file
        return self.note(key, file.etag, body)

    def note(self, key: str, etag: str, body: dict[str, Any]) -> Event:
        """An event that will be told sooner or later."""
        event = Event(key, etag, body)
        self.untold.append(event)
        return event

    def tell(self, events: list[Event], *, in_one_message: bool = False) -> None:
        """These events, in one invocation."""
        if not events:
            return
        bodies = [event.body for event in events]
        if in_one_message:
            bodies = [{"Records": [record for body in bodies for record in body["Records"]]}]
        assert self.world.deliver(*bodies) == [], self.world.output
        for event in events:
            self.spec.arrive(event.key, event.etag, self.now)
        self.untold = [event for event in self.untold if event not in events]
