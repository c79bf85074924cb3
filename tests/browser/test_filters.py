"""Filters of the gallery: each narrows it down, and the address keeps them."""

from __future__ import annotations

import re
import secrets

import pytest

from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.e2e.client import Client


@pytest.fixture(scope="module")
def collector(system: dict[str, str]) -> Client:
    """Somebody with six pictures of several kinds."""
    owner = Client(system["api"], f"collector-{secrets.token_hex(4)}")
    seed(owner, 2, tags=["sea"], job_id="walk")
    seed(owner, 2, visibility="public")
    [asset] = seed(owner, 1)
    recipe = {"operations": [{"operation": "rotate", "angle": 90}]}
    made = owner("POST", f"/v1/assets/{asset['id']}/edits", json=recipe)
    assert made.status_code == 201, made.text
    return owner


@pytest.fixture
def mixed(collector: Client, sign_in: SignIn) -> Console:
    """Their gallery, its filters open."""
    console = sign_in(collector)
    expect(console.pictures).to_have_count(6)
    console.page.get_by_text("Filter", exact=True).click()
    return console


@pytest.mark.parametrize(
    ("label", "choice", "count"),
    [
        ("Visibility", "public", 2),
        ("Visibility", "private", 4),
        ("Kind", "processed", 1),
    ],
)
def test_a_choice_narrows_the_gallery_down(
    mixed: Console, label: str, choice: str, count: int
) -> None:
    mixed.page.get_by_role("combobox", name=label).select_option(choice)
    expect(mixed.pictures).to_have_count(count)


@pytest.mark.parametrize(("label", "word", "count"), [("Job", "walk", 2), ("Tag", "sea", 2)])
def test_a_word_narrows_the_gallery_down(mixed: Console, label: str, word: str, count: int) -> None:
    box = mixed.page.get_by_role("searchbox", name=label)
    box.fill(word)
    box.press("Enter")
    expect(mixed.pictures).to_have_count(count)


def test_filters_are_kept_by_the_address_and_taken_off_at_once(mixed: Console) -> None:
    mixed.page.get_by_role("combobox", name="Visibility").select_option("public")
    expect(mixed.pictures).to_have_count(2)
    mixed.page.reload()
    expect(mixed.pictures).to_have_count(2)
    mixed.page.get_by_role("button", name="Show all").click()
    expect(mixed.pictures).to_have_count(6)


def test_nothing_found_says_so_and_leads_back(mixed: Console) -> None:
    box = mixed.page.get_by_role("searchbox", name="Tag")
    box.fill("nowhere")
    box.press("Enter")
    expect(mixed.page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    mixed.page.get_by_role("main").get_by_role("button", name="Show all").last.click()
    expect(mixed.pictures).to_have_count(6)


def test_the_oldest_come_first_when_asked_for(mixed: Console) -> None:
    mixed.page.get_by_role("combobox", name="Order").select_option("Oldest first")
    expect(mixed.pictures.first).to_have_accessible_name(re.compile("^photo-1.jpg"))
