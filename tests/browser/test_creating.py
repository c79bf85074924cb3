"""Pictures from words: asked for, followed, asked for again, given up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.asking import ask, made
from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.driver import Locator, Request, Route, expect
from tests.browser.places import MADE_MS, settle
from tests.browser.watcher import Watcher
from tests.e2e.client import Client

WORDS = "a calm sea at dusk, warm light"


@pytest.fixture
def page_to_create(console: Console) -> Console:
    """Of somebody who has made nothing yet."""
    console.page.get_by_role("link", name="Create", exact=True).click()
    expect(console.page.get_by_role("heading", name="What would you like to see?")).to_be_visible()
    return console


def small(console: Console) -> None:
    """Pictures that take no time."""
    console.page.get_by_role("radio", name="Other").check()
    for side in ("Width", "Height"):
        console.page.get_by_role("spinbutton", name=f"{side}, pixels").fill("96")


def results(console: Console) -> Locator:
    """The pictures of what was asked for last, when it is over."""
    return console.page.get_by_role("region", name="Just made").get_by_role("link")


def create(console: Console) -> None:
    console.page.get_by_role("button", name="Create", exact=True).click()


def generated(owner: Client) -> list[Any]:
    """The owner's generated assets, newest first."""
    items: list[Any] = owner("GET", "/v1/gallery?kind=generated").json()["items"]
    return [owner("GET", f"/v1/assets/{item['id']}").json() for item in items]


def test_a_picture_is_made_of_words_and_shown_in_place(
    page_to_create: Console, owner: Client
) -> None:
    page = page_to_create.page
    page_to_create.wish(WORDS)
    expect(page.get_by_text(f"{len(WORDS)} / 2,000")).to_be_visible()
    page.get_by_text("More: style").click()
    page.get_by_role("textbox", name="Style").fill("watercolour")
    page.get_by_role("textbox", name="What shall not be in it").fill("people")
    page.get_by_role("radio", name="Portrait").check()
    create(page_to_create)
    expect(results(page_to_create)).to_have_count(1, timeout=MADE_MS)
    settle(page_to_create)
    [asset] = generated(owner)
    assert (asset["width"], asset["height"]) == (832, 1216)
    said = asset["generation"]
    assert (said["prompt"], said["negative_prompt"], said["style"]) == (
        WORDS, "people", "watercolour",
    )  # fmt: skip
    page.get_by_role("link", name="Gallery", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="generated")).to_have_count(1)


def test_several_come_one_after_the_other_and_the_budget_is_told(page_to_create: Console) -> None:
    page = page_to_create.page
    expect(page.get_by_text("0 of 50 images of today used")).to_be_visible()
    page_to_create.wish(WORDS)
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_role("button", name="Create 3 pictures").click()
    expect(page.get_by_role("progressbar", name="Progress")).to_be_visible()
    expect(results(page_to_create)).to_have_count(3, timeout=MADE_MS)
    expect(page.get_by_role("progressbar", name="Progress")).to_have_count(0)
    expect(page.get_by_text("3 of 50 images of today used")).to_be_visible()


def test_it_says_that_no_neural_model_works_here(page_to_create: Console) -> None:
    expect(page_to_create.page.get_by_text("no neural model")).to_contain_text("procedural")


def test_the_same_seed_gives_the_same_picture(page_to_create: Console, owner: Client) -> None:
    page = page_to_create.page
    page_to_create.wish(WORDS)
    small(page_to_create)
    create(page_to_create)
    expect(results(page_to_create)).to_have_count(1, timeout=MADE_MS)
    [first] = generated(owner)
    page_to_create.wish("something else")
    page.get_by_role("button", name="Again with this seed").click()
    seed = page.get_by_role("spinbutton", name="Seed")
    expect(seed).to_have_value(str(first["generation"]["seed"]))
    create(page_to_create)
    expect(page.get_by_role("region", name="Earlier").get_by_role("listitem")).to_have_count(1)
    expect(results(page_to_create)).to_have_count(1, timeout=MADE_MS)
    [second, _] = generated(owner)
    assert second["id"] != first["id"]
    assert second["sha256"] == first["sha256"]


def test_a_spent_budget_is_told_with_when_it_renews(
    page_to_create: Console, owner: Client, watcher: Watcher
) -> None:
    asked = [ask(owner, number=4) for _ in range(12)]
    page = page_to_create.page
    page_to_create.wish(WORDS)
    page.get_by_role("radio", name="4", exact=True).check()
    watcher.expect(429, "/v1/generations")
    page.get_by_role("button", name="Create 4 pictures").click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("2 of 50 images are left today")
    expect(refusal).to_contain_text("There is more in")
    for each in asked:
        owner("DELETE", f"/v1/generations/{each['id']}")


