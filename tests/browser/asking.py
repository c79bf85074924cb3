"""What is asked for by the API, for pages that show it."""

from __future__ import annotations

import secrets
from typing import Any

from tests.e2e.client import Client

SMALLEST = 64
"""Pixels of a side: made in no time."""


def key() -> dict[str, str]:
    """The header of a request that was not made before."""
    return {"Idempotency-Key": secrets.token_hex(16)}


def ask(owner: Client, prompt: str = "a calm sea", number: int = 1, side: int = SMALLEST) -> Any:
    """Ask for that many square pictures, and do not wait for them."""
    body = {"prompt": prompt, "num_images": number, "width": side, "height": side}
    answer = owner("POST", "/v1/generations", json=body, headers=key())
    assert answer.status_code == 202, answer.text
    return answer.json()


def made(owner: Client, prompt: str = "a calm sea", number: int = 1, side: int = SMALLEST) -> Any:
    """The same, once it is over: the generation, which is ready."""
    begun = ask(owner, prompt, number, side)
    for _ in range(3):
        found = owner("GET", f"/v1/generations/{begun['id']}?wait=20").json()
        if found["state"] not in {"queued", "running"}:
            break
    assert found["state"] == "ready", found
    return found
