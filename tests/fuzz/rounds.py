"""A round: one deployment with something in it, and a number of requests to each operation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, Response

from tests.functions.world import World, standing_world
from tests.fuzz.aiming import aim, aimed
from tests.fuzz.described import Operation, fuzzed
from tests.fuzz.judging import judge
from tests.fuzz.planting import OWNER, Names, plant
from tests.fuzz.sending import send
from tests.fuzz.tally import Tally

FRESH = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""Nothing is remembered, repeated or made smaller: what is there changes with every request."""
Work = tuple[Operation, int, Sequence[Case[Any]]]
"""An operation, how many requests to make up for it, and those that are made already."""
LEARNT = {
    "POST /v1/uploads": {"upload_id": "id"},
    "POST /v1/uploads/inline": {"upload_id": "id"},
    "POST /v1/assets/{asset_id}/edits": {"asset_id": "id", "recipe_of": "id", "asset_ids": "id"},
    "POST /v1/assets/{asset_id}/shares": {"share_id": "id", "token": "token"},
    "POST /v1/palettes": {"palette_id": "id"},
    "POST /v1/generations": {"generation_id": "id"},
    "GET /v1/gallery": {"cursor": "next_cursor"},
}
"""What an answer tells that can be asked for next."""
FILE = {"filename": "a.jpg", "content_type": "image/jpeg"}
HARD: dict[str, dict[str, Any]] = {
    "POST /v1/uploads": FILE | {"size": 1},
    "POST /v1/uploads/inline": FILE | {"data": "YQ=="},
    "PATCH /v1/assets/{asset_id}": {"tags": ["sea"]},
    "PUT /v1/slots/{a}/{b}": {"asset_id": ""},
    "POST /v1/assets/{asset_id}/palettes": {"palette_type": "muted"},
    "POST /v1/assets/{asset_id}/recolor": {"colors": ["#336699"]},
    "POST /v1/assets/{asset_id}/replay": {"recipe_of": ""},
    "POST /v1/generations": {"prompt": "", "num_images": 2},
    "POST /v1/assets/{asset_id}/variations": {"strength": 1},
    "POST /v1/assets/{asset_id}/refinements": {"prompt": ""},
    "POST /v1/assets/{asset_id}/instructions": {"prompt": ""},
}
"""What is right only if several things are: asked once in a round, beside what chance finds."""


NEEDED = {"Idempotency-Key"}
"""Headers that nothing succeeds without, though the description lets them be left out: a dry run
needs none."""
BUDGET = {"IMAGES_PER_DAY": "200"}
"""So much that not everything is refused."""


def fuzz(work: Iterable[Work], chance: str) -> Tally:
    """Ask, judge and count. The same `chance`, the same requests."""
    tally = Tally()
    with standing_world(**BUDGET) as world:
        names = plant(world)
        for operation, number, cases in in_order(work, chance):
            own = Random(f"{chance} {operation.label}")
            for case in cases:
                ask(world, aim(case, own.randrange(2**32), names), names, tally)
            for case in hard(operation):
                ask(world, aim(case, own.randrange(2**32), names, well=True), names, tally)

            @seed(own.randrange(2**32))
            @settings(FRESH, max_examples=max(1, number))
            @given(aimed(fuzzed(operation), names))
            def ask_each(case: Case[Any]) -> None:
                ask(world, case, names, tally)

            ask_each()
    return tally


def hard(operation: Operation) -> Iterator[Case[Any]]:
    """A right request to this operation, if chance needs that help."""
    if operation.label in HARD:
        names = dict.fromkeys(re.findall(r"{(\w+)}", operation.path), "")
        yield operation.Case(
            path_parameters=names,
            headers={header.name: "" for header in operation.headers if header.name in NEEDED},
            body=HARD[operation.label],
            media_type="application/json",
        )


def in_order(work: Iterable[Work], chance: str) -> list[Work]:
    """Any, but what takes things away comes last."""
    shuffled = sorted(work, key=lambda each: each[0].label)
    Random(chance).shuffle(shuffled)
    return sorted(shuffled, key=lambda each: "delete" in each[0].label.lower())


def ask(world: World, case: Case[Any], names: Names, tally: Tally) -> None:
    """One request; what is wrong with its answer is noted, and the round goes on."""
    where = case.operation.label
    world.clock.advance(seconds=1)
    try:
        answer = send(world, case, OWNER)
    except Exception as error:  # noqa: BLE001 — whatever it is, nobody was answered
        tally.note(where, f"Nothing was answered\n{error!r}", f"{case!r:.2000}")
        return
    if answer is None:
        return
    tally.count(where, answer.status_code)
    heard = f"{answer.status_code} {answer.content[:1000]!r}"
    for finding in judge(case, answer, world.output):
        tally.note(where, finding, f"{case!r:.2000}\n{heard}")
    learn(where, answer, names)


def learn(operation: str, answer: Response, names: Names) -> None:
    """Remember what came into being."""
    if answer.status_code in {200, 201, 202}:
        for name, member in LEARNT.get(operation, {}).items():
            value = answer.json()[member]
            if value:
                names[name].append(value)
