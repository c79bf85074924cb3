"""The commands of the README, as they stand there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.seeds import picture
from tests.browser.wire.outcome import assert_became
from tests.e2e.client import Client

README = Path(__file__).parents[3] / "README.md"
SECONDS = 60


def test_the_readme_uploads_a_file_with_curl(system: dict[str, str], tmp_path: Path) -> None:
    file = picture(3)
    (tmp_path / "beach.jpg").write_bytes(file)
    said = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _commands(system["api"])],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    upload = _last_json(said.stdout)
    assert upload["status"] == "ready"
    assert_became(file, upload["id"], Client(system["api"], "alice"))


def _commands(api: str) -> str:
    """The shell blocks of "The API at a glance", with the address of this system."""
    section = README.read_text().partition("## The API at a glance")[2].partition("\n## ")[0]
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))
    addressed, count = re.subn(r"^API=.*$", f"API={api}", commands, flags=re.MULTILINE)
    if count != 1:
        pytest.fail("the README does not set API= once")
    return addressed


def _last_json(text: str) -> dict[str, str]:
    """What the last command said; before it S3 may have answered the upload in XML."""
    found: dict[str, str] = json.loads(text[text.index('{"') :])
    return found
