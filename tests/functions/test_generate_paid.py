"""generate with a provider that bills: nothing is paid twice, whatever it answers."""

from __future__ import annotations

import json

import pytest

from tests.functions.cloud import client
from tests.functions.editing import original, picture
from tests.functions.generating import (
    again,
    begun,
    changes,
    drafts,
    generation_row,
    made,
    shown,
    spent,
)
from tests.functions.world import World
from tests.providers.openai_replies import PROVIDER_SAYS
from tests.providers.openai_server import Behaviour, OpenAIServer

ONE = {"prompt": "a calm sea", "width": 1024, "height": 1024, "seed": 7}
TWO = ONE | {"num_images": 2}
LOST = (Behaviour.CLOSED, Behaviour.RESET, Behaviour.TRUNCATED, Behaviour.GATEWAY_TIMEOUT)
REFUSED = (Behaviour.MODERATED_INPUT, Behaviour.CONTENT_POLICY, Behaviour.MODERATED_OUTPUT)
MALFORMED = (
    Behaviour.NOT_AN_IMAGE,
    Behaviour.BAD_BASE64,
    Behaviour.NO_DATA,
    Behaviour.NOT_JSON,
    Behaviour.HTML,
)


def test_images_are_asked_for_one_by_one_and_billed_once_each(
    paid_world: World, server: OpenAIServer
) -> None:
    told = made(paid_world, json=TWO)
    assert (told["state"], told["provider"], len(told["results"])) == ("ready", "openai", 2)
    assert server.paid == 2
    assert picture(original(paid_world, told["result_ids"][0])).size == (1024, 1024)
    facts = told["results"][0]["generation"]
    assert (facts["model"], facts["provider"]) == ("gpt-image-2", "openai")
    assert [key for key in paid_world.keys("private") if "answer" in key] == []


def test_a_busy_provider_says_itself_when_to_come_back(
    paid_world: World, server: OpenAIServer
) -> None:
    generation = begun(paid_world, json=TWO)
    (message,) = paid_world.waiting()
    server.then(Behaviour.OK, Behaviour.BUSY_SECONDS)
    assert paid_world.work(message) == [message["messageId"]]
    (told,) = changes(paid_world)
    assert told == 20
    assert shown(paid_world, generation["id"])["progress"] == {"done": 1, "of": 2}
    assert paid_world.work(again(message, 2)) == []
    assert shown(paid_world, generation["id"])["state"] == "ready"
    assert (server.paid, len(server.asked)) == (2, 3)


@pytest.mark.parametrize("behaviour", [Behaviour.FAILED, Behaviour.OVERLOADED, Behaviour.BUSY])
def test_what_was_not_carried_out_is_asked_for_again(
    paid_world: World, server: OpenAIServer, behaviour: Behaviour
) -> None:
    generation = begun(paid_world, json=ONE)
    (message,) = paid_world.waiting()
    server.then(behaviour, behaviour)
    for times in (1, 2):
        assert paid_world.work(again(message, times)) == [message["messageId"]]
    assert paid_world.work(again(message, 3)) == []
    assert changes(paid_world)[0] >= 15
    assert shown(paid_world, generation["id"])["state"] == "ready"
    assert (server.paid, len(server.asked)) == (1, 3)


@pytest.mark.parametrize("behaviour", LOST)
def test_an_answer_that_was_lost_is_never_asked_for_again(
    paid_world: World, server: OpenAIServer, behaviour: Behaviour
) -> None:
    generation = begun(paid_world, json=ONE)
    server.then(behaviour)
    assert paid_world.work() == []
    told = shown(paid_world, generation["id"])
    assert (told["state"], told["problem"]["code"]) == ("failed", "answer_lost")
    assert len(server.asked) == 1
    assert spent(paid_world)["images"]["used"] == 1


@pytest.mark.parametrize("behaviour", REFUSED)
def test_a_refused_prompt_is_refused_for_good_and_told_in_our_words(
    paid_world: World, server: OpenAIServer, behaviour: Behaviour
) -> None:
    generation = begun(paid_world, json=ONE)
    server.then(behaviour)
    assert paid_world.work() == []
    output = paid_world.output
    told = shown(paid_world, generation["id"])
    assert (told["state"], told["problem"]["status"]) == ("refused", 422)
    assert PROVIDER_SAYS not in json.dumps(told) + output
    is_paid = behaviour is Behaviour.MODERATED_OUTPUT
    assert spent(paid_world)["images"]["used"] == server.paid == int(is_paid)