def test_words_that_a_deployment_does_not_take_are_refused_in_a_sentence(
    page_to_create: Console, watcher: Watcher
) -> None:
    page_to_create.wish("a\u0007bell")
    watcher.expect(422, "/v1/generations")
    create(page_to_create)
    expect(page_to_create.page.get_by_role("alert")).to_contain_text("no control characters")


def test_asking_again_after_a_lost_answer_makes_nothing_twice(
    page_to_create: Console, owner: Client
) -> None:
    page = page_to_create.page
    keys: list[str | None] = []

    def lose_the_first(route: Route, request: Request) -> None:
        if request.method != "POST":
            route.fallback()
            return
        keys.append(request.header_value("Idempotency-Key"))
        if len(keys) > 1:
            route.fallback()
            return
        route.fetch()
        route.abort("aborted")

    page.route("**/v1/generations", lose_the_first)
    page_to_create.wish(WORDS)
    small(page_to_create)
    create(page_to_create)
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    create(page_to_create)
    expect(results(page_to_create)).to_have_count(1, timeout=MADE_MS)
    page_to_create.wish("misty hills")
    create(page_to_create)
    expect(page.get_by_role("region", name="Earlier").get_by_role("listitem")).to_have_count(1)
    expect(results(page_to_create)).to_have_count(1, timeout=MADE_MS)
    assert keys[0] == keys[1] != keys[2]
    assert len(generated(owner)) == 2


def test_whoever_leaves_finds_the_picture_on_coming_back(page_to_create: Console) -> None:
    page = page_to_create.page
    page_to_create.wish(WORDS)
    create(page_to_create)
    expect(page.get_by_role("heading", name="Being made")).to_be_visible()
    page.get_by_role("link", name="Gallery", exact=True).click()
    page.get_by_role("link", name="Create", exact=True).click()
    expect(results(page_to_create)).to_have_count(1, timeout=MADE_MS)


def test_what_is_being_made_can_be_given_up(page_to_create: Console, owner: Client) -> None:
    page = page_to_create.page
    page_to_create.wish(WORDS)
    page.get_by_role("radio", name="4", exact=True).check()
    page.get_by_role("button", name="Create 4 pictures").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name="What would you like to see?")).to_be_visible()
    assert owner("GET", "/v1/generations").json()["items"] == []


def test_what_was_asked_for_earlier_is_listed_asked_again_and_forgotten(
    owner: Client, sign_in: SignIn
) -> None:
    first = made(owner, "an abstract field of indigo and gold", number=2)
    for _ in range(12):
        made(owner)
    console = sign_in(owner)
    page = console.page
    page.get_by_role("link", name="Create", exact=True).click()
    earlier = page.get_by_role("region", name="Earlier")
    expect(earlier.get_by_role("listitem")).to_have_count(12)
    earlier.get_by_role("button", name="Show more").click()
    expect(earlier.get_by_role("listitem")).to_have_count(13)
    row = earlier.get_by_role("listitem").last
    expect(row).to_contain_text("2 pictures")
    expect(row.get_by_role("link")).to_have_count(2)
    row.get_by_role("button", name="Ask again").click()
    words = page.get_by_role("textbox", name="What shall be in the picture?")
    expect(words).to_have_value("an abstract field of indigo and gold")
    expect(words).to_be_focused()
    row.get_by_role("button", name="Remove").click()
    expect(earlier.get_by_role("listitem")).to_have_count(12)
    assert owner("GET", f"/v1/generations/{first['id']}").status_code == 404
    assert owner("GET", f"/v1/assets/{first['result_ids'][0]}").status_code == 200


def test_a_generated_picture_says_how_it_was_made_and_can_be_asked_for_again(
    owner: Client, sign_in: SignIn
) -> None:
    generation = made(owner, WORDS)
    console = sign_in(owner)
    page = console.page
    console.open(generation["result_ids"][0])
    facts = page.get_by_role("group").filter(has=page.get_by_role("heading", name="Facts"))
    for said in (WORDS, "procedural", str(generation["seed"]), "made by rules, no neural model"):
        expect(facts).to_contain_text(said)
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_role("textbox", name="What shall be in the picture?")).to_have_value(WORDS)
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value(str(generation["seed"]))
    expect(page.get_by_role("spinbutton", name="Width, pixels")).to_have_value("64")


def test_with_a_keyboard_alone(page_to_create: Console) -> None:
    page = page_to_create.page
    words = page.get_by_role("textbox", name="What shall be in the picture?")
    words.focus()
    page.keyboard.type(WORDS)
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Square")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Landscape")).to_be_checked()
    words.focus()
    page.keyboard.press("Control+Enter")
    expect(results(page_to_create)).to_have_count(1, timeout=MADE_MS)
