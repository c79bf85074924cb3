"""What a story is made of: what was before, what is invoked, and what may be gone in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.builders import sqs_event
from tests.faults.kinds import Fault
from tests.faults.process import Processes, Result
from tests.faults.wire import Wire
from tests.functions.cloud import client
from tests.functions.photos import jpeg
from tests.functions.world import World

SETTINGS = {
    "VARIANTS": "large=32.webp,56x56=16x16.png",
    "MAX_ASSETS_PER_OWNER": "1000",
    "MAX_BYTES_PER_OWNER": "20000000",
    "GENERATION_PROVIDER": "openai",
    "SPEECH_PROVIDER": "openai",
    "IMAGES_PER_DAY": "5",
}
"""Two variants, as five fail in no other ways; and quotas, so that every draft is held to them."""
ON_AMAZON = SETTINGS | {"GENERATION_PROVIDER": "bedrock", "SPEECH_PROVIDER": "transcribe"}
"""For those stories in which Bedrock and Transcribe are asked."""
CLAIM = timedelta(minutes=6)
"""Until a client asks again who was told to: the claim of a dead process has ended."""
VISIBILITY = timedelta(minutes=12)
"""Until the queue delivers again."""
NOT_YET = {409, 429}
FINAL = ("budget_spent", "recording_in_use")
"""Codes of refusals that are no invitation to ask again soon."""


@dataclass(frozen=True, slots=True)
class Act:
    """One invocation, and when it is repeated if it has not come to its end."""

    function: str
    event: Any
    patience: timedelta = CLAIM

    def is_done(self, result: Result) -> bool:
        """Whether nobody has a reason to repeat it."""
        if result.failed:
            return False
        if self.function in {"process_upload", "generate"}:
            return not result.answer["batchItemFailures"]
        if self.function == "maintenance":
            return not result.answer["faults"]
        status = int(result.answer["statusCode"])
        body = result.answer.get("body", "")
        is_final = any(f'"code":"{code}"' in body for code in FINAL)
        return status < 500 and (is_final or status not in NOT_YET)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else does just before the `number`th call of this operation."""

    operation: str
    action: Callable[[], object]
    number: int = 1


@dataclass(frozen=True, slots=True)
class Plot:
    """A story, prepared. `wait` passes before it begins; `removes`: what it is about may be gone
    afterwards, which is a loss in any other story. `sweeps`: how long after it, and after one
    another, the reconciler goes round."""

    acts: Sequence[Act]
    removes: bool = False
    wait: timedelta = timedelta()
    meanwhile: Meanwhile | None = None
    sweeps: Sequence[timedelta] = (timedelta(hours=2),)
    """After two hours every ticket, claim and the settling of new objects have ended."""


@dataclass
class Stage:
    """Where stories are prepared, with nothing failing but what they want to."""

    world: World
    processes: Processes
    photo: bytes = field(default_factory=jpeg)

    def ready(self, **words: Any) -> str:
        """A new asset."""
        return self.world.upload(self.photo, **words)

    def public(self, **words: Any) -> str:
        """A new public asset."""
        return self.ready(visibility="public", **words)

    def arrived(self, body: bytes | None = None, **words: Any) -> tuple[str, Act]:
        """An upload that waits to be developed, and its delivery."""
        file = body or self.photo
        ticket = self.world.ticket(file, **words)
        return ticket["id"], delivery(self.world.put(ticket, file))

    def request(self, method: str, path: str, json: Any = None, **words: Any) -> Act:
        """Something that alice asks for."""
        words.setdefault("owner", "alice")
        return Act(*self.world.event(method, path, json=json, **words))

    def move(self, asset_id: str, visibility: str) -> Act:
        """Alice wants it public or private."""
        path = f"/v1/assets/{asset_id}/visibility"
        return self.request("PUT", path, {"visibility": visibility})

    def do(self, method: str, path: str, json: Any = None, **words: Any) -> Any:
        """The same, done, and answered well."""
        answer = self.world.call(method, path, json=json, **words)
        assert answer.status < 300, answer
        return answer.json if answer.text else None

    def killed(self, act: Act, *, at: int) -> None:
        """Run it until its process dies of the call of this number."""
        wire = Wire({at: Fault.KILLED})
        now = self.world.clock.now()
        result = self.processes.run(act.function, act.event, now, wire.carry)
        assert result.signal, f"{act.function} made only {len(wire.calls)} calls"

    def put_object(self, role: str, key: str) -> None:
        """An object that nobody knows of."""
        client("s3").put_object(Bucket=self.world.bucket(role), Key=key, Body=b"image")


def delivery(*bodies: Any) -> Act:
    """Messages of the uploads queue."""
    return Act("process_upload", sqs_event(*bodies), VISIBILITY)


def work(body: str) -> Act:
    """A message of the queue of generations."""
    return Act("generate", sqs_event(body), VISIBILITY)


def sweep(*, dry_run: bool = False) -> Act:
    """A run of the reconciler."""
    return Act("maintenance", {"dry_run": dry_run})


Story = Callable[[Stage], Plot]
