"""Making a picture of a picture, and comparing the two."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.browser.conftest import SignIn
from tests.browser.driver import expect
from tests.browser.seeds import seed
from tests.e2e.client import Client

MADE_MS = 20_000


def test_an_edit_makes_a_new_picture_that_is_compared_with_its_source(
    owner: Client, sign_in: SignIn
) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    page = console.page
    console.open(asset["id"])
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("button", name="Turn right").click()
    page.get_by_role("combobox", name="Filters and more").select_option("Sepia")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("list", name="Steps").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Make the new picture").click()
    page.wait_for_url(lambda url: "/assets/" in url and asset["id"] not in url, timeout=MADE_MS)
    made = owner("GET", f"/v1/assets/{page.url.rpartition('/')[2]}").json()
    assert made["source_asset_id"] == asset["id"]
    assert (made["width"], made["height"]) == (asset["height"], asset["width"])

    switch = page.get_by_role("button", name="Before and after")
    switch.click()
    slider = page.get_by_role("slider", name="How much of the source is shown")
    expect(page.get_by_role("img", name="The source")).to_be_visible()
    before = int(slider.input_value())
    slider.focus()
    slider.press("ArrowRight")
    assert int(slider.input_value()) == before + 1
    switch.click()
    expect(slider).to_have_count(0)


def test_a_crop_is_dragged_with_the_mouse(owner: Client, sign_in: SignIn) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    page = console.page
    console.open(asset["id"])
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("button", name="Crop", exact=True).click()
    width = page.get_by_role("spinbutton", name="Width, pixels")
    expect(width).to_be_visible()
    before = width.input_value()
    handle = page.locator('cropper-handle[action="se-resize"]')
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 90, box["y"] - 60, steps=5)
    page.mouse.up()
    expect(width).not_to_have_value(before)


def test_steps_are_put_in_order_and_taken_out(owner: Client, sign_in: SignIn) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    page = console.page
    console.open(asset["id"])
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("button", name="Resize", exact=True).click()
    page.get_by_role("button", name="Flip left and right").click()
    steps = page.get_by_role("list", name="Steps").get_by_role("listitem")
    expect(steps.first).to_contain_text("Resize")
    page.get_by_role("button", name="Resize: later").click()
    expect(steps.last).to_contain_text("Resize")
    page.get_by_role("button", name="Resize: remove").click()
    expect(steps).to_have_count(1)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()


def test_a_colour_recolours_the_picture(owner: Client, sign_in: SignIn) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    page = console.page
    console.open(asset["id"])
    page.get_by_role("button", name="Recolour", exact=True).click()
    page.wait_for_url(lambda url: "/assets/" in url and asset["id"] not in url, timeout=MADE_MS)
    made = owner("GET", f"/v1/assets/{page.url.rpartition('/')[2]}").json()
    assert made["source_asset_id"] == asset["id"]
    family = page.get_by_role("main").get_by_role("listitem").filter(has_text=asset["filename"])
    expect(family.first).to_be_visible()


def test_a_copy_is_downloaded_in_another_format(
    owner: Client, sign_in: SignIn, tmp_path: Path
) -> None:
    [asset] = seed(owner, 1)
    console = sign_in(owner)
    console.open(asset["id"])
    console.unfold("Download")
    console.page.get_by_role("combobox", name="Format").select_option("png")
    console.page.get_by_role("spinbutton", name="Width in pixels").fill("200")
    with console.page.expect_download(timeout=MADE_MS) as download:
        console.page.get_by_role("button", name="Download", exact=True).click()
    download.value.save_as(tmp_path / "copy")
    picture = Image.open(io.BytesIO((tmp_path / "copy").read_bytes()))
    assert (picture.format, picture.width) == ("PNG", 200)
