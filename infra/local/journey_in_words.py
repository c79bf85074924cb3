"""The part of the sample run that asks in words: an image of a prompt, and an edit."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.progress import Steps

GENERATE_SECONDS = 60
PROMPT = "a lighthouse over a calm sea at dusk, teal and orange"
INSTRUCTION = "make it warmer and crop it to a square"

Send = Callable[..., Any]
"""(method, path, *, json, headers, expect) → the answer."""


class NotAsAsked(Exception):
    """A step did not end as it must; the message says how."""


@dataclass(frozen=True, slots=True)
class InWords:
    """One client's requests in words."""

    send: Send
    steps: Steps

    def generate(self) -> None:
        """An image of a prompt, asked for twice with one key: it is one image."""
        asked = {"prompt": PROMPT, "width": 768, "height": 512, "seed": 7}
        with self.steps.step("POST /v1/generations, a lighthouse at dusk"):
            key = {"Idempotency-Key": str(uuid.uuid4())}
            begun = self._post("/v1/generations", asked, key)
        with self.steps.step("the same request again, answered with that generation"):
            if self._post("/v1/generations", asked, key)["id"] != begun["id"]:
                raise NotAsAsked("The same key began another generation.")
        with self.steps.step("GET …/generations/{id}?wait=20, painted by rules and developed"):
            (result,) = self._await(begun)["results"]
            facts = result["generation"]
            if (result["width"], result["height"], result["kind"]) != (768, 512, "generated"):
                raise NotAsAsked("The result is not the image that was asked for.")
            if (facts["model"], facts["seed"]) != ("procedural", 7):
                raise NotAsAsked("The result does not say how it was made.")

    def instruct(self, asset: Mapping[str, Any], filename: str) -> None:
        """An edit in words: first what it would do, then done."""
        path = f"/v1/assets/{asset['id']}/instructions"
        with self.steps.step(f"{filename}: “{INSTRUCTION}”: a dry run"):
            wanted = {"prompt": INSTRUCTION, "dry_run": True}
            plan = self.send("POST", path, json=wanted).json()
            names = [each["operation"] for each in plan["recipe"]["operations"]]
            if names != ["filter", "crop"] or plan["not_understood"]:
                raise NotAsAsked("The instruction was not understood.")
        with self.steps.step(f"{filename}: the same, done by operations at no cost"):
            key = {"Idempotency-Key": str(uuid.uuid4())}
            done = self._await(self._post(path, {"prompt": INSTRUCTION}, key))
            (result,) = done["results"]
            if result["width"] != result["height"] or result["source_asset_id"] != asset["id"]:
                raise NotAsAsked("The instruction did not make a square of its source.")
            if done["cost"] != {"images": 0, "voice_seconds": 0}:
                raise NotAsAsked("Operations were charged.")

    def _post(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Mapping[str, Any]:
        answer: Mapping[str, Any]
        answer = self.send("POST", path, json=body, headers=headers, expect=202).json()
        return answer

    def _await(self, begun: Mapping[str, Any]) -> Mapping[str, Any]:
        deadline = time.monotonic() + GENERATE_SECONDS
        while time.monotonic() < deadline:
            found: Mapping[str, Any]
            found = self.send("GET", f"/v1/generations/{begun['id']}?wait=20").json()
            if found["state"] == "ready":
                return found
            if found["state"] in {"refused", "failed"}:
                problem = found["problem"]
                raise NotAsAsked(f"It {found['state']}: {problem['detail']} ({problem['code']})")
        raise NotAsAsked(f"It was not made within {GENERATE_SECONDS} s.")
