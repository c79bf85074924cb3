"""Recordings: uploaded as everything is, received, and never an asset."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from darkroom.catalog.base import GalleryQuery
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.colors import PaletteType
from darkroom.domain.errors import (
    AssetNotFound,
    Fault,
    FileTooLarge,
    InvalidRequest,
    RowBusy,
    TypeNotAllowed,
    UploadNotFound,
)
from darkroom.domain.limits import Limits
from darkroom.domain.recordings import AUDIO_TYPES, MAX_RECORDING_BYTES
from darkroom.domain.tally import COUNTERS
from darkroom.services.edits import EditRequest
from darkroom.services.links import LinkRequest
from darkroom.services.processing import Verdict
from darkroom.services.uploads import Uploads
from tests.builders import FLIP
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House, a_request
from tests.unit.services.stepping import WAYS, Crash, Steps, Way

VOICE = b"voice:12345"
WORDS: dict[str, Any] = {"filename": "note.wav", "content_type": "audio/wav"}


def received(house: House) -> Asset:
    return house.upload(body=VOICE, **WORDS)


@pytest.mark.parametrize("content_type", AUDIO_TYPES)
def test_a_recording_is_received_with_its_length(house: House, content_type: str) -> None:
    ticket = house.ticket(body=VOICE, filename="note", content_type=content_type)
    outcome = house.process(house.arrive(ticket, VOICE))
    assert outcome.verdict is Verdict.RECEIVED
    row = house.row(ticket.id)
    assert (row.status, row.seconds, row.facts) == (Status.RECEIVED, 5.0, None)
    assert house.keys(house.ports.private) == {row.original_key}
    assert house.keys(house.ports.uploads) == set()
    assert house.now.uploads.outcome("alice", ticket.id).status is Status.RECEIVED


def test_a_recording_is_no_asset(house: House) -> None:
    recording, services = received(house), house.now
    calls: list[Callable[[], object]] = [
        lambda: services.deletion.delete("alice", recording.id),
        lambda: services.moves.move("alice", recording.id, Visibility.PUBLIC),
        lambda: services.links.find("alice", LinkRequest(recording.id), timedelta(hours=1)),
        lambda: services.edits.make("alice", EditRequest(recording.id, FLIP)),
        lambda: services.palettes.take("alice", recording.id, list(PaletteType), 5),
    ]
    before = house.everything()
    for call in calls:
        with pytest.raises(AssetNotFound):
            call()
    assert house.everything() == before


def test_a_recording_is_in_no_gallery_and_counts_only_against_the_quota(house: House) -> None:
    recording = received(house)
    for status in Status:
        assert house.catalog.page(GalleryQuery("alice", 9, status=status)).assets == ()
    expected = {"quota_assets": 1, "quota_bytes": recording.size}
    assert house.catalog.stats("alice") == dict.fromkeys(COUNTERS, 0) | expected


def test_a_recording_that_is_none_is_rejected(house: House) -> None:
    rejected = house.upload(body=b"a spreadsheet", **WORDS)
    assert rejected.status is Status.REJECTED
    assert rejected.rejection
    assert rejected.rejection.code == "not_a_recording"
    assert house.keys(house.ports.private) == set()
    house.clock.advance(days=7)
    house.reconcile(1)
    assert house.catalog.rows == {}
    house.check_end()


def test_a_recording_of_another_size_is_rejected(house: House) -> None:
    ticket = house.ticket(body=VOICE, **WORDS)
    house.process(house.arrive(ticket, VOICE + b"6"))
    assert house.row(ticket.id).status is Status.REJECTED


def test_ten_megabytes_are_taken_whatever_the_limit_of_images_is(house: House) -> None:
    house.ticket(size=MAX_RECORDING_BYTES, **WORDS)
    with pytest.raises(FileTooLarge):
        house.ticket(size=MAX_RECORDING_BYTES + 1, **WORDS)


def test_where_nobody_hears_no_recording_is_taken(house: House) -> None:
    deaf = Uploads(house.ports, house.now.deletion, house.limits, timedelta(minutes=5))
    with pytest.raises(TypeNotAllowed) as refused:
        deaf.issue_ticket("alice", a_request(VOICE, **WORDS))
    assert refused.value.detail.endswith("image/gif, image/avif.")


@pytest.mark.parametrize("content_type", ["audio/flac", "image/tiff", "x" * 1000])
def test_a_type_that_is_not_taken_is_told_which_are(house: House, content_type: str) -> None:
    with pytest.raises(TypeNotAllowed) as refused:
        house.ticket(content_type=content_type)
    assert refused.value.detail.endswith(f"image/avif, {', '.join(AUDIO_TYPES)}.")
    assert len(refused.value.detail) < 500


def test_an_image_may_be_no_larger_because_recordings_are_taken(house: House) -> None:
    small = Limits(max_file_size=9)
    uploads = Uploads(house.ports, house.now.deletion, small, timedelta(minutes=5), hears=True)
    uploads.issue_ticket("alice", a_request(size=9))
    with pytest.raises(FileTooLarge):
        uploads.issue_ticket("alice", a_request(size=10))


def test_a_recording_has_no_slot_and_is_never_public(house: House) -> None:
    for words, pointer in (
        ({"slot": "profile/voice"}, "/slot"),
        ({"visibility": Visibility.PUBLIC}, "/visibility"),
    ):
        with pytest.raises(InvalidRequest) as refused:
            house.now.uploads.issue_ticket("alice", a_request(VOICE, **WORDS, **words))
        assert refused.value.errors[0].pointer == pointer


def test_an_event_that_comes_twice_changes_nothing(house: House) -> None:
    ticket = house.ticket(body=VOICE, **WORDS)
    arrival = house.arrive(ticket, VOICE)
    house.process(arrival)
    before = house.row(ticket.id)
    assert house.process(arrival).verdict is Verdict.REPEATED
    assert house.row(ticket.id) == before


def test_a_recording_that_nobody_uses_is_forgotten_after_a_day(house: House) -> None:
    recording = received(house)
    house.clock.advance(hours=23, minutes=59)
    assert not house.now.overdue().found
    assert house.row(recording.id).status is Status.RECEIVED
    house.clock.advance(minutes=1)
    assert dict(house.now.overdue().found) == {"recordings_forgotten": 1}
    assert house.catalog.rows == {}
    house.check_end()


def test_a_recording_is_given_up_by_its_owner(house: House) -> None:
    recording = received(house)
    house.now.uploads.abandon("alice", recording.id)
    with pytest.raises(UploadNotFound):
        house.now.uploads.outcome("alice", recording.id)
    house.reconcile(1)
    assert house.catalog.rows == {}
    house.check_end()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("body", [VOICE, b"a spreadsheet"])
def test_whatever_fails_the_next_delivery_decides(
    new_house: NewHouse, way: Way, body: bytes
) -> None:
    for n in range(1, 9):
        house, steps = new_house(in_memory=True), Steps()
        ticket = house.ticket(body=body, **WORDS)
        arrival = house.arrive(ticket, body)
        way(steps, n)
        with suppress(Crash, Fault, RowBusy):
            house.stepping(steps).processing.process(arrival)
        assert len(steps.taken) < 9
        house.end_claims()
        house.process(arrival)
        decided = Status.RECEIVED if body == VOICE else Status.REJECTED
        assert house.row(ticket.id).status is decided
        house.clock.advance(days=8)
        house.reconcile(1)
        assert house.catalog.rows == {}
        house.check_end()


@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_while_it_is_forgotten_the_next_round_forgets_it(
    new_house: NewHouse, way: Way
) -> None:
    for n in range(1, 12):
        house, steps = new_house(in_memory=True), Steps()
        received(house)
        house.clock.advance(hours=25)
        way(steps, n)
        with suppress(Crash):
            house.stepping(steps).overdue()
        house.reconcile(2)
        assert house.catalog.rows == {}
        house.check_end()
