"""Edits in words, variations and refinements, on the page of a picture."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.driver import expect
from tests.browser.places import MADE_MS
from tests.browser.seeds import seed
from tests.browser.watcher import Watcher
from tests.e2e.client import Client


@pytest.fixture
def asset(owner: Client) -> Any:
    """The one picture of the owner."""
    return seed(owner, 1)[0]


@pytest.fixture
def opened(asset: Any, owner: Client, sign_in: SignIn) -> Console:
    """Its page."""
    console = sign_in(owner)
    console.open(asset["id"])
    expect(console.box_for_words).to_be_visible()
    return console


def result(console: Console, owner: Client, asset: Any) -> Any:
    """The asset whose page was opened next."""
    console.page.wait_for_url(
        lambda url: "/assets/" in url and asset["id"] not in url, timeout=MADE_MS
    )
    return owner("GET", f"/v1/assets/{console.page.url.rpartition('/')[2]}").json()


def test_words_are_shown_as_steps_before_anything_is_done(
    opened: Console, owner: Client, asset: Any
) -> None:
    page = opened.page
    opened.instruct("Make it brighter, crop to a square and add a dragon")
    steps = page.get_by_role("list", name="What will be done").get_by_role("listitem")
    expect(steps).to_have_text(
        ["Brightness: factor 1.3", "Crop to a shape: 1:1, where most is to be seen"]
    )
    said = page.get_by_label("Your words")
    expect(said.locator("b")).to_have_text(["brighter", "crop to a square"])
    expect(said.locator("mark")).to_have_text(["add a dragon"])
    panel = page.get_by_role("region", name="Say what to change")
    expect(panel).to_contain_text("Not understood, and left out: “add a dragon”.")
    expect(panel).to_contain_text("It costs nothing.")
    assert owner("GET", "/v1/gallery").json()["count"] == 1
    page.get_by_role("button", name="Do it").click()
    made = result(opened, owner, asset)
    assert (made["source_asset_id"], made["kind"]) == (asset["id"], "processed")
    assert made["width"] == made["height"]
    expect(panel).to_contain_text("Done, as it was said")
    page.get_by_role("button", name="Before and after").click()
    expect(page.get_by_role("img", name="The source")).to_be_visible()


def test_enter_leads_to_the_preview_and_enter_again_does_it(
    opened: Console, owner: Client, asset: Any
) -> None:
    page = opened.page
    opened.box_for_words.focus()
    page.keyboard.type("black and white")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Do it")).to_be_focused()
    page.keyboard.press("Enter")
    operations = result(opened, owner, asset)["recipe"]["operations"]
    assert [each["type"] for each in operations] == ["grayscale"]


def test_other_words_are_read_anew(opened: Console) -> None:
    steps = opened.page.get_by_role("list", name="What will be done").get_by_role("listitem")
    opened.instruct("sepia")
    expect(steps).to_have_text(["Sepia"])
    opened.instruct("invert the colours")
    expect(steps).to_have_text(["Invert"])
    opened.page.get_by_role("button", name="Clear").click()
    expect(steps).to_have_count(0)
    expect(opened.box_for_words).to_have_value("")
    expect(opened.box_for_words).to_be_focused()


def test_what_nobody_understands_is_said_calmly(opened: Console, watcher: Watcher) -> None:
    page = opened.page
    watcher.expect(422, "/instructions")
    opened.instruct("paint a dragon")
    panel = page.get_by_role("region", name="Say what to change")
    expect(panel.get_by_role("status").filter(has_text="Nobody here understands")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("button", name="Do it")).to_have_count(0)


def test_what_only_a_model_can_do_is_told_with_its_cost(opened: Console) -> None:
    """No model works in the local system: the answer is one as a deployment with a model gives."""
    plan = {
        "recipe": {"version": 1, "operations": [{"operation": "filter", "type": "sepia"}]},
        "for_model": "add a dragon",
        "understood": [{"words": "sepia", "operations": [0]}],
        "not_understood": [],
        "estimated_cost": {"images": 1, "voice_seconds": 0},
    }
    opened.page.route("**/instructions", lambda route: route.fulfill(json=plan))
    opened.instruct("sepia and add a dragon")
    panel = opened.page.get_by_role("region", name="Say what to change")
    expect(panel.get_by_role("listitem")).to_have_text(["Sepia", "For the model: “add a dragon”"])
    expect(panel).to_contain_text("It costs 1 image")


def test_variations_are_made_and_shown_in_place(opened: Console, owner: Client, asset: Any) -> None:
    page = opened.page
    opened.unfold("Variations and refinement")
    form = page.get_by_role("form", name="Variations")
    form.get_by_role("combobox", name="How many").select_option("3")
    form.get_by_role("slider").fill("0.8")
    form.get_by_role("button", name="Make variations").click()
    expect(form.get_by_role("link")).to_have_count(3, timeout=MADE_MS)
    varied = owner("GET", "/v1/gallery?kind=generated").json()["items"]
    assert len(varied) == 3
    assert {each["source_asset_id"] for each in varied} == {asset["id"]}
    detail = owner("GET", f"/v1/assets/{varied[0]['id']}").json()
    assert detail["generation"]["strength"] == 0.8
    form.get_by_role("link").first.click()
    assert result(opened, owner, asset)["kind"] == "generated"


def test_a_part_is_dragged_and_refined_alone(opened: Console, owner: Client, asset: Any) -> None:
    page = opened.page
    opened.unfold("Variations and refinement")
    form = page.get_by_role("form", name="Refine")
    form.get_by_role("textbox").fill("at night")
    form.get_by_role("checkbox", name="Only a part of it").check()
    wide, high = asset["width"], asset["height"]
    expect(form.get_by_label("Left, pixels")).to_have_value(str(round(wide / 4)))
    handle = form.locator('cropper-handle[action="se-resize"]')
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 500, start[1] + 500, steps=5)  # beyond the corner
    page.mouse.up()
    expect(form.get_by_label("Width, pixels")).to_have_value(str(wide - round(wide / 4)))
    form.get_by_label("Top, pixels").fill("0")
    form.get_by_label("Top, pixels").press("Tab")
    form.get_by_role("button", name="Refine").click()
    region = result(opened, owner, asset)["generation"]["region"]
    assert region["x"] == pytest.approx(0.25, abs=0.01)
    assert region["width"] == pytest.approx(0.75, abs=0.01)
    assert region["y"] == 0
    assert region["height"] == pytest.approx((high - round(high / 4)) / high, abs=0.01)
    facts = page.get_by_role("main")
    expect(facts.get_by_text("25–100 % across, 0–75 % down")).to_have_count(1)


def test_a_refinement_is_opened_with_its_source_beside_it(
    opened: Console, owner: Client, asset: Any
) -> None:
    page = opened.page
    opened.unfold("Variations and refinement")
    form = page.get_by_role("form", name="Refine")
    form.get_by_role("textbox").fill("in autumn colours, evening light")
    form.get_by_role("checkbox", name="Its shapes stay").uncheck()
    form.get_by_role("button", name="Refine").click()
    made = result(opened, owner, asset)
    assert made["generation"]["prompt"] == "in autumn colours, evening light"
    assert made["generation"]["preserve_structure"] is False
    page.get_by_role("button", name="Before and after").click()
    expect(page.get_by_role("img", name="The source")).to_be_visible()