@pytest.mark.parametrize("behaviour", MALFORMED)
def test_an_answer_that_nobody_can_read_is_kept_and_paid(
    paid_world: World, server: OpenAIServer, behaviour: Behaviour
) -> None:
    generation = begun(paid_world, json=ONE)
    server.then(behaviour)
    assert paid_world.work() == []
    told = shown(paid_world, generation["id"])
    assert told["state"] == "failed"
    assert told["problem"]["code"] in {"malformed_answer", "answer_lost"}
    assert PROVIDER_SAYS not in paid_world.output
    assert spent(paid_world)["images"]["used"] == server.paid == 1


def test_one_image_of_two_that_is_refused_leaves_the_other(
    paid_world: World, server: OpenAIServer
) -> None:
    generation = begun(paid_world, json=TWO)
    server.then(Behaviour.MODERATED_INPUT)
    assert paid_world.work() == []
    told = shown(paid_world, generation["id"])
    assert (told["state"], len(told["results"])) == ("ready", 1)
    assert [problem["code"] for problem in told["problems"]] == ["content_refused"]
    assert told["cost"]["images"] == server.paid == 1


@pytest.mark.parametrize("name", ["s3:PutObject", "dynamodb:TransactWriteItems"])
@pytest.mark.parametrize("after", [1, 2])
def test_what_was_answered_is_never_asked_for_again(
    paid_world: World, server: OpenAIServer, name: str, after: int
) -> None:
    """The answer is stored; what comes after that breaks off."""
    generation = begun(paid_world, json=TWO)
    (message,) = paid_world.waiting()
    status = 500 if name.startswith("dynamodb") else 503
    paid_world.faults.plan(name, status=status, code="InternalServerError", after=after, times=60)
    paid_world.work(message)
    paid_world.faults.planned.clear()
    paid_world.clock.advance(minutes=6)
    assert paid_world.work(again(message, 2)) == []
    told = shown(paid_world, generation["id"])
    assert (told["state"], len(told["results"])) == ("ready", 2)
    assert server.paid == 2


def test_a_store_that_is_away_for_a_while_does_not_lose_what_was_paid(
    paid_world: World, server: OpenAIServer
) -> None:
    generation = begun(paid_world, json=ONE)
    paid_world.faults.plan("s3:PutObject", status=503, code="SlowDown", times=6)
    assert paid_world.work() == []
    assert shown(paid_world, generation["id"])["state"] == "ready"
    assert server.paid == 1
    assert sum(paid_world.clock.slept) > 0


def test_a_worker_that_died_while_it_asked_is_followed_by_one_that_does_not(
    paid_world: World, server: OpenAIServer
) -> None:
    """Nobody knows whether the provider was paid: so it is never asked again."""
    generation = begun(paid_world, json=TWO)
    row = generation_row(paid_world, generation["id"])
    asked = row.asking(0, paid_world.clock.now())
    paid_world.ports.catalog.swap_generation(row, asked)
    assert paid_world.work() == []
    told = shown(paid_world, generation["id"])
    assert [problem["code"] for problem in told["problems"]] == ["answer_lost"]
    assert (len(told["results"]), server.paid) == (1, 1)
    assert spent(paid_world)["images"]["used"] == 2


def test_a_key_that_was_exchanged_is_read_anew(paid_world: World, server: OpenAIServer) -> None:
    generation = begun(paid_world, json=ONE)
    (message,) = paid_world.waiting()
    server.key = "sk-loopback-2"
    assert paid_world.work(message) == [message["messageId"]]
    assert '"code":"provider_misconfigured"' in paid_world.output
    assert "sk-loopback" not in paid_world.output
    secrets = client("secretsmanager")
    secrets.put_secret_value(SecretId="darkroom/openai", SecretString=server.secret())
    assert paid_world.work(again(message, 2)) == []
    assert shown(paid_world, generation["id"])["state"] == "ready"
    server.key = "sk-loopback-1"
    begun(paid_world, json=ONE, key="key-2")
    secrets.put_secret_value(SecretId="darkroom/openai", SecretString=server.secret())
    paid_world.work()  # the process forgets the other key


def test_drafts_of_what_was_lost_are_gone_in_the_end(
    paid_world: World, server: OpenAIServer
) -> None:
    generation = begun(paid_world, json=TWO)
    server.then(Behaviour.CLOSED, Behaviour.NOT_AN_IMAGE)
    assert paid_world.work() == []
    for _ in range(3):
        paid_world.clock.advance(hours=26)
        paid_world.sweep()
    assert drafts(paid_world, generation["id"]) == []
    assert paid_world.keys("private") == []
    assert paid_world.call("GET", "/v1/gallery/stats").json["quota"]["assets"]["used"] == 0
