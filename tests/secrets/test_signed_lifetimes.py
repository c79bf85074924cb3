"""No URL and no ticket outlives the credentials that signed it, whatever route made it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.credentials import Credentials

from tests.fakes import START
from tests.functions.answers import Answer
from tests.functions.world import CLOCK
from tests.secrets.requests import Request, Things, requests
from tests.secrets.sessions import session_with, world_with
from tests.secrets.signatures import signed_in
from tests.secrets.sts import LIFETIME, Role
from tests.secrets.tour import Tour
from tests.secrets.trouble import Trouble
from tests.secrets.words import Speaker

WEEK = timedelta(days=7)
SIGNING = {
    "POST /v1/uploads",
    "POST /v1/uploads/batch",
    "GET /v1/uploads/{id}",
    "GET /v1/gallery",
    "GET /v1/assets/{id}",
    "GET /v1/assets/{id}/url",
    "POST /v1/signed-urls",
    "GET /v1/shared/{token}",
    "POST /v1/assets/{id}/recolor",
    "POST /v1/assets/{id}/edits",
    "POST /v1/assets/{id}/replay",
    "POST /v1/edits/batch",
    "GET /v1/assets/{id}/export",
    "GET /v1/generations/{id}",
    "PATCH /v1/assets/{id}",
    "PUT /v1/slots/{a}/{b}",
    "GET /v1/slots/{a}/{b}",
}
FOR_AS_LONG_AS_ASKED = (
    "GET /v1/assets/{id}/url",
    "POST /v1/signed-urls",
    "GET /v1/assets/{id}/export",
)


def asked_for_a_week(request: Request) -> Request:
    """The same for as long as there is, where a caller may say."""
    week = {"expires_in": int(WEEK.total_seconds())}
    if request.route not in FOR_AS_LONG_AS_ASKED:
        return request
    if request.method == "POST":
        return replace(request, json=request.json | week)
    return replace(request, query={**request.query, **week})


@dataclass
class Signer:
    """Somebody with assets, at a deployment with credentials of a kind."""

    tour: Tour
    things: Things

    @property
    def now(self) -> datetime:
        return self.tour.world.clock.time

    def requests(self) -> list[Request]:
        return [asked_for_a_week(each) for each in requests(self.tour.speaker, self.things)]

    def signing(self) -> list[Request]:
        return [request for request in self.requests() if request.route in SIGNING]

    def ask(self, request: Request) -> Answer:
        return self.tour.ask(request)

    def signed_by(self, request: Request) -> int:
        """How many signatures the function made for its answer, which is checked."""
        calls = self.tour.world.recorder.calls
        before = len(calls)
        self.ask(request)
        return sum(call.signed for call in calls[before:])


@contextmanager
def signer_with(credentials: Credentials, **settings: str) -> Iterator[Signer]:
    CLOCK.time = START
    session = session_with(credentials)
    with world_with(session, **settings) as world:
        tour = Tour(world, Trouble(), Speaker("alice"))
        signer = Signer(tour, tour.settle())
        for request in signer.signing():
            if request.route.startswith("PUT /v1/slots"):
                signer.ask(request)
        world.clock.advance(seconds=1)  # at the same moment it would be a conflict with itself
        yield signer


@pytest.fixture
def role() -> Role:
    CLOCK.time = START
    return Role(CLOCK.now)


def check(answer: Answer, latest: datetime) -> list[timedelta]:
    """Nothing in the answer ends later, or at another time than stated. Returns how long before
    `latest` each ends."""
    found = signed_in(answer)
    assert answer.status < 400, answer
    assert found, answer
    for each in found:
        assert each.ends <= latest, (each, latest)
        assert each.stated in (None, each.ends)
    return [latest - each.ends for each in found]


def test_nothing_outlives_a_role_that_cannot_be_renewed(role: Role) -> None:
    with signer_with(role.credentials()) as signer:
        role.answers = False
        signer.tour.world.clock.advance(minutes=3)
        for request in signer.signing():
            early = check(signer.ask(request), START + LIFETIME)
            if request.route in FOR_AS_LONG_AS_ASKED:
                assert set(early) == {timedelta()}, request


def test_a_renewed_role_signs_for_longer_again(role: Role) -> None:
    with signer_with(role.credentials()) as signer:
        signer.tour.world.clock.advance(minutes=14)
        for request in signer.signing():
            early = check(signer.ask(request), signer.now + LIFETIME)
            if request.route in FOR_AS_LONG_AS_ASKED:
                assert set(early) == {timedelta()}, request
        assert role.renewals == 1


def test_nothing_outlives_what_a_session_of_unknown_length_is_counted_on() -> None:
    token = Credentials("ASIA", "secret", "token")
    with signer_with(token, SESSION_SECONDS="240") as signer:
        for request in signer.signing():
            early = check(signer.ask(request), signer.now + timedelta(seconds=240))
            assert max(early) <= timedelta(seconds=60), request


def test_keys_without_an_end_sign_for_as_long_as_is_asked() -> None:
    """Or the tests above prove nothing."""
    with signer_with(Credentials("AKIA", "secret")) as signer:
        for request in signer.signing():
            early = check(signer.ask(request), signer.now + WEEK)
            if request.route in FOR_AS_LONG_AS_ASKED:
                assert max(early) < WEEK / 4, request


def test_these_are_the_routes_that_sign(role: Role) -> None:
    with signer_with(role.credentials()) as signer:
        signing = {each.route for each in signer.requests() if signer.signed_by(each)}
    assert signing == SIGNING


def test_with_credentials_that_ended_every_route_says_that_it_cannot_now(role: Role) -> None:
    with signer_with(role.credentials()) as signer:
        role.answers = False
        signer.tour.world.clock.advance(minutes=15)
        for request in signer.signing():
            assert_refused(signer.ask(request))


def test_credentials_that_are_renewed_with_ended_ones_are_no_bug_of_ours(role: Role) -> None:
    """botocore says so with a RuntimeError, which is none of its own errors."""
    with signer_with(role.credentials()) as signer:
        role.lifetime = timedelta(seconds=-1)
        signer.tour.world.clock.advance(minutes=15)
        for request in signer.signing()[:6]:
            assert_refused(signer.ask(request))


def test_credentials_that_end_before_the_signing_sign_nothing(role: Role) -> None:
    with signer_with(role.credentials()) as signer:
        client: Any = signer.tour.world.ports.catalog._table._client  # type: ignore[attr-defined]
        ends = Once(lambda: end(role))
        client.meta.events.register("after-call.dynamodb", ends)
        for request in signer.signing():
            role.answers = ends.armed = True
            assert_refused(signer.ask(request))
            assert not ends.armed


@dataclass
class Once:
    """Does it at the next event, and not again until armed."""

    action: Any
    armed: bool = False

    def __call__(self, **_: Any) -> None:
        if self.armed:
            self.armed = False
            self.action()


def end(role: Role) -> None:
    """The credentials, and nobody has new ones."""
    CLOCK.advance(minutes=16)
    role.answers = False


def assert_refused(answer: Answer) -> None:
    assert answer.text.startswith("{"), answer
    problems = answer.json.get("results", [answer.json])
    ours = {each["code"] for each in problems if each["status"] not in {404, 422}}
    assert ours, answer
    assert ours <= {"store_unavailable", "catalog_unavailable"}, answer
    assert signed_in(answer) == []
    if "results" not in answer.json:
        assert answer.headers["cache-control"] == "no-store"
