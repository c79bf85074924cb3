"""The legal moves of an asset, the illegal ones, and what is due when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from darkroom.domain import keys
from darkroom.domain.asset import (
    NUDGE_INTERVAL,
    PENDING_GRACE,
    REJECTED_RETENTION,
    Asset,
    Claim,
    Rejection,
    Status,
    Transition,
    Visibility,
)
from darkroom.domain.errors import InternalFault, NotReady, VariantNotFound
from tests.builders import FACTS, VARIANTS, a_draft, an_asset
from tests.fakes import START

NOW = START + timedelta(hours=5)
SOON = NOW + timedelta(minutes=2)
CLAIM = Claim("worker-1", until=SOON)
REJECTION = Rejection("broken_image", "The image is damaged.")
PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
PUBLISHING, REVOKING = Transition.PUBLISHING, Transition.REVOKING

Move = Callable[[Asset], Asset]
MOVES: dict[str, tuple[Move, set[Status]]] = {
    "accepted": (
        lambda asset: asset.accepted(facts=FACTS, variants=VARIANTS, size=9, now=NOW),
        {Status.PENDING},
    ),
    "rejected": (lambda asset: asset.rejected(REJECTION, NOW), {Status.PENDING}),
    "nudged": (lambda asset: asset.nudged(NOW), {Status.PENDING}),
    "deleting": (lambda asset: asset.deleting(NOW), set(Status)),
    "claimed": (lambda asset: asset.claimed(CLAIM), set(Status)),
    "edited": (lambda asset: asset.edited(NOW, filename="new.jpg"), {Status.READY}),
    "moving": (lambda asset: asset.moving(PUBLIC, CLAIM, NOW), {Status.READY}),
    "moved": (lambda asset: asset.moved(NOW), {Status.READY}),
    "settled": (lambda asset: asset.settled(), {Status.READY}),
}
LEGAL = [(name, status) for name, (_, legal) in MOVES.items() for status in legal]
ILLEGAL = sorted(set(product(MOVES, Status)) - set(LEGAL))


def in_status(status: Status, **changes: Any) -> Asset:
    """An asset with a move under way, so that every move has something to do."""
    moving = {"transition": PUBLISHING, "visibility": PUBLIC}
    return an_asset(**({"status": status} | moving | changes))


# Which moves there are


@pytest.mark.parametrize(("name", "status"), sorted(LEGAL))
def test_a_legal_move_is_made(name: str, status: Status) -> None:
    before = in_status(status)
    assert MOVES[name][0](before).id == before.id


@pytest.mark.parametrize(("name", "status"), ILLEGAL)
def test_an_illegal_move_is_refused_and_says_what_the_asset_is(name: str, status: Status) -> None:
    with pytest.raises(NotReady, match=f"The asset is {status.value}, not "):
        MOVES[name][0](in_status(status))


@pytest.mark.parametrize("move", [Asset.settled, lambda asset: asset.moved(NOW)])
@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_move_that_was_never_begun_cannot_be_committed_or_ended(
    move: Move, visibility: Visibility
) -> None:
    with pytest.raises(InternalFault):
        move(an_asset(visibility=visibility))


@pytest.mark.parametrize(("visibility", "transition"), [(PRIVATE, PUBLISHING), (PUBLIC, REVOKING)])
def test_a_move_cannot_end_before_its_commit(
    visibility: Visibility, transition: Transition
) -> None:
    with pytest.raises(InternalFault):
        an_asset(visibility=visibility, transition=transition).settled()


# What a move does


def test_an_accepted_upload_is_ready_and_nothing_is_left_to_do() -> None:
    draft = a_draft(claim=CLAIM, nudged_at=START, slot="profile/avatar", tags=("sea",))
    ready = draft.accepted(facts=FACTS, variants=VARIANTS, size=9, now=NOW)
    assert ready == replace(
        draft,
        status=Status.READY,
        facts=FACTS,
        variants=VARIANTS,
        size=9,
        visibility_since=NOW,
        updated_at=NOW,
        ticket_expires_at=None,
        nudged_at=None,
        claim=None,
    )


@pytest.mark.parametrize("visibility", list(Visibility))
def test_an_upload_is_accepted_into_the_visibility_it_was_asked_for(visibility: Visibility) -> None:
    ready = a_draft(visibility=visibility).accepted(facts=FACTS, variants=(), size=9, now=NOW)
    assert (ready.visibility, ready.transition) == (visibility, None)


def test_a_rejected_upload_keeps_the_reason_and_lets_go() -> None:
    draft = a_draft(claim=CLAIM)
    rejected = draft.rejected(REJECTION, NOW)
    assert rejected == replace(
        draft, status=Status.REJECTED, rejection=REJECTION, updated_at=NOW, claim=None
    )


def test_what_is_being_deleted_keeps_the_claim_of_whoever_may_still_write() -> None:
    draft = a_draft(claim=CLAIM)
    assert draft.deleting(NOW) == replace(draft, status=Status.DELETING, updated_at=NOW)


def test_a_nudge_is_remembered_and_frees_the_row() -> None:
    draft = a_draft(claim=CLAIM)
    assert draft.nudged(NOW) == replace(draft, nudged_at=NOW, claim=None)


def test_a_claim_is_taken_and_given_back() -> None:
    draft = a_draft()
    assert draft.claimed(CLAIM).claim == CLAIM
    assert draft.claimed(CLAIM).claimed(None) == draft


def test_an_edit_changes_what_is_named() -> None:
    asset = an_asset(tags=("sea",), metadata={"a": 1})
    edited = asset.edited(NOW, filename="new.jpg", tags=("sun",), metadata={"b": 2})
    assert edited == replace(
        asset, filename="new.jpg", tags=("sun",), metadata={"b": 2}, updated_at=NOW
    )


def test_an_edit_leaves_what_is_not_named() -> None:
    asset = an_asset(tags=("sea",), metadata={"a": 1})
    assert asset.edited(NOW) == replace(asset, updated_at=NOW)


def test_an_edit_can_empty_what_may_be_empty() -> None:
    edited = an_asset(tags=("sea",), metadata={"a": 1}).edited(NOW, tags=(), metadata={})
    assert (edited.tags, edited.metadata) == ((), {})


def test_an_edit_in_the_middle_of_a_move_leaves_the_move_alone() -> None:
    moving = an_asset().moving(PUBLIC, CLAIM, NOW)
    edited = moving.edited(NOW, tags=("sea",))
    assert (edited.transition, edited.claim) == (PUBLISHING, CLAIM)


@pytest.mark.parametrize(
    ("origin", "target", "transition"),
    [(PRIVATE, PUBLIC, PUBLISHING), (PUBLIC, PRIVATE, REVOKING)],
)
def test_a_move_goes_through_intent_commit_and_end(
    origin: Visibility, target: Visibility, transition: Transition
) -> None:
    asset = an_asset(visibility=origin)
    moving = asset.moving(target, CLAIM, NOW)
    assert moving == replace(asset, transition=transition, claim=CLAIM, updated_at=NOW)
    moved = moving.moved(SOON)
    assert moved == replace(moving, visibility=target, visibility_since=SOON, updated_at=SOON)
    assert moved.settled() == replace(moved, transition=None, claim=None)


@pytest.mark.parametrize("held", list(Visibility))
def test_turning_back_before_the_commit_changes_no_visibility(held: Visibility) -> None:
    other = PUBLIC if held is PRIVATE else PRIVATE
    asset = an_asset(visibility=held)
    back = asset.moving(other, CLAIM, NOW).moving(held, CLAIM, NOW).settled()
    assert (back.visibility, back.visibility_since) == (held, asset.visibility_since)


def test_a_commit_whose_answer_was_lost_may_be_repeated() -> None:
    moved = an_asset().moving(PUBLIC, CLAIM, NOW).moved(NOW)
    assert moved.moved(NOW) == moved


@pytest.mark.parametrize("name", sorted(MOVES))
def test_a_move_never_touches_what_an_asset_is(name: str) -> None:
    move, legal = MOVES[name]
    before = in_status(next(iter(legal)))
    after = move(before)
    for fact in ("id", "owner", "job_id", "content_type", "created_at", "kind", "slot", "revision"):
        assert getattr(after, fact) == getattr(before, fact)


def test_an_asset_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        an_asset().status = Status.DELETING  # type: ignore[misc]


def test_no_two_assets_share_their_metadata() -> None:
    assert a_draft().metadata is not a_draft().metadata


# What is due


@pytest.mark.parametrize(
    ("asset", "due"),
    [
        (a_draft(ticket_expires_at=NOW), NOW + PENDING_GRACE),
        (a_draft(ticket_expires_at=None), START + PENDING_GRACE),
        (a_draft(ticket_expires_at=NOW, nudged_at=NOW), NOW + NUDGE_INTERVAL),
        (a_draft(ticket_expires_at=NOW, nudged_at=START), NOW + PENDING_GRACE),
        (a_draft(claim=CLAIM), SOON),
        (a_draft(ticket_expires_at=NOW, claim=CLAIM), NOW + PENDING_GRACE),
        (a_draft(updated_at=NOW).rejected(REJECTION, NOW), NOW + REJECTED_RETENTION),
        (an_asset(), None),
        (an_asset(visibility=PUBLIC), None),
        (an_asset(claim=CLAIM), None),
        (an_asset(transition=PUBLISHING, updated_at=NOW), NOW),
        (an_asset(transition=REVOKING, updated_at=NOW, claim=CLAIM), SOON),
        (an_asset().deleting(NOW), NOW),
        (an_asset(claim=CLAIM).deleting(NOW), SOON),
        (an_asset(claim=CLAIM).deleting(SOON + PENDING_GRACE), SOON + PENDING_GRACE),
        (a_draft().rejected(REJECTION, START).deleting(NOW), NOW),
    ],
    ids=lambda each: each.status.value if isinstance(each, Asset) else "",
)
def test_is_due_when_somebody_should_have_finished(asset: Asset, due: object) -> None:
    assert asset.due_at == due


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.READY}))
def test_everything_but_a_ready_asset_at_rest_is_due_at_some_time(status: Status) -> None:
    assert an_asset(status=status).due_at is not None


def test_a_claim_is_live_until_its_last_moment() -> None:
    asset = a_draft(claim=CLAIM)
    assert asset.is_claimed(NOW)
    assert asset.is_claimed(SOON - timedelta(microseconds=1))
    assert not asset.is_claimed(SOON)
    assert not a_draft().is_claimed(NOW)


@pytest.mark.parametrize(
    ("visibility", "transition", "may"),
    [
        (PRIVATE, None, False),
        (PRIVATE, PUBLISHING, True),
        (PRIVATE, REVOKING, True),
        (PUBLIC, None, True),
        (PUBLIC, PUBLISHING, True),
        (PUBLIC, REVOKING, True),
    ],
)
@pytest.mark.parametrize("status", list(Status))
def test_may_be_public_while_a_copy_could_be_anywhere_but_in_private(
    status: Status, visibility: Visibility, transition: Transition | None, may: bool
) -> None:
    asset = an_asset(status=status, visibility=visibility, transition=transition)
    assert asset.may_be_public is may


# Where its objects are


def test_the_keys_of_an_asset_are_those_of_the_grammar() -> None:
    asset = an_asset("auth0|7", job_id="job-1", content_type="image/png")
    stem = f"auth0.7C7/job-1/{asset.id}"
    assert asset.key_prefix == stem
    assert asset.original_key == f"{stem}.png"
    assert asset.variant_keys == (
        f"{stem}_large.webp",
        f"{stem}_medium.webp",
        f"{stem}_112x112.png",
    )
    assert all(
        keys.parse(key).asset_id == asset.id for key in (asset.original_key, *asset.variant_keys)
    )


def test_an_upload_and_its_original_have_one_key() -> None:
    draft = a_draft()
    ready = draft.accepted(facts=FACTS, variants=VARIANTS, size=9, now=NOW)
    assert draft.original_key == ready.original_key


def test_a_draft_has_no_variants() -> None:
    assert a_draft().variant_keys == ()


def test_a_variant_is_found_by_its_name() -> None:
    assert an_asset().variant("medium") is VARIANTS[1]


@pytest.mark.parametrize("name", ["", "Large", "original", "all", "largest", "large.webp"])
def test_a_variant_that_is_not_there_is_answered_with_those_that_are(name: str) -> None:
    with pytest.raises(VariantNotFound, match="large, medium, 112x112"):
        an_asset().variant(name)


def test_without_any_variant_the_answer_names_none() -> None:
    with pytest.raises(VariantNotFound) as refusal:
        a_draft().variant("large")
    assert refusal.value.detail == VariantNotFound().detail


@pytest.mark.parametrize(("target", "transition"), [(PUBLIC, PUBLISHING), (PRIVATE, REVOKING)])
def test_a_transition_is_named_by_where_it_goes(target: Visibility, transition: Transition) -> None:
    assert Transition.towards(target) is transition
