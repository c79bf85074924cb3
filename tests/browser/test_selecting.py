"""Doing something to many pictures at once: deleting with a way back, and visibility."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.e2e.client import Client

UNDO_MS = 15_000


@pytest.fixture
def four(owner: Client, sign_in: SignIn) -> Console:
    """Somebody with four pictures, at the gallery."""
    seed(owner, 4)
    console = sign_in(owner)
    expect(console.pictures).to_have_count(4)
    return console


def _select(console: Console, *names: str) -> None:
    console.page.get_by_role("button", name="Select", exact=True).click()
    for name in names:
        console.box(name).check()
    expect(console.toolbar).to_contain_text(re.compile(rf"{len(names)} pictures? selected"))


def test_a_deletion_can_be_taken_back(four: Console, owner: Client) -> None:
    _select(four, "photo-1.jpg", "photo-3.jpg")
    four.toolbar.get_by_role("button", name="Delete").click()
    expect(four.pictures).to_have_count(2)
    four.notices.get_by_role("button", name="Undo").click()
    expect(four.pictures).to_have_count(4)
    four.page.reload()
    expect(four.pictures).to_have_count(4)
    assert owner("GET", "/v1/gallery/stats").json()["assets"] == 4


def test_what_is_not_taken_back_is_gone_for_good(four: Console, owner: Client) -> None:
    _select(four, "photo-1.jpg", "photo-2.jpg", "photo-3.jpg")
    four.toolbar.get_by_role("button", name="Delete").click()
    expect(four.pictures).to_have_count(1)
    expect(four.page.get_by_text("1 picture ·")).to_be_visible(timeout=UNDO_MS)
    assert owner("GET", "/v1/gallery/stats").json()["assets"] == 1


def test_whoever_leaves_has_not_taken_it_back(four: Console, owner: Client) -> None:
    _select(four, "photo-2.jpg")
    four.toolbar.get_by_role("button", name="Delete").click()
    expect(four.pictures).to_have_count(3)
    four.page.reload()
    expect(four.pictures).to_have_count(3)
    assert owner("GET", "/v1/gallery/stats").json()["assets"] == 3


def test_many_become_public_and_private_at_once(four: Console, owner: Client) -> None:
    _select(four, "photo-1.jpg", "photo-2.jpg")
    four.toolbar.get_by_role("button", name="Make public").click()
    expect(four.page.get_by_role("main").get_by_text("2 public")).to_be_visible()
    assert owner("GET", "/v1/gallery?visibility=public").json()["count"] == 2
    _select(four, "photo-1.jpg", "photo-2.jpg")
    four.toolbar.get_by_role("button", name="Make private").click()
    expect(four.page.get_by_role("main").get_by_text("0 public")).to_be_visible()
    assert owner("GET", "/v1/gallery?visibility=public").json()["count"] == 0


def test_a_range_is_selected_with_shift(four: Console) -> None:
    four.page.get_by_role("button", name="Select", exact=True).click()
    four.picture("photo-1.jpg").click()
    four.picture("photo-4.jpg").click(modifiers=["Shift"])
    expect(four.toolbar).to_contain_text("4 pictures selected")
    four.toolbar.get_by_role("button", name="Done").click()
    expect(four.toolbar).to_have_count(0)
