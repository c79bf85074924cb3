"""Small files sent to us instead of to the store: the same quarantine, the same way on."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Status
from darkroom.domain.errors import (
    FileTooLarge,
    InvalidRequest,
    QuotaExceeded,
    Refusal,
    StoreFailure,
)
from darkroom.domain.limits import MIB, Limits
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import (
    PHOTO,
    House,
    a_request,
)
from tests.unit.services.stepping import Steps


def test_an_inline_upload_goes_into_quarantine_and_the_same_way_on(house: House) -> None:
    draft = house.now.uploads.receive("alice", a_request(slot="profile/avatar"), PHOTO)
    assert draft.status is Status.PENDING
    assert house.keys(house.ports.uploads) == {draft.original_key}
    assert house.keys(house.ports.private) == set()
    house.process(
        Arrival(draft.original_key, hashlib.md5(PHOTO, usedforsecurity=False).hexdigest())
    )
    assert house.row(draft.id).status is Status.READY
    house.check_end()


def test_an_inline_upload_has_at_most_four_megabytes(house: House) -> None:
    body = bytes(4 * MIB + 1)
    before = house.everything()
    with pytest.raises(FileTooLarge):
        house.now.uploads.receive("alice", a_request(size=len(body)), body)
    assert house.everything() == before


@pytest.mark.parametrize(
    "words", [{"content_type": "text/html"}, {"job_id": "a b"}, {"slot": "x"}, {"filename": ""}]
)
def test_an_inline_upload_is_refused_like_any_other(house: House, words: dict[str, Any]) -> None:
    before = house.everything()
    with pytest.raises(Refusal):
        house.now.uploads.receive("alice", a_request(**words), PHOTO)
    assert house.everything() == before


def test_an_empty_inline_upload_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequest):
        house.now.uploads.receive("alice", a_request(size=0), b"")
    assert house.catalog.rows == {}


def test_an_inline_upload_beyond_the_quota_writes_nothing(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_bytes_per_owner=3))
    with pytest.raises(QuotaExceeded):
        house.now.uploads.receive("alice", a_request(), PHOTO)
    assert house.keys(house.ports.uploads) == set()
    assert house.catalog.rows == {}


def test_an_inline_upload_that_quarantine_did_not_take_expires(house: House) -> None:
    steps = Steps()

    def fail(number: int, name: str) -> None:
        if name == "uploads.save":
            raise StoreFailure

    steps.before = fail
    with pytest.raises(StoreFailure):
        house.stepping(steps).uploads.receive("alice", a_request(), PHOTO)
    house.reconcile()
    assert house.catalog.rows == {}
    house.check_end()
