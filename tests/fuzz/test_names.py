"""Filenames, from whoever gives them to whoever downloads the file."""

from __future__ import annotations

import json
import unicodedata
from urllib.parse import parse_qs, urlsplit

from hypothesis import example, given
from werkzeug.http import parse_options_header

from tests.builders import an_asset
from tests.functions.world import World
from tests.fuzz.texts import hostile_text, tried

ASSET = an_asset()
PATH = f"/v1/assets/{ASSET.id}"
CANARY = "canary"
JOINERS = "\u200c\u200d"


@tried(25)
@given(name=hostile_text)
@example(name="\u200f.\u200f.")
@example(name="x" * 255)
@example(name="a\"; filename*=UTF-8''b.exe")
def test_a_file_is_downloaded_under_the_name_that_is_shown(lasting_world: World, name: str) -> None:
    shown = _renamed(lasting_world, name)
    if shown is None:
        return
    header = _disposition(lasting_world)
    assert header.isascii()
    assert header.isprintable()
    kind, words = parse_options_header(header)
    assert (kind, set(words)) == ("attachment", {"filename"})
    seen = _seen(shown)
    assert words["filename"] == ("download" if seen in {".", ".."} else seen)


@tried(25)
@given(before=hostile_text, after=hostile_text)
def test_no_filename_is_ever_logged(lasting_world: World, before: str, after: str) -> None:
    name = f"{before}{CANARY}{after}"
    file = {"content_type": "image/jpeg"}
    for path, words in (("", {"size": 1}), ("/inline", {"data": "YQ=="})):
        body = file | words | {"filename": name}
        lasting_world.call("POST", f"/v1/uploads{path}", json=body)
        _expect_quiet(lasting_world.output)
    _renamed(lasting_world, name)
    _expect_quiet(lasting_world.output)


def _renamed(world: World, name: str) -> str | None:
    """The name as it is kept; None where it is refused."""
    if world.row(ASSET.id) is None:
        world.has(ASSET)
    answer = world.call("PATCH", PATH, json={"filename": name})
    if answer.status == 422:
        assert answer.pointers == ["/filename"]
        return None
    assert answer.status == 200
    return str(answer.json["filename"])


def _disposition(world: World) -> str:
    """The header that whoever follows the original's URL is sent."""
    url = world.call("GET", f"{PATH}/url", query={"variant": "original"}).json["url"]
    (header,) = parse_qs(urlsplit(url).query)["response-content-disposition"]
    return str(header)


def _seen(name: str) -> str:
    """Without the characters that have no shape."""
    kept = [char for char in name if unicodedata.category(char) != "Cf" or char in JOINERS]
    return "".join(kept).strip()


def _expect_quiet(log: str) -> None:
    assert CANARY not in log
    assert all(isinstance(json.loads(line), dict) for line in log.splitlines())
