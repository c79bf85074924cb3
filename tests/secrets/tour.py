"""People, files, AWS and bugs on the way through every route and every other handler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from darkroom.domain.ids import uuid7
from tests.builders import http_event, s3_record, sqs_event
from tests.functions.answers import Answer, Context
from tests.functions.cloud import the_stack
from tests.functions.generating import speech
from tests.functions.world import World
from tests.providers.openai_server import OpenAIServer
from tests.secrets.canaries import Finder, canary
from tests.secrets.files import broken_files, telling_files
from tests.secrets.requests import Request, Things, making, requests, spoiled
from tests.secrets.trouble import POSTPONING, TROUBLED, Kind, Trouble
from tests.secrets.words import Speaker

_MADE = re.compile(
    r'X-Amz-Signature=([0-9a-f]{64})|"(?:x-amz-signature|policy|token|next_cursor)":"([^"]{16,})"'
)
"""What opens something, in an answer."""


@dataclass(frozen=True)
class Visit:
    """One invocation: `marker` is in its lines, `status` the worst of the answer and its items."""

    marker: str
    where: str
    stage: str
    status: int


@dataclass
class Tour:
    """All that was visited, and the secrets that were made on the way."""

    world: World
    trouble: Trouble
    speaker: Speaker
    provider: OpenAIServer | None = None
    visits: list[Visit] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    told: dict[str, list[str]] = field(default_factory=dict)
    stage: str = "success"

    # One step

    def ask(self, request: Request, *, speaker: Speaker | None = None, sub: str = "") -> Answer:
        """A request of somebody, by default of the one whose tour it is."""
        who = speaker or self.speaker
        function, event = self.world.event(
            request.method,
            request.path,
            owner=sub or who.sub,
            json=request.json,
            query=request.query,
            headers={**who.headers, **request.headers},
            body=request.body,
        )
        marker = f"visit-{len(self.visits)}"
        context = event["requestContext"]
        context["requestId"] = marker
        if "authorizer" in context:
            context["authorizer"]["jwt"]["claims"] |= who.claims
        answer = self.world.answer(function, event)
        self.note(marker, request.route, _worst(answer))
        for found in _MADE.finditer(answer.text):
            self.made.add(found[1] or found[2])
        return answer

    def deliver(self, *bodies: Any) -> None:
        """Messages for process_upload: marked by their ids."""
        event = sqs_event(*bodies)
        markers = [f"visit-{len(self.visits) + at}" for at in range(len(bodies))]
        for record, marker in zip(event["Records"], markers, strict=True):
            record["messageId"] = marker
        answer = self.world.invoke("process_upload", event) or {"batchItemFailures": []}
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        for marker in markers:
            self.note(marker, "process_upload", 500 if marker in failed else 200)

    def work(self) -> list[dict[str, Any]]:
        """Messages for generate, as long as there are some; returns those that come again."""
        again: list[dict[str, Any]] = []
        while waiting := self.world.waiting():
            for message in waiting:
                again += [] if self.work_on(message) else [message]
        return again

    def work_on(self, message: dict[str, Any]) -> bool:
        """Whether the worker is done with it."""
        marker = f"visit-{len(self.visits)}"
        event = {"Records": [message | {"messageId": marker}]}
        answer = self.world.invoke("generate", event, Context(remaining_ms=280_000))
        is_done = answer is not None and not answer["batchItemFailures"]
        self.note(marker, "generate", 200 if is_done else 500)
        return is_done

    def sweep(self, event: Any) -> None:
        answer = self.world.invoke("maintenance", event)
        wrong = answer is None or answer["faults"]
        self.note("maintenance", "maintenance", 500 if wrong else 200)

    def note(self, marker: str, where: str, status: int) -> None:
        self.visits.append(Visit(marker, where, self.stage, status))

    # What somebody has

    def upload(self, file: bytes, content_type: str = "image/jpeg") -> str:
        """The id of an upload that was decided."""
        words = self.speaker.file | {"content_type": content_type, "size": len(file)}
        ticket = self.ask(Request("POST /v1/uploads", json=words)).json
        self.deliver(self.world.put(ticket, file))
        return str(ticket["id"])

    def begin(self) -> str:
        """The id of a generation that nobody has worked on."""
        answer = self.ask(making("POST /v1/generations", self.speaker, {}, self.speaker.image))
        assert answer.status == 202, answer
        return str(answer.json["id"])

    def told_of(self, generation_id: str) -> dict[str, Any]:
        """The message that tells the worker of it."""
        waiting = self.world.waiting()
        return next(each for each in waiting if generation_id in each["body"])

    def record(self) -> str:
        """The id of a recording that waits to be heard."""
        return self.upload(speech(), "audio/wav")

    def settle(self) -> Things:
        """Two assets, a result, a palette, a share, an upload that waits, a recording, and a
        generation that is over."""
        photo = telling_files()["image/jpeg"]
        first, second = self.upload(photo), self.upload(photo)
        gray = {"operations": [{"operation": "filter", "type": "grayscale"}]}
        result = self._made("POST /v1/assets/{id}/edits", {"id": first}, gray)
        share = self._made("POST /v1/assets/{id}/shares", {"id": first}, {})
        palette = {"name": self.speaker["palette"], "colors": ["#336699"]}
        ticket = self.speaker.file | {"content_type": "image/png", "size": 9}
        shown = self.ask(Request("GET /v1/assets/{id}", {"id": first}))
        generation = self.begin()
        self.work()
        return Things(
            first,
            second,
            result["id"],
            pending=self._made("POST /v1/uploads", {}, ticket)["id"],
            palette=self._made("POST /v1/palettes", {}, palette)["id"],
            share=share["id"],
            token=share["token"],
            etag=shown.headers["etag"],
            generation=generation,
            recording=self.record(),
        )

    def _made(self, route: str, places: dict[str, str], body: Any) -> Any:
        answer = self.ask(Request(route, places, json=body))
        assert answer.status == 201, (route, answer.status)
        return answer.json

    # The stages

    def go(self) -> None:
        """All of them."""
        for request in requests(self.speaker, self.settle()):
            self.ask(request)
            self.work()
        for content_type, file in telling_files().items():
            self.upload(file, content_type)
        things = self.settle()
        with self.at("somebody else"):
            self.be_asked_for(things)
        with self.at("refusal"):
            self.be_refused(things)
            self.process_what_is_wrong()
            self.work_on_what_is_wrong()
            self.invoke_with_nonsense()
        things = self.settle()
        for kind in sorted(Kind, key=lambda kind: kind is Kind.OTHERS_REFUSE):
            self.meet(kind, things)  # only the last changes anything
        self.world.clock.advance(days=2)
        self.sweep({"dry_run": True})
        self.sweep({})

    def be_refused(self, things: Things) -> None:
        """Every route, in every way there is."""
        for request in requests(self.speaker, things):
            self.ask(request, sub=canary("long sub", 60) * 3)
            for wrong in spoiled(request, self.speaker):
                self.ask(wrong)

    def be_asked_for(self, things: Things) -> None:
        """Somebody else tries every route with the ids of what is not theirs."""
        mallory, finder = Speaker("mallory"), Finder.of(self.speaker.words, ())
        for request in requests(mallory, replace(things, token="nothing")):
            answer = self.ask(request, speaker=mallory)
            told = finder.found(f"{answer.headers} {answer.text}")
            self.told[f"{request.route} {answer.status}"] = sorted(told)

    def process_what_is_wrong(self) -> None:
        for file in broken_files().values():
            self.upload(file)
        bucket = self.world.bucket("uploads")
        foreign = s3_record(bucket, f"somewhere/{canary('foreign key')}.jpg")
        unknown = s3_record(bucket, f"{canary('foreign key')}/{canary('foreign key')}/{_id()}.jpg")
        odd = {canary("record"): canary("record"), "eventVersion": canary("record")}
        for record in (foreign, unknown, odd):
            self.deliver({"Records": [record]})
        for body in (canary("message body"), {"Records": canary("record")}, [canary("record")]):
            self.deliver(body)

    def work_on_what_is_wrong(self) -> None:
        """Messages that say nothing, and a provider that has something to tell."""
        message = self.told_of(self.begin())
        for body in (canary("message body"), f'{{"owner": "{canary("record")}"}}'):
            self.work_on(message | {"body": body})
        assert self.provider
        self.provider.then(*POSTPONING)
        while not self.work_on(message):
            pass
        for behaviour in TROUBLED:
            self.begin()
            self.provider.then(behaviour)
            assert self.work() == []

    def invoke_with_nonsense(self) -> None:
        """What no trigger sends, but a person with the right to invoke may."""
        nonsense = {canary("whole event"): canary("whole event")}
        for function in sorted(each.label for each in the_stack().functions):
            for event in (nonsense, {"Records": [nonsense]}, [canary("whole event")]):
                if function != "maintenance":  # takes any event, and sweeps
                    self.world.invoke(function, event)
        http = http_event("GET", f"/v1/{canary('whole event')}", owner=self.speaker.sub)
        self.world.invoke("gallery", http)
        self.world.invoke(
            "gallery", http | {"body": canary("whole event"), "isBase64Encoded": True}
        )
        self.sweep({"dry_run": canary("dry run")})

    def meet(self, kind: Kind, things: Things) -> None:
        """Every route and handler while this is the matter."""
        photo = telling_files()["image/jpeg"]
        words = self.speaker.file | {"content_type": "image/jpeg", "size": len(photo)}
        arrived = self.world.put(self._made("POST /v1/uploads", {}, words), photo)
        foreign = s3_record(self.world.bucket("uploads"), canary("foreign key"))
        message = self.told_of(self.begin())
        self.world.clock.advance(hours=1)
        with self.at(kind.value), self._in_trouble(kind):
            for request in requests(self.speaker, things):
                self.ask(request)
            self.work_on(message)
            self.deliver(arrived, {"Records": [foreign]})
            self.sweep({})

    @contextmanager
    def at(self, stage: str) -> Iterator[None]:
        before, self.stage = self.stage, stage
        yield
        self.stage = before

    @contextmanager
    def _in_trouble(self, kind: Kind) -> Iterator[None]:
        self.trouble.kind = kind
        yield
        self.trouble.kind = None


def _worst(answer: Answer) -> int:
    """Of the answer's status and those of a batch's items."""
    if not answer.text.startswith('{"results"'):
        return answer.status
    results = answer.json.get("results", ())
    return max([answer.status, *(_status(result) for result in results)])


def _status(result: Any) -> int:
    status = result.get("status")
    return status if isinstance(status, int) else 0


def _id() -> str:
    return uuid7(1_773_500_966_000, b"0123456789")
