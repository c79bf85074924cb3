"""What an owner may hold, counted with what pending tickets promise."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import (
    InvalidRequest,
    QuotaExceeded,
)
from darkroom.domain.limits import Limits
from darkroom.services.uploads import Ticket
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import (
    NOT_A_PHOTO,
    a_request,
)


def test_a_quota_of_assets_refuses_the_one_too_many(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=2))
    house.upload()
    house.ticket()
    with pytest.raises(QuotaExceeded):
        house.ticket()
    assert len(house.catalog.rows) == 2


def test_a_quota_of_bytes_counts_what_pending_tickets_promise(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_bytes_per_owner=100))
    house.ticket(size=60)
    with pytest.raises(QuotaExceeded):
        house.ticket(size=41)
    house.ticket(size=40)


def test_another_owners_quota_is_another(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=1))
    house.ticket("alice")
    assert house.ticket("bob").id


def test_a_batch_gets_what_fits_the_quota_in_order(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_bytes_per_owner=100))
    sizes = [60, 60, 30, 0, 20, 10]
    outcomes = house.now.uploads.issue_tickets("alice", [a_request(size=size) for size in sizes])
    assert [type(outcome) for outcome in outcomes] == [
        Ticket,
        QuotaExceeded,
        Ticket,
        InvalidRequest,
        QuotaExceeded,
        Ticket,
    ]
    assert house.now.galleries.overview("alice")[0]["quota_bytes"] == 100


@pytest.mark.parametrize("way_out", ["abandoned", "rejected", "expired", "deleted"])
def test_what_did_not_stay_gives_its_quota_back(new_house: NewHouse, way_out: str) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=1))
    if way_out == "rejected":
        house.upload(body=NOT_A_PHOTO)
    elif way_out == "deleted":
        house.now.deletion.delete("alice", house.upload().id)
    else:
        ticket = house.ticket()
        if way_out == "abandoned":
            house.now.uploads.abandon("alice", ticket.id)
        house.reconcile()
    assert house.ticket().id
