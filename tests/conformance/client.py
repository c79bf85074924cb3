"""What a client does: asks for a ticket, sends a file with it. And what is there afterwards."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import requests

from darkroom.bootstrap import Container
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Asset, Status
from darkroom.services.processing import Outcome, Verdict
from darkroom.services.uploads import Ticket, UploadRequest
from infra.local.photos import photo
from tests.conformance.deployments import ROLES

PHOTO = photo(5, size=(320, 240))
CHECKSUM = base64.b64encode(sha256(PHOTO).digest()).decode()
METHODS = ("POST", "PUT")


@dataclass(frozen=True)
class Upload:
    """One upload request, to be changed before it is sent. `words`: a form's fields, or headers."""

    method: str
    url: str
    words: Mapping[str, str]
    body: bytes

    def having(self, name: str, value: str) -> Upload:
        """With one word changed or added."""
        return replace(self, words={**self.words, name: value})

    def without(self, *names: str) -> Upload:
        return replace(self, words={k: v for k, v in self.words.items() if k not in names})

    def send(self) -> int:
        """The status of the answer."""
        words, body = dict(self.words), self.body
        if self.method == "POST":
            answer = requests.post(self.url, words, files={"file": body}, timeout=10)
        else:
            answer = requests.request(self.method, self.url, data=body, headers=words, timeout=10)
        return answer.status_code


Change = Callable[[Upload], Upload]


def ticket_for(deployment: Container, body: bytes = PHOTO, **words: Any) -> Ticket:
    asked: dict[str, Any] = {
        "filename": "lake.jpg",
        "content_type": "image/jpeg",
        "size": len(body),
    } | words
    return deployment.uploads.issue_ticket("alice", UploadRequest(**asked))


def upload_of(ticket: Ticket, body: bytes = PHOTO) -> Upload:
    """The request that the ticket is for."""
    signed = ticket.upload
    words = signed.fields if signed.method == "POST" else signed.headers
    return Upload(signed.method, signed.url, words, body)


def send(ticket: Ticket, body: bytes = PHOTO) -> int:
    return upload_of(ticket, body).send()


def arrival_of(deployment: Container, ticket: Ticket) -> Arrival:
    """What the bucket's event says."""
    return Arrival(ticket.key, deployment.ports.uploads.info(ticket.key).etag)


def process(deployment: Container, ticket: Ticket) -> Outcome:
    return deployment.processing.process(arrival_of(deployment, ticket))


def uploaded(deployment: Container, body: bytes = PHOTO, **words: Any) -> Asset:
    """The whole way in."""
    ticket = ticket_for(deployment, body, **words)
    assert send(ticket, body) in {200, 201}
    assert process(deployment, ticket).verdict is Verdict.READY
    return deployment.galleries.asset("alice", ticket.id)


def keys(deployment: Container, store: str) -> list[str]:
    return [info.key for info in getattr(deployment.ports, store).list_prefix("")]


def assert_good_for_nothing_else(deployment: Container, ticket: Ticket, attempt: Upload) -> None:
    """The server says no, nothing is left behind, and the ticket's own upload may still come."""
    assert attempt.send() in {400, 403}
    assert [key for role in ROLES for key in keys(deployment, role)] == []
    assert deployment.uploads.outcome("alice", ticket.id).status is Status.PENDING
    assert send(ticket) in {200, 201}
    assert process(deployment, ticket).verdict is Verdict.READY


def assert_refused(deployment: Container, ticket: Ticket) -> None:
    """The ticket is good for nothing at all."""
    assert send(ticket) == 403
    assert [key for role in ROLES for key in keys(deployment, role)] == []
    assert deployment.uploads.outcome("alice", ticket.id).status is Status.PENDING
