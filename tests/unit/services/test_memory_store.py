"""The store in a dictionary does what the store in a directory does."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from darkroom.domain.errors import ObjectChanged, ObjectNotFound
from darkroom.storage.base import ObjectStore, UploadRules, Write
from darkroom.storage.file_links import FileLinks
from tests.fakes import START, Clock
from tests.unit.services.house import DatedStore
from tests.unit.services.memory import MemoryStore

KEYS = ["a/j/1.png", "a/j/1_large.webp", "a/j/2.png", "a.40b/j/1.png", "b/j/1.png"]


def outcome(step: Callable[[ObjectStore], Any], store: ObjectStore) -> Any:
    try:
        return step(store)
    except (ObjectNotFound, ObjectChanged) as error:
        return type(error)


def a_step(dice: random.Random) -> Callable[[ObjectStore], Any]:
    key, body = dice.choice(KEYS), bytes(dice.choices(b"xy", k=dice.randint(0, 3)))
    prefix, after = dice.choice(["", "a/", "a/j/1", "c"]), dice.choice(["", *KEYS])
    steps: list[Callable[[ObjectStore], Any]] = [
        lambda store: store.save_many([Write(key, body, "image/png")]),
        lambda store: store.delete_many([key]),
        lambda store: store.read(key, max_bytes=len(body)),
        lambda store: store.read(key, max_bytes=9, etag="d41d8cd98f00b204e9800998ecf8427e"),
        lambda store: store.info(key),
        lambda store: store.exists(key),
        lambda store: list(store.list_prefix(prefix, start_after=after)),
    ]
    return dice.choice(steps)


def test_a_store_in_a_dictionary_answers_as_one_in_a_directory(tmp_path: Path) -> None:
    clock, links = Clock(START), FileLinks("https://f.test", b"s")
    in_directory = DatedStore(tmp_path, links, clock)
    in_dictionary = MemoryStore(links, clock.now)
    dice = random.Random(0)
    for _ in range(400):
        step = a_step(dice)
        clock.advance(seconds=1)
        assert outcome(step, in_directory) == outcome(step, in_dictionary)
        assert in_directory.keys() == in_dictionary.keys()
    rules = UploadRules(KEYS[0], "image/png", 9)
    signed = [
        store.presign_posts([rules], lifetime=timedelta(minutes=5))
        for store in (in_directory, in_dictionary)
    ]
    assert signed[0] == signed[1]
