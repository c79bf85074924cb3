"""Asking for images and for edits in words, and the worker that makes them, or dies of it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, multiple

from darkroom.domain.generation import GenerationRef
from darkroom.events import write_work
from tests.builders import sqs_event
from tests.functions.answers import Context
from tests.histories.keeping import Keeping
from tests.histories.spec import SPELLED, Photo
from tests.histories.steps import ASSETS, step
from tests.histories.wishes import DRAFT, Making

MAKINGS: Bundle[Making] = Bundle("makings")
owners = st.sampled_from(sorted(SPELLED))
numbers = st.integers(1, 3)
BRIGHTER = "make it brighter"
SEA = {"prompt": "a calm sea", "width": 64, "height": 64}
NAMED: dict[str, Any] = {"tags": [], "metadata": {}}


class Makers(Keeping):
    """Everything that is about generations."""

    @step(target=MAKINGS, owner=owners, number=numbers)
    def ask_for_images(self, owner: str, number: int) -> Making | MultipleResults[Making]:
        return self._asked(owner, "/v1/generations", SEA | {"num_images": number}, number, None)

    @step(target=MAKINGS, asset=ASSETS, number=numbers)
    def ask_for_variations(self, asset: Photo, number: int) -> Making | MultipleResults[Making]:
        path = f"/v1/assets/{asset.id}/variations"
        body = {"num_variations": number, "job_id": asset.job}
        return self._asked(asset.owner, path, body, number, asset)

    @step(target=MAKINGS, asset=ASSETS)
    def ask_in_words(self, asset: Photo) -> Making | MultipleResults[Making]:
        """What operations can do: nothing is charged, and there is no draft."""
        path = f"/v1/assets/{asset.id}/instructions"
        body = {"prompt": BRIGHTER, "job_id": asset.job}
        return self._asked(asset.owner, path, body, 0, asset)

    @step(target=ASSETS, making=MAKINGS, number=st.integers(0, 3))
    def take_up_a_draft(self, making: Making, number: int) -> Photo | MultipleResults[Photo]:
        """From now on everything else is done to it, too."""
        return making.drafts[number] if number < len(making.drafts) else multiple()

    @step(making=MAKINGS)
    def ask_again(self, making: Making) -> None:
        """With the same key and another body: whatever became of it, it is not asked for."""
        answer = self._ask(making.owner, "/v1/generations", SEA | {"seed": 1}, making.key)
        assert answer.code == "idempotency_key_reused"

    @step(target=ASSETS, making=MAKINGS)
    def work(self, making: Making) -> MultipleResults[Photo]:
        """A message, if there is one, perhaps not the first."""
        return multiple(*self.worked(making))

    @step(target=ASSETS, making=MAKINGS)
    def work_again(self, making: Making) -> MultipleResults[Photo]:
        """A message that was delivered before."""
        making.messages += 1
        return multiple(*self.worked(making))

    @step(making=MAKINGS)
    def die_at_work(self, making: Making) -> None:
        """Of a store that does not take the answer."""
        if making.is_over or making.words or (making.source and making.source.problem):
            return
        if not any(draft.status == "pending" for draft in making.drafts):
            return
        self.world.faults.plan("s3:PutObject", status=500, code="InternalError", times=99)
        assert self._delivered(making) == ["message-1"]
        self.world.faults.planned.clear()
        assert self.makings.stumble(making, self.now)
        making.messages += 1

    @step(making=MAKINGS)
    def give_up(self, making: Making) -> None:
        path = f"/v1/generations/{making.id}"
        answer = self.world.call("DELETE", path, owner=making.owner)
        if making.state == "gone":
            assert answer.code == "generation_not_found"
            return
        assert answer.status == 204
        self.makings.cancel(making)

    @step(making=MAKINGS)
    def look_at_a_generation(self, making: Making) -> None:
        self.require_making(making)

    @step(making=MAKINGS)
    def trespass_on_a_generation(self, making: Making) -> None:
        other = next(owner for owner in SPELLED if owner != making.owner)
        for method in ("GET", "DELETE"):
            path = f"/v1/generations/{making.id}"
            assert self.world.call(method, path, owner=other).code == "generation_not_found"

    def work_all(self) -> None:
        """Until no message waits."""
        for making in list(self.makings.all.values()):
            while making.messages:
                self.world.clock.advance(seconds=1)
                self.worked(making)

    def worked(self, making: Making) -> list[Photo]:
        """A message of it is delivered: the assets that came into being."""
        if not making.messages:
            return []
        assert self._delivered(making) == [], self.world.output
        if making.is_over:
            return []
        if making.words:
            return self._followed(making)
        made = self.makings.finish(making, self.now)
        for draft in made:
            self._note_made(draft)
        return made

    def require_making(self, making: Making) -> None:
        """What is told of it is what is so."""
        path = f"/v1/generations/{making.id}"
        answer = self.world.call("GET", path, owner=making.owner)
        if making.state == "gone":
            assert answer.code == "generation_not_found"
            return
        told = answer.json
        assert (told["state"], told["cost"]["images"]) == (making.state, making.charged), told
        assert told["result_ids"] == making.results
        assert (told["problem"] or {}).get("code") == making.code
        there = [id_ for id_ in making.results if self.spec.photos[id_].status == "ready"]
        assert [each["id"] for each in told["results"]] == there

    def _asked(
        self, owner: str, path: str, body: dict[str, Any], number: int, source: Photo | None
    ) -> Making | MultipleResults[Making]:
        key = f"key-{len(self.makings.all)}-{self.now.timestamp()}"
        answer = self._ask(owner, path, body, key)
        problem = source.problem if source else None
        problem = problem or (self.makings.refusal(owner, number, self.now) if number else None)
        if problem:
            assert answer.code == problem, answer
            return multiple()
        assert answer.status == 202, answer
        assert self._ask(owner, path, body, key).json == answer.json
        making = Making(answer.json["id"], owner, key, self.now, self.now, source)
        making.words = body["prompt"] if path.endswith("instructions") else None
        making.drafts = self._drafts(making, body.get("job_id", "default"), number)
        self.makings.begin(making)
        return making

    def _ask(self, owner: str, path: str, body: dict[str, Any], key: str) -> Any:
        headers = {"Idempotency-Key": key}
        return self.world.call("POST", path, owner=owner, json=body, headers=headers)

    def _drafts(self, making: Making, job: str, number: int) -> list[Photo]:
        """The pending assets that have come into being, as the gallery lists them."""
        query = {"status": "pending", "limit": 100, "order": "oldest"}
        listed = self.world.call("GET", "/v1/gallery", owner=making.owner, query=query).json
        new = [each for each in listed["items"] if each["id"] not in self.spec.photos]
        assert len(new) == number
        drafts = [
            Photo(
                id=shown["id"],
                owner=making.owner,
                job=job,
                content_type="image/png",
                size=0,
                born=(self.now, place),
                words={"filename": shown["filename"], **NAMED},
                due=self.now + DRAFT,
                kind="generated",
                source=making.source.id if making.source else None,
            )
            for place, shown in enumerate(new)
        ]
        self.spec.photos |= {draft.id: draft for draft in drafts}
        return drafts

    def _note_made(self, draft: Photo) -> None:
        shown = self.world.call("GET", f"/v1/assets/{draft.id}", owner=draft.owner).json
        draft.size, draft.sides = shown["size"], (shown["width"], shown["height"])
        assert shown["generation"]["model"] == "procedural"

    def _followed(self, making: Making) -> list[Photo]:
        """An instruction that operations do is an edit."""
        source = making.source
        assert source
        known = None if source.problem else self.spec.result(source, "brighter")
        if source.problem or not (known or self.spec.has_room(making.owner)):
            self.makings.refuse(making, source.problem or "quota_exceeded")
            return []
        told = self.world.call("GET", f"/v1/generations/{making.id}", owner=making.owner).json
        (result,) = told["results"]
        making.state, making.results = "ready", [result["id"]]
        if known:
            assert result["id"] == known.id
            return []
        return [self.note_result(source, "brighter", result)]

    def _delivered(self, making: Making) -> list[str]:
        making.messages -= 1
        event = sqs_event(write_work(GenerationRef(making.owner, making.id)))
        answer = self.world.invoke("generate", event, Context(remaining_ms=280_000))
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
