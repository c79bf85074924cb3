"""What FileStore does beyond the contract: its directory, and the links it signs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from darkroom.domain.errors import InvalidKey, StoreFailure
from darkroom.storage.base import UploadRules, Write
from darkroom.storage.file import FileStore
from darkroom.storage.file_gate import FileGate
from darkroom.storage.file_links import FileLinks, LinkRefused

NOW = datetime(2026, 11, 21, 10, 0, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINKS = FileLinks("https://files.test/pictures/", b"secret")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "store", LINKS, lambda: NOW)


def write(key: str, body: bytes = b"picture") -> Write:
    return Write(key, body, "image/webp")


def gate_at(store: FileStore, now: datetime) -> FileGate:
    return FileGate(store, LINKS, lambda: now)


def test_an_object_lies_under_its_own_name(store: FileStore, tmp_path: Path) -> None:
    store.save(write("alice/job/a.webp"))
    assert (tmp_path / "store/objects/alice/job/a.webp").read_bytes() == b"picture"


def test_writes_nothing_outside_its_directory(store: FileStore, tmp_path: Path) -> None:
    for key in ["../out", "/etc/out", "a/../../out", "..", "a/../../../objects/out"]:
        with pytest.raises(InvalidKey):
            store.save(write(key))
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_key_cannot_be_the_folder_of_another(store: FileStore) -> None:
    store.save(write("a/b"))
    for key in ["a", "a/b/c", "a/b/c/d"]:
        with pytest.raises(InvalidKey):
            store.save(write(key))
    assert [info.key for info in store.list_prefix("")] == ["a/b"]


def test_a_segment_fits_into_a_file_name(store: FileStore) -> None:
    store.save(write("a" * 255))
    with pytest.raises(InvalidKey):
        store.save(write("a" * 256))


def test_a_failed_save_leaves_the_old_object_and_nothing_else(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(write("a", b"old"))

    def disk_full(self: Path, data: bytes) -> None:
        with self.open("wb") as file:
            file.write(data[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", disk_full)
    with pytest.raises(StoreFailure):
        store.save(write("a", b"new"))
    assert store.read("a", max_bytes=10) == b"old"
    assert list((tmp_path / "store/partial").iterdir()) == []


def test_empty_folders_go_with_their_last_object(store: FileStore, tmp_path: Path) -> None:
    store.save_many([write("a/b/c/d"), write("a/e")])
    store.delete("a/b/c/d")
    assert [path.name for path in (tmp_path / "store/objects/a").iterdir()] == ["e"]


def test_a_file_put_there_by_hand_is_an_object(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "store/objects/mine.jpg").write_bytes(b"mine")
    (info,) = store.list_prefix("")
    assert (info.key, info.etag) == ("mine.jpg", hashlib.md5(b"mine").hexdigest())  # noqa: S324
    assert store.headers("mine.jpg").content_type == "application/octet-stream"


def test_a_file_replaced_by_hand_has_the_etag_of_what_is_in_it(
    store: FileStore, tmp_path: Path
) -> None:
    store.save(write("a", b"first"))
    (tmp_path / "store/objects/a").write_bytes(b"replaced")
    assert store.info("a").etag == hashlib.md5(b"replaced").hexdigest()  # noqa: S324
    assert store.read("a", max_bytes=10) == b"replaced"


def test_a_file_whose_name_is_no_key_is_no_object(store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "store/objects/line\nbreak").write_bytes(b"")
    assert list(store.list_prefix("")) == []


def test_a_directory_that_cannot_be_made_is_a_store_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreFailure):
        FileStore(tmp_path / "file/store", LINKS, lambda: NOW)


def test_a_second_store_over_the_directory_sees_the_same(store: FileStore, tmp_path: Path) -> None:
    store.save(Write("a", b"picture", "image/webp", "private", "inline"))
    again = FileStore(tmp_path / "store", LINKS, lambda: NOW)
    assert again.info("a") == store.info("a")
    assert again.headers("a").content_disposition == "inline"


def test_a_link_is_an_address_below_the_base_url(store: FileStore) -> None:
    url = store.presign_read("a/é b", lifetime=HOUR).url
    assert url.startswith("https://files.test/pictures/a/%C3%A9%20b?expires=1795258800&signature=")


def test_a_link_is_the_same_within_a_window(tmp_path: Path) -> None:
    def url(second: int) -> str:
        now = datetime(2026, 11, 21, 10, tzinfo=UTC) + timedelta(seconds=second)
        return FileStore(tmp_path, LINKS, lambda: now).presign_read("a", lifetime=HOUR).url

    assert url(0) == url(899)
    assert url(899) != url(900)


def test_a_link_is_refused_from_its_end_on(store: FileStore) -> None:
    store.save(write("a"))
    signed = store.presign_read("a", lifetime=HOUR)
    just_before = signed.expires_at - timedelta(microseconds=1)
    assert gate_at(store, just_before).get(signed.url).body == b"picture"
    with pytest.raises(LinkRefused):
        gate_at(store, signed.expires_at).get(signed.url)


FORGERIES: list[Callable[[str], str]] = [
    lambda url: url.replace("expires=1", "expires=2"),
    lambda url: url.replace("/a?", "/b?"),
    lambda url: url.replace("https://files.test", "https://elsewhere.test"),
    lambda url: url.partition("&signature=")[0],
    lambda url: url.partition("&signature=")[0] + "&signature=",
    lambda url: url + "é",
    lambda url: url + "&signature=" + "0" * 64,
    lambda _: "",
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_link_is_refused(store: FileStore, forge: Callable[[str], str]) -> None:
    store.save_many([write("a"), write("b")])
    with pytest.raises(LinkRefused):
        gate_at(store, NOW).get(forge(store.presign_read("a", lifetime=HOUR).url))


def test_a_link_of_another_secret_is_refused(store: FileStore) -> None:
    others = FileLinks("https://files.test/pictures", b"another secret")
    with pytest.raises(LinkRefused):
        gate_at(store, NOW).get(others.sign("GET", "a", NOW + HOUR, {}))


def test_a_link_for_reading_does_not_upload(store: FileStore) -> None:
    url = store.presign_read("a", lifetime=HOUR).url
    with pytest.raises(LinkRefused):
        gate_at(store, NOW).put(url, {}, b"picture")


def test_an_upload_of_another_type_or_key_is_refused(store: FileStore) -> None:
    rules = UploadRules("a", "image/webp", 7)
    form, put = (
        store.presign_post(rules, lifetime=HOUR),
        store.presign_put(rules, lifetime=HOUR),
    )
    gate = gate_at(store, NOW)
    with pytest.raises(LinkRefused):
        gate.put(put.url, {"Content-Type": "text/html"}, b"picture")
    with pytest.raises(LinkRefused):
        gate.post(form.url, {**form.fields, "key": "b"}, b"picture")
    with pytest.raises(LinkRefused):
        gate.post(form.url, {**form.fields, "Content-Type": "text/html"}, b"picture")
    assert list(store.list_prefix("")) == []
