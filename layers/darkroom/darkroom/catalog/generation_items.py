"""Row ↔ domain, of generations, of what idempotency keys began, and of budgets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from darkroom.catalog import items
from darkroom.catalog.base import Once
from darkroom.catalog.values import (
    Item,
    from_json,
    maybe_text,
    maybe_time,
    numbers,
    texts,
    times,
    to_time,
    whole_second,
)
from darkroom.domain.asset import Rejection
from darkroom.domain.budget import Charge
from darkroom.domain.generation import RETENTION, Ask, Generation, Image, Shot, State, Task
from darkroom.domain.region import Region

DUE = "generations"
"""One partition for all: what providers take is far below the 1,000 writes a second of one."""
GENERATIONS = "generation#"
ONCE_KEPT = timedelta(hours=24)
"""At least: DynamoDB drops it some time later."""


def generation_key(owner: str, generation_id: str) -> Item:
    return items.key(items.owner_pk(owner), f"{GENERATIONS}{generation_id}")


def once_key(owner: str, key_hash: str) -> Item:
    return items.key(items.owner_pk(owner), f"once#{key_hash}")


def budget_key(owner: str, day: str) -> Item:
    return items.key(items.owner_pk(owner), f"budget#{day}")


def from_generation(generation: Generation) -> Item:
    """The whole row."""
    claim, due = generation.claim, generation.due_at
    ask = {name: value for name, value in asdict(generation.ask).items() if name != "prompt"}
    return {
        **generation_key(generation.owner, generation.id),
        **texts(
            state=generation.state,
            ask=from_json(ask),
            prompt=generation.ask.prompt,
            provider=generation.provider,
            speech=generation.speech or None,
            images=from_json([_from_image(image) for image in generation.images]),
            transcript=generation.transcript,
            plan=from_json(generation.plan) if generation.plan is not None else None,
            result_id=generation.result_id,
            problem=from_json(_from_problem(generation.problem)) if generation.problem else None,
            claim_token=claim.token if claim else None,
            due_pk=DUE if due else None,
        ),
        **times(
            created_at=generation.created_at,
            updated_at=generation.updated_at,
            nudged_at=generation.nudged_at,
            claim_until=claim.until if claim else None,
        ),
        **numbers(
            revision=generation.revision,
            charged_images=generation.charge.images,
            charged_seconds=generation.charge.voice_seconds,
            due_at=whole_second(due) if due else None,
            ttl=whole_second(generation.updated_at + RETENTION) if generation.is_over else None,
        ),
        "is_heard": {"BOOL": generation.is_heard},
    }


def to_generation(item: Mapping[str, Any]) -> Generation:
    return Generation(
        id=item["sk"]["S"].removeprefix(GENERATIONS),
        owner=item["pk"]["S"].removeprefix("owner#"),
        ask=_to_ask(json.loads(item["ask"]["S"]), item["prompt"]["S"]),
        provider=item["provider"]["S"],
        speech=maybe_text(item, "speech", str) or "",
        created_at=to_time(item["created_at"]),
        updated_at=to_time(item["updated_at"]),
        state=State(item["state"]["S"]),
        images=tuple(map(_to_image, json.loads(item["images"]["S"]))),
        transcript=maybe_text(item, "transcript", str),
        is_heard=item["is_heard"]["BOOL"],
        plan=maybe_text(item, "plan", json.loads),
        result_id=maybe_text(item, "result_id", str),
        problem=_to_problem(maybe_text(item, "problem", json.loads)),
        charge=Charge(int(item["charged_images"]["N"]), int(item["charged_seconds"]["N"])),
        claim=items.to_claim(item),
        nudged_at=maybe_time(item, "nudged_at"),
        revision=int(item["revision"]["N"]),
    )


def _to_ask(stored: Mapping[str, Any], prompt: str) -> Ask:
    """What a newer version asked for beside is left out: during a deployment its rows meet this
    one for a few seconds."""
    known = {each.name: stored[each.name] for each in fields(Ask) if each.name in stored}
    region = Region(**known["region"]) if known.get("region") else None
    return Ask(**known | {"task": Task(stored["task"]), "prompt": prompt, "region": region})


def from_once(once: Once) -> Item:
    return {
        **once_key(once.owner, once.key_hash),
        **texts(generation_id=once.generation_id, body_hash=once.body_hash),
        **times(begun_at=once.begun_at),
        **numbers(ttl=whole_second(once.begun_at + ONCE_KEPT)),
    }


def to_once(item: Mapping[str, Any]) -> Once:
    return Once(
        owner=item["pk"]["S"].removeprefix("owner#"),
        key_hash=item["sk"]["S"].removeprefix("once#"),
        generation_id=item["generation_id"]["S"],
        body_hash=item["body_hash"]["S"],
        begun_at=to_time(item["begun_at"]),
        is_answered="is_answered" in item,
    )


def to_charge(item: Mapping[str, Any]) -> Charge:
    def number(name: str) -> int:
        return int(item[name]["N"]) if name in item else 0

    return Charge(number("images"), number("voice_seconds"))


def _from_image(image: Image) -> list[Any]:
    return [image.asset_id, image.shot.value, _from_problem(image.problem), image.size]


def _to_image(value: Sequence[Any]) -> Image:
    asset_id, shot, problem, size = value
    return Image(asset_id, Shot(shot), _to_problem(problem), tuple(size) if size else None)


def _from_problem(problem: Rejection | None) -> list[str] | None:
    return [problem.code, problem.detail] if problem else None


def _to_problem(value: Sequence[str] | None) -> Rejection | None:
    return Rejection(*value) if value else None
