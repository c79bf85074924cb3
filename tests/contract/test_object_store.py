"""What every ObjectStore promises, over every store there is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from darkroom.domain.errors import InvalidKey, ObjectChanged, ObjectNotFound, StoreFailure
from darkroom.storage.base import Copy, UploadRules
from tests.contract.stores import ODD_KEYS, STORES, Rig, write

HOUR = timedelta(hours=1)
BAD_KEYS = [
    "",
    "/a",
    "a/",
    "a//b",
    "../a",
    "a/../b",
    "a/./b",
    "..",
    "a\0b",
    "a\nb",
    "\ud800",
    "a" * 1025,
    "é" * 513,
]


@pytest.fixture(params=STORES)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with STORES[request.param](tmp_path) as rig:
        yield rig


def keys(rig: Rig, prefix: str, start_after: str = "") -> list[str]:
    return [item.key for item in rig.store.list_prefix(prefix, start_after=start_after)]


# Saving and reading


@pytest.mark.parametrize("key", ODD_KEYS)
def test_gives_back_what_was_saved_under_any_key(rig: Rig, key: str) -> None:
    rig.store.save(write(key, b"\0\xff bytes"))
    assert rig.store.read(key, max_bytes=100) == b"\0\xff bytes"
    assert keys(rig, "") == [key]


def test_saving_again_replaces_the_object(rig: Rig) -> None:
    rig.store.save(write("a/b", b"first, and longer"))
    rig.store.save(write("a/b", b"second"))
    assert rig.store.read("a/b", max_bytes=100) == b"second"
    assert rig.store.info("a/b").size == 6


def test_holds_an_empty_object(rig: Rig) -> None:
    rig.store.save(write("a", b""))
    assert rig.store.read("a", max_bytes=10) == b""
    assert rig.store.info("a").size == 0


def test_saves_many_at_once(rig: Rig) -> None:
    rig.store.save_many([write(f"a/{n}", f"{n}".encode()) for n in range(20)])
    assert [rig.store.read(f"a/{n}", max_bytes=9) for n in (0, 7, 19)] == [b"0", b"7", b"19"]


def test_saving_none_is_nothing(rig: Rig) -> None:
    rig.store.save_many([])
    rig.store.delete_many([])
    rig.store.copy_many([], rig.other)
    assert keys(rig, "") == []


def test_saving_many_raises_the_failure_of_one(rig: Rig) -> None:
    with pytest.raises(InvalidKey):
        rig.store.save_many([write("a"), write("../b"), write("c")])


def test_reads_one_byte_more_than_allowed_and_no_more(rig: Rig) -> None:
    rig.store.save(write("a", b"0123456789"))
    assert rig.store.read("a", max_bytes=4) == b"01234"
    assert rig.store.read("a", max_bytes=9) == b"0123456789"
    assert rig.store.read("a", max_bytes=10) == b"0123456789"


def test_reads_the_object_with_the_named_etag(rig: Rig) -> None:
    rig.store.save(write("a", b"first"))
    etag = rig.store.info("a").etag
    assert rig.store.read("a", max_bytes=10, etag=etag) == b"first"


def test_refuses_to_read_an_object_that_has_changed(rig: Rig) -> None:
    rig.store.save(write("a", b"first"))
    etag = rig.store.info("a").etag
    rig.store.save(write("a", b"other"))
    with pytest.raises(ObjectChanged):
        rig.store.read("a", max_bytes=10, etag=etag)


def test_a_missing_object_is_not_found_rather_than_changed(rig: Rig) -> None:
    with pytest.raises(ObjectNotFound):
        rig.store.read("a", max_bytes=10, etag="0" * 32)


# Knowing of objects


def test_knows_size_etag_and_time_of_an_object(rig: Rig) -> None:
    rig.store.save(write("a/b", b"picture"))
    info = rig.store.info("a/b")
    assert (info.key, info.size) == ("a/b", 7)
    assert info.etag == hashlib.md5(b"picture").hexdigest()  # noqa: S324
    assert info.modified_at.tzinfo is UTC
    assert abs(info.modified_at - rig.now) < timedelta(minutes=1)


def test_a_missing_object_is_not_found(rig: Rig) -> None:
    assert not rig.store.exists("a/b")
    with pytest.raises(ObjectNotFound):
        rig.store.read("a/b", max_bytes=10)
    with pytest.raises(ObjectNotFound):
        rig.store.info("a/b")


def test_a_folder_is_not_an_object(rig: Rig) -> None:
    rig.store.save(write("a/b/c"))
    assert not rig.store.exists("a/b")
    with pytest.raises(ObjectNotFound):
        rig.store.read("a/b", max_bytes=10)


def test_what_is_below_an_object_is_not_there(rig: Rig) -> None:
    rig.store.save(write("a/b"))
    assert not rig.store.exists("a/b/c")
    rig.store.delete("a/b/c")
    assert rig.store.exists("a/b")


# Deleting


def test_a_deleted_object_is_gone(rig: Rig) -> None:
    rig.store.save_many([write("a/b"), write("a/c")])
    rig.store.delete("a/b")
    assert not rig.store.exists("a/b")
    assert rig.store.exists("a/c")


def test_deleting_what_is_not_there_is_fine(rig: Rig) -> None:
    rig.store.delete("a/b")
    rig.store.delete_many(["a/b", "a/c"])


def test_deletes_many_and_nothing_else(rig: Rig) -> None:
    rig.store.save_many([write(key) for key in [*ODD_KEYS, "stays"]])
    rig.store.delete_many([*ODD_KEYS, "never/was", ODD_KEYS[0]])
    assert keys(rig, "") == ["stays"]


def test_a_key_can_be_used_once_its_folder_is_empty(rig: Rig) -> None:
    rig.store.save(write("a/b/c"))
    rig.store.delete("a/b/c")
    rig.store.save(write("a"))
    assert keys(rig, "") == ["a"]


# Listing


def test_lists_in_byte_order_of_the_whole_key(rig: Rig) -> None:
    names = ["a-b", "a.b", "a/b", "a0", "aé", "a~", "a/b.x", "A", "a🖼", "a\uffed", "a/é/z", "a/b-"]
    rig.store.save_many([write(name) for name in names])
    assert keys(rig, "") == sorted(names, key=str.encode)


def test_lists_what_starts_with_the_prefix(rig: Rig) -> None:
    rig.store.save_many([write(key) for key in ["a/x1", "a/x2", "a/x/3", "a/y", "ax", "b"]])
    assert keys(rig, "a/x") == ["a/x/3", "a/x1", "a/x2"]
    assert keys(rig, "a/") == ["a/x/3", "a/x1", "a/x2", "a/y"]
    assert keys(rig, "a/x1") == ["a/x1"]
    assert keys(rig, "c") == []


def test_lists_what_sorts_after_a_key(rig: Rig) -> None:
    rig.store.save_many([write(key) for key in ["a/1", "a/2/3", "a/2/5", "a/4", "b/1"]])
    assert keys(rig, "a/", "a/2/3") == ["a/2/5", "a/4"]
    assert keys(rig, "", "a/2") == ["a/2/3", "a/2/5", "a/4", "b/1"]
    assert keys(rig, "", "a/3") == ["a/4", "b/1"]
    assert keys(rig, "a/", "b") == []


def test_lists_more_than_one_page_and_deletes_more_than_one_request(rig: Rig) -> None:
    names = [f"a/{number:04}" for number in range(1, 1102)]
    rig.store.save_many([write(name, b"x") for name in names])
    assert keys(rig, "a/") == names
    assert keys(rig, "a/", "a/1050") == names[1050:]
    rig.store.delete_many(names[:-1])
    assert keys(rig, "") == names[-1:]


def test_a_listing_says_what_info_says(rig: Rig) -> None:
    rig.store.save(write("a/b", b"picture"))
    (listed,) = rig.store.list_prefix("a")
    known = rig.store.info("a/b")
    assert (listed.size, listed.etag) == (known.size, known.etag)
    assert abs(listed.modified_at - known.modified_at) < timedelta(seconds=1)
    assert listed.modified_at.tzinfo is UTC


# Copying


def test_copies_under_the_same_key_with_headers_of_its_own(rig: Rig) -> None:
    rig.store.save_many([write(key, key.encode()) for key in ODD_KEYS])
    rig.store.copy_many(
        [Copy(key, "image/png", "public, immutable") for key in ODD_KEYS], rig.other
    )
    for key in ODD_KEYS:
        answer = rig.get(rig.other.presign_read(key, lifetime=HOUR).url)
        assert answer.body == key.encode()
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Cache-Control"] == "public, immutable"
    assert rig.store.exists(ODD_KEYS[0])


def test_copying_replaces_what_is_there(rig: Rig) -> None:
    rig.store.save(write("a", b"new"))
    rig.other.save(write("a", b"old"))
    rig.store.copy_many([Copy("a", "image/webp", "public")], rig.other)
    assert rig.other.read("a", max_bytes=9) == b"new"


def test_copying_a_missing_object_is_not_found(rig: Rig) -> None:
    rig.store.save(write("a"))
    with pytest.raises(ObjectNotFound):
        rig.store.copy_many([Copy("a", "image/webp", ""), Copy("b", "image/webp", "")], rig.other)


# Three errors, told apart


@pytest.mark.parametrize("key", BAD_KEYS)
def test_refuses_a_key_that_not_every_store_can_hold(rig: Rig, key: str) -> None:
    upload = UploadRules(key, "image/webp", 1)
    attempts: list[Callable[[], object]] = [
        lambda: rig.store.save(write(key)),
        lambda: rig.store.read(key, max_bytes=1),
        lambda: rig.store.info(key),
        lambda: rig.store.exists(key),
        lambda: rig.store.delete(key),
        lambda: rig.store.delete_many([key]),
        lambda: rig.store.copy_many([Copy(key, "image/webp", "")], rig.other),
        lambda: rig.store.presign_read(key, lifetime=HOUR),
        lambda: rig.store.presign_reads([key], lifetime=HOUR),
        lambda: rig.store.presign_post(upload, lifetime=HOUR),
        lambda: rig.store.presign_put(upload, lifetime=HOUR),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidKey):
            attempt()


def test_an_outage_is_a_store_failure_and_nothing_else(rig: Rig) -> None:
    rig.store.save(write("a"))
    rig.break_down()
    attempts: list[Callable[[], object]] = [
        lambda: rig.store.save(write("a")),
        lambda: rig.store.save_many([write("a"), write("b")]),
        lambda: rig.store.read("a", max_bytes=1),
        lambda: rig.store.info("a"),
        lambda: rig.store.exists("a"),
        lambda: list(rig.store.list_prefix("a")),
        lambda: rig.store.copy_many([Copy("a", "image/webp", "")], rig.other),
    ]
    for attempt in attempts:
        with pytest.raises(StoreFailure):
            attempt()
