"""Asking for things in a deployment of the tests, delivering messages until all is quiet, and what
must be true of every generation then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from darkroom.domain.asset import Asset, Status
from darkroom.domain.budget import NOTHING, Charge, day_of
from darkroom.domain.errors import Fault, RowBusy
from darkroom.domain.generation import Ask, Generation, Shot, Task
from darkroom.services.worked import Worked
from tests.unit.services.house import House, Services
from tests.unit.services.stepping import Crash

SEED = 7
IN_WORDS = "make it black and white"
FOR_A_MODEL = "make it black and white and add a dragon"
SEA = Ask(Task.GENERATION, "a calm sea", seed=SEED)
PAID = {"answer_lost", "malformed_answer", "result_withheld"}
"""Problems of images that are charged all the same."""


def begin(
    house: House,
    ask: Ask,
    *,
    num_images: int = 1,
    key: str | None = "a-key",
    body: Mapping[str, Any] | None = None,
    services: Services | None = None,
) -> Generation:
    """What alice asks for, as it is answered."""
    said = {"prompt": ask.prompt} if body is None else body
    generations = (services or house.now).generations
    return generations.begin("alice", ask, num_images=num_images, key=key, body=said).generation


def of_words(house: House, num_images: int = 2, **words: Any) -> Generation:
    return begin(house, replace(SEA, **words), num_images=num_images)


def refining(
    house: House, source: Asset | None = None, key: str = "a-key", **words: Any
) -> Generation:
    source = source or house.upload()
    ask = Ask(Task.REFINEMENT, "in fog", seed=SEED, source_asset_id=source.id, **words)
    return begin(house, ask, key=key)


def instructing(
    house: House,
    prompt: str = IN_WORDS,
    source: Asset | None = None,
    *,
    key: str = "a-key",
    **words: Any,
) -> Generation:
    source = source or house.upload()
    ask = Ask(Task.INSTRUCTION, prompt, seed=SEED, source_asset_id=source.id, **words)
    return begin(house, ask, num_images=0, key=key)


def a_recording(house: House, content_type: str = "audio/wav", seconds: int = 5) -> Asset:
    """Received, and so many seconds long."""
    body = b"voice:" + b"." * seconds
    return house.upload(body=body, filename="note.wav", content_type=content_type)


def speaking(
    house: House, source: Asset | None = None, recording: Asset | None = None, **words: Any
) -> Generation:
    said = recording or a_recording(house)
    return instructing(house, "", source, audio_upload_id=said.id, **words)


def speaking_for_a_model(house: House) -> Generation:
    """Bare AAC, that has to be wrapped, with words of which a model has to do a part."""
    house.creating.speech.words = FOR_A_MODEL
    return speaking(house, recording=a_recording(house, "audio/aac"))


def deliver(
    house: House, services: Services | None = None, seconds_left: float = 275
) -> Worked | None:
    """The first of the messages, once it is its turn. Where that fails, it comes back."""
    ref, wait = house.creating.waiting.pop(0)
    house.clock.advance(seconds=wait)
    try:
        return (services or house.now).generating.work(ref, lambda: seconds_left)
    except (Fault, RowBusy, Crash) as error:
        told = getattr(error, "seconds", 0)
        house.creating.waiting.append((ref, max(100, told)))
        return None


def settle(house: House, deliveries: int = 40) -> None:
    """Until no message waits."""
    for _ in range(deliveries):
        if not house.creating.waiting:
            return
        deliver(house)


def end(house: House, kept: Charge = NOTHING) -> None:
    """Until nothing is left to do, a day later: and then all must be as it should. `kept` is what
    generations that are gone have charged."""
    settle(house)
    if not all(row.is_over for row in house.catalog.generation_rows.values()):
        house.reconcile(1)
        settle(house)
    house.clock.advance(hours=26)
    house.reconcile(1)
    house.check_end()
    assert {row.status for row in house.catalog.rows.values()} <= {Status.READY}
    check_generations(house, kept)


def now(house: House, generation: Generation) -> Generation:
    """Its row."""
    found = house.catalog.generation(generation.owner, generation.id)
    assert found is not None
    return found


def spent(house: House, generation: Generation | None = None) -> Charge:
    """What alice has charged on the day of the generation, or today."""
    at = generation.created_at if generation else house.clock.now()
    return house.catalog.spent("alice", day_of(at))


def check_generations(house: House, kept: Charge = NOTHING) -> None:
    """Each is over, nothing is paid twice, and rows, assets and budgets tell the same story."""
    totals = Counter(images=kept.images, seconds=kept.voice_seconds)
    for row in house.catalog.generation_rows.values():
        assert row.is_over, row
        check_images(house, row)
        totals["images"] += row.charge.images
        totals["seconds"] += row.charge.voice_seconds
    for provider in (house.creating.images, house.creating.speech):
        assert set(provider.paid.values()) <= {1}, "paid twice"
    assert len(house.creating.images.paid) <= totals["images"]
    budgets = house.catalog.budgets.values()
    assert sum(each.images for each in budgets) == totals["images"]
    assert sum(each.voice_seconds for each in budgets) == totals["seconds"]
    assert all(each.images >= 0 and each.voice_seconds >= 0 for each in budgets)


def check_images(house: House, row: Generation) -> None:
    """Each image that is done is one asset, and what is charged is done or may have been paid."""
    assert all(image.is_over for image in row.images)
    made = {
        each.id
        for each in house.catalog.rows.values()
        if each.generation and each.generation["id"] == row.id
    }
    assert made == set(row.result_ids)
    done = sum(image.shot is Shot.DONE for image in row.images)
    problems = [image.problem for image in row.images if image.problem]
    lost = sum(problem.code in PAID for problem in problems)
    assert row.charge.images == done + lost
    assert len(problems) == len(row.images) - done, "an image is not there and nobody says why"
