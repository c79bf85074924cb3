"""Owners who have pictures already: made by the API, in a fraction of the time of the page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from infra.local.photos import photo
from tests.e2e.client import Client

TICKETS = 100
"""As many as a batch has at most."""
SHAPES = ((640, 480), (480, 640), (720, 480), (600, 600), (960, 400))


@cache
def picture(seed: int, size: tuple[int, int] | None = None) -> bytes:
    """A JPEG unlike any other; its shape follows from the seed."""
    return photo(seed, size=size or SHAPES[seed % len(SHAPES)])


def seed(owner: Client, count: int, scale: int = 1, **words: Any) -> list[Any]:
    """That many assets, oldest first. `scale` enlarges them; `words` go into every ticket."""
    # Few pictures, many assets: painting takes longer than developing.
    files = [picture(n, _scaled(SHAPES[n % len(SHAPES)], scale)) for n in range(min(count, 20))]
    assets: list[Any] = []
    for start in range(0, count, TICKETS):
        numbers = range(start, min(start + TICKETS, count))
        assets += _seed([files[n % len(files)] for n in numbers], start, owner, words)
    return assets


def _scaled(size: tuple[int, int], scale: int) -> tuple[int, int]:
    return size[0] * scale, size[1] * scale


def _seed(files: list[bytes], start: int, owner: Client, words: Any) -> list[Any]:
    items = [
        {"filename": f"photo-{start + n + 1}.jpg", "content_type": "image/jpeg", "size": len(file)}
        | words
        for n, file in enumerate(files)
    ]
    answer = owner("POST", "/v1/uploads/batch", json={"items": items})
    assert answer.status_code == 200, answer.text
    tickets = answer.json()["results"]
    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(owner.send, tickets, files)
        assert {each.status_code for each in sent} <= {200, 201, 204}
        uploads = list(pool.map(lambda ticket: owner.decided(ticket["id"]), tickets))
    assert {upload["status"] for upload in uploads} == {"ready"}, uploads
    return [upload["asset"] for upload in uploads]
