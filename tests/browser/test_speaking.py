"""Edits by voice: a browser whose microphone hears a file that espeak-ng has spoken."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import wave
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Launch, NewPage, SignIn
from tests.browser.console import Console
from tests.browser.driver import Browser, Request, Route, expect
from tests.browser.places import MADE_MS
from tests.browser.seeds import seed
from tests.browser.watcher import Watcher
from tests.e2e.client import Client

WORDS = "make it brighter and crop to a square"
HEARD_MS = 60_000
"""The recogniser is made when the first recording comes, which takes seconds."""
_DENIED = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }
"""
_SILENT = """
navigator.mediaDevices.getUserMedia = async () =>
  new AudioContext().createMediaStreamDestination().stream
"""


class Speech:
    """A WAV file: a second of silence, some words, and another; then nothing more is heard."""

    def __init__(self, path: Path, words: str) -> None:
        program = shutil.which("espeak-ng")
        if program is None:
            pytest.skip("no espeak-ng: `make browser` installs it")
        command = [program, "-v", "en-us", "-s", "150", "-w", str(path), words]
        subprocess.run(command, check=True)
        with wave.open(str(path)) as file:
            shape, frames = file.getparams(), file.readframes(file.getnframes())
        second = bytes(shape.framerate * shape.sampwidth * shape.nchannels)
        with wave.open(str(path), "wb") as file:
            file.setparams(shape)
            file.writeframes(second + frames + second)
        self.path = path
        self.words_seconds = shape.nframes / shape.framerate
        self.seconds = 1 + self.words_seconds
        """Until the last word is said."""


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    return Speech(tmp_path_factory.mktemp("speech") / "words.wav", WORDS)


@pytest.fixture(scope="module")
def chromium(launch: Launch, speech: Speech) -> Browser:
    """Instead of everybody's browser: one that hears this speech, from when it begins to listen."""
    return launch(f"--use-file-for-fake-audio-capture={speech.path}%noloop")


@pytest.fixture
def asset(owner: Client) -> Any:
    return seed(owner, 1)[0]


@pytest.fixture
def opened(asset: Any, owner: Client, sign_in: SignIn) -> Console:
    """The page of the owner's one picture."""
    console = sign_in(owner)
    console.open(asset["id"])
    expect(console.box_for_words).to_be_visible()
    return console


def test_spoken_words_are_heard_understood_and_done(
    opened: Console, owner: Client, asset: Any, speech: Speech
) -> None:
    page = opened.page
    page.get_by_role("button", name="Speak").press("Enter")
    done = page.get_by_role("button", name="Done")
    expect(done).to_be_focused()
    expect(page.get_by_role("group", name="Recording", exact=True)).to_contain_text(
        re.compile(r"0:5\d")
    )
    page.wait_for_timeout((speech.seconds + 2) * 1000)
    done.press("Enter")
    page.wait_for_url(lambda url: "/assets/" in url and asset["id"] not in url, timeout=HEARD_MS)
    panel = page.get_by_role("region", name="Say what to change")
    expect(panel).to_contain_text("Heard, and done")
    expect(page.get_by_label("Your words")).to_have_text(WORDS)
    expect(panel.get_by_role("listitem").first).to_have_text("Brightness: factor 1.3")
    made = owner("GET", f"/v1/assets/{page.url.rpartition('/')[2]}").json()
    assert made["generation"]["transcript"] == WORDS
    assert made["source_asset_id"] == asset["id"]
    assert made["width"] == made["height"]
    used = owner("GET", "/v1/gallery/stats").json()["budget"]["voice_seconds"]["used"]
    assert 0 < used < speech.words_seconds + 2, "the silence around the words is not sent"


def test_escape_forgets_a_recording(opened: Console, owner: Client) -> None:
    page = opened.page
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Speak")).to_be_focused()
    assert owner("GET", "/v1/generations").json()["items"] == []


def test_silence_is_told_and_not_sent(asset: Any, owner: Client, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(_SILENT)
    console = Console(page)
    console.sign_in(owner.name)
    console.open(asset["id"])
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("group", name="Recording", exact=True)).to_contain_text("0:59")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("alert")).to_contain_text("heard nothing")
    page.get_by_role("button", name="Type instead").click()
    expect(console.box_for_words).to_be_focused()
    stats = owner("GET", "/v1/gallery/stats").json()
    assert stats["budget"]["voice_seconds"]["used"] == 0


def test_without_leave_to_use_the_microphone_one_may_type(
    asset: Any, owner: Client, new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script(_DENIED)
    console = Console(page)
    console.sign_in(owner.name)
    console.open(asset["id"])
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("alert")).to_contain_text("may not use the microphone")
    page.get_by_role("button", name="Type instead").click()
    expect(console.box_for_words).to_be_focused()


def test_a_deployment_that_hears_nothing_offers_no_microphone(
    asset: Any, owner: Client, new_page: NewPage
) -> None:
    page = new_page()

    def deaf(route: Route) -> None:
        told = route.fetch().json() | {"hears": "none"}
        route.fulfill(body=json.dumps(told), content_type="application/json")

    page.route("**/config.json", deaf)
    console = Console(page)
    console.sign_in(owner.name)
    console.open(asset["id"])
    expect(console.box_for_words).to_be_visible()
    expect(page.get_by_role("button", name="Speak")).to_have_count(0)


def test_a_refused_ticket_is_told_and_one_types_from_then_on(
    opened: Console, watcher: Watcher, speech: Speech
) -> None:
    page = opened.page
    problem = {"title": "Files of this type are not accepted", "code": "type_not_allowed"}

    def refuse(route: Route, _: Request) -> None:
        body = json.dumps(
            problem | {"status": 415, "type": "urn:darkroom:problem:type_not_allowed"}
        )
        route.fulfill(status=415, body=body, content_type="application/problem+json")

    page.route("**/v1/uploads", refuse)
    watcher.expect(415, "/v1/uploads")
    page.get_by_role("button", name="Speak").click()
    page.wait_for_timeout(speech.seconds * 1000)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Nobody hears recordings here")).to_be_visible(timeout=MADE_MS)
    expect(page.get_by_role("button", name="Speak")).to_have_count(0)
