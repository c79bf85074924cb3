"""The contract of every catalog: generations begin, with drafts, keys and charges, or do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from darkroom.catalog.base import Catalog, Descent
from darkroom.domain.budget import Budget, Charge, day_of
from darkroom.domain.errors import (
    BudgetSpent,
    ContentRefused,
    GivenUp,
    QuotaExceeded,
    RowChanged,
)
from darkroom.domain.generation import (
    Generation,
)
from darkroom.domain.tally import Quota
from tests.builders import an_asset, an_id
from tests.contract.catalogs import CATALOGS
from tests.contract.generations import (
    CLAIM,
    LATER,
    PLAN,
    TODAY,
    a_generation,
    a_once,
    a_recording,
    begin,
    drafts_of,
)
from tests.fakes import START


@pytest.fixture(params=CATALOGS)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    with CATALOGS[request.param]() as made:
        yield made


def is_untouched(catalog: Catalog, generation: Generation, key: str = "k1") -> bool:
    """Whether nothing of it was written."""
    drafts = catalog.get_many(generation.owner, [image.asset_id for image in generation.images])
    return (
        catalog.generation(generation.owner, generation.id) is None
        and catalog.once(generation.owner, key) is None
        and not drafts
    )


# Beginning


def test_everything_is_written_at_once(catalog: Catalog) -> None:
    row = begin(catalog)
    assert catalog.generation("alice", row.id) == row
    assert catalog.once("alice", "k1") == a_once(row)
    drafts = catalog.get_many("alice", [image.asset_id for image in row.images])
    assert drafts == {draft.id: draft for draft in drafts_of(row)}
    assert catalog.spent("alice", TODAY) == Charge(2)
    assert catalog.stats("alice")["pending"] == 2
    assert catalog.generation("bob", row.id) is None
    assert catalog.once("bob", "k1") is None
    assert catalog.spent("bob", TODAY) == Charge()


def test_a_row_says_again_all_that_it_was_told(catalog: Catalog) -> None:
    row = begin(catalog, a_generation(speech="listener", charge=Charge(2, 7)))
    full = replace(
        row.asking(0, LATER).unmade(0, ContentRefused("No."), LATER, is_paid=False),
        claim=CLAIM,
        plan=PLAN,
        transcript="ein Boot",
        is_heard=True,
        result_id=an_id(),
        nudged_at=LATER,
    )
    written = catalog.swap_generation(row, full)
    assert catalog.generation("alice", row.id) == written == replace(full, revision=2)
    over = catalog.swap_generation(written, written.ended(GivenUp(), LATER))
    assert catalog.generation("alice", row.id) == over


def test_a_key_that_was_used_before_begins_nothing(catalog: Catalog) -> None:
    first, second = begin(catalog), a_generation()
    with pytest.raises(RowChanged):
        begin(catalog, second)
    assert catalog.once("alice", "k1") == a_once(first)
    assert catalog.generation("alice", second.id) is None
    assert catalog.get("alice", second.images[0].asset_id) is None
    assert catalog.spent("alice", TODAY) == Charge(2)
    begin(catalog, a_generation("bob"))  # keys are their owner's


def test_a_key_that_was_used_before_is_known_even_when_the_budget_is_spent(
    catalog: Catalog,
) -> None:
    begin(catalog, a_generation(number=4))
    with pytest.raises(RowChanged):
        begin(catalog)


def test_the_budget_is_exact(catalog: Catalog) -> None:
    begin(catalog, a_generation(number=3))
    refused = a_generation(number=2)
    with pytest.raises(BudgetSpent, match="1 of 4 images"):
        begin(catalog, refused, "k2")
    assert is_untouched(catalog, refused, "k2")
    assert catalog.spent("alice", TODAY) == Charge(3)
    begin(catalog, a_generation(number=1), "k3")
    with pytest.raises(BudgetSpent, match="0 of 4 images"):
        begin(catalog, a_generation(number=1), "k4")
    begin(catalog, a_generation("bob", 4), "k1")


def test_seconds_of_speech_have_a_budget_of_their_own(catalog: Catalog) -> None:
    begin(catalog, a_generation(number=4))
    begin(catalog, a_generation(number=0, charge=Charge(0, 55)), "k2")
    with pytest.raises(BudgetSpent, match="5 of 60 seconds"):
        begin(catalog, a_generation(number=0, charge=Charge(0, 6)), "k3")
    begin(catalog, a_generation(number=0, charge=Charge(0, 5)), "k4")
    assert catalog.spent("alice", TODAY) == Charge(4, 60)


def test_more_than_a_whole_budget_is_refused_with_what_is_left_of_it(catalog: Catalog) -> None:
    never = a_generation(number=5)
    with pytest.raises(BudgetSpent, match="4 of 4 images"):
        begin(catalog, never)
    assert is_untouched(catalog, never)
    begin(catalog, a_generation(number=3))
    with pytest.raises(BudgetSpent, match="1 of 4 images"):
        begin(catalog, never, "k2")


def test_what_costs_nothing_is_begun_whatever_is_spent(catalog: Catalog) -> None:
    begin(catalog, a_generation(number=4))
    row = begin(catalog, a_generation(number=0), "k2", budget=Budget(0, 0))
    assert catalog.generation("alice", row.id) == row


def test_a_budget_is_there_again_the_next_day(catalog: Catalog) -> None:
    begin(catalog, a_generation(number=4))
    tomorrow = START + timedelta(days=1)
    begin(catalog, a_generation(number=4, created_at=tomorrow, updated_at=tomorrow), "k2")
    assert catalog.spent("alice", day_of(tomorrow)) == catalog.spent("alice", TODAY) == Charge(4)


def test_drafts_count_against_the_quota_or_are_not_there(catalog: Catalog) -> None:
    full = Quota(max_assets=2)
    catalog.add([an_asset()], Quota())
    refused = a_generation()
    with pytest.raises(QuotaExceeded, match="2 assets"):
        begin(catalog, refused, quota=full)
    with pytest.raises(QuotaExceeded):
        begin(catalog, a_generation(number=3), quota=full)
    assert is_untouched(catalog, refused)
    assert catalog.spent("alice", TODAY) == Charge()
    begin(catalog, a_generation(number=1), quota=full)
    assert catalog.stats("alice")["quota_assets"] == 2


def test_a_quota_in_bytes_leaves_room_for_drafts_that_have_none_yet(catalog: Catalog) -> None:
    kept = an_asset()
    begin(catalog, quota=Quota(max_bytes=1))
    catalog.add([kept], Quota())
    begin(catalog, a_generation(number=1), key="k2", quota=Quota(max_bytes=kept.size))
    with pytest.raises(QuotaExceeded, match="bytes"):
        begin(catalog, a_generation(number=1), key="k3", quota=Quota(max_bytes=kept.size - 1))


def test_without_drafts_no_quota_is_asked(catalog: Catalog) -> None:
    full = Quota(max_assets=1)
    catalog.add([an_asset()], Quota())
    begin(catalog, a_generation(number=0), quota=full)


def test_drafts_with_a_source_are_of_its_family(catalog: Catalog) -> None:
    source = an_asset()
    catalog.add([source], Quota())
    row = a_generation()
    begin(catalog, row, drafts=drafts_of(row, source_asset_id=source.id, root_asset_id=source.id))
    expected = {Descent(source.id, image.asset_id) for image in row.images}
    assert set(catalog.family("alice", source.id, limit=10)) == expected
    draft = catalog.get("alice", row.images[0].asset_id)
    assert draft
    catalog.swap(draft, draft.deleting(LATER))
    assert catalog.family("alice", source.id, limit=10) == [
        Descent(source.id, row.images[1].asset_id)
    ]


def test_a_recording_is_handed_to_the_generation_that_begins(catalog: Catalog) -> None:
    recording = a_recording(catalog)
    before = catalog.stats("alice")
    row = begin(catalog, a_generation(number=0), recording=recording)
    handed = catalog.get("alice", recording.id)
    assert handed == recording.handed_to(row.id).written_over(recording)
    assert handed.generation == {"id": row.id}
    assert catalog.stats("alice") == before


def test_a_recording_that_another_was_given_meanwhile_begins_nothing(catalog: Catalog) -> None:
    recording = a_recording(catalog)
    first, second = begin(catalog, recording=recording), a_generation(number=1)
    with pytest.raises(RowChanged):
        begin(catalog, second, "k2", recording=recording)
    assert is_untouched(catalog, second, "k2")
    assert catalog.spent("alice", TODAY) == Charge(2)
    handed = catalog.get("alice", recording.id)
    assert handed
    assert handed.generation == {"id": first.id}
    begin(catalog, second, "k2", recording=handed)


def test_a_recording_that_is_gone_begins_nothing(catalog: Catalog) -> None:
    recording, row = a_recording(catalog), a_generation(number=1)
    catalog.remove(recording)
    with pytest.raises(RowChanged):
        begin(catalog, row, recording=recording)
    assert is_untouched(catalog, row)


def test_a_budget_that_is_spent_leaves_the_recording_as_it_was(catalog: Catalog) -> None:
    recording = a_recording(catalog)
    with pytest.raises(BudgetSpent):
        begin(catalog, a_generation(number=0, charge=Charge(0, 61)), recording=recording)
    assert catalog.get("alice", recording.id) == recording


# Answering


def test_an_answered_request_is_in_flight_no_more(catalog: Catalog) -> None:
    once = a_once(begin(catalog))
    catalog.answered(once)
    catalog.answered(once)
    assert catalog.once("alice", "k1") == replace(once, is_answered=True)


def test_a_request_whose_key_is_gone_is_not_answered(catalog: Catalog) -> None:
    with pytest.raises(RowChanged):
        catalog.answered(a_once(a_generation(), "unknown"))
    assert catalog.once("alice", "unknown") is None
