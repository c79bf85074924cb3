"""When the page is built, when it is not, and what is said about it; npm is a script of ours."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from infra import build_console
from infra.build_console import CannotBuild, build, is_installed, main

NPM = """#!/bin/sh
echo "$@" >> npm.log
case "$*" in "$(cat fails)") exit 1;; esac
case "$*" in
  ci) mkdir -p node_modules; cp package-lock.json node_modules/.package-lock.json;;
  "run api") cp openapi.json src/schema.d.ts;;
  "run build") rm -rf dist; mkdir dist; echo page > dist/index.html;;
esac
"""
LOCK = {
    "": {"name": "page"},
    "node_modules/one": {"version": "1.0.0", "integrity": "sha512-one"},
    "node_modules/for-another-machine": {"integrity": "sha512-other", "optional": True},
}


class Workshop:
    """A folder like infra/console, and a machine with Node or without."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder, self.path = folder, path
        self.api: dict[str, Any] = {"openapi": "3.1.0"}
        self.described = 0
        self.said: list[str] = []

    def build(self, *, quiet: bool = True) -> bool:
        return build(self.folder, self._describe, self.said.append, quiet=quiet)

    def _describe(self) -> dict[str, Any]:
        self.described += 1
        return self.api

    @property
    def steps(self) -> list[str]:
        """What npm was asked since the last look."""
        log = self.folder / "npm.log"
        found = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return found

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def lock(self, packages: dict[str, Any]) -> None:
        self.write("package-lock.json", json.dumps({"packages": packages}))

    def program(self, name: str, text: str) -> None:
        path = self.path / name
        path.write_text(text)
        path.chmod(0o755)


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    made = Workshop(tmp_path / "console", tmp_path / "bin")
    made.program("node", "#!/bin/sh\necho v20.19.0\n")
    made.program("npm", NPM)
    made.write(".gitignore", "node_modules/\ndist/\nopenapi.json\nsrc/schema.d.ts\nnpm.log\n")
    made.write("package.json", json.dumps({"engines": {"node": ">=20.19"}}))
    made.write("src/main.ts", "start()")
    made.write("fails", "nothing")
    made.lock(LOCK)
    monkeypatch.setattr(build_console, "FOLDER", made.folder)
    return made


def test_builds_everything_the_first_time_and_says_so_once(workshop: Workshop) -> None:
    assert workshop.build() is True
    assert workshop.steps == ["ci", "run api", "run build"]
    assert len(workshop.said) == 1
    assert json.loads((workshop.folder / "openapi.json").read_text()) == workshop.api


def test_builds_nothing_again_and_describes_nothing_again(workshop: Workshop) -> None:
    workshop.build()
    workshop.said.clear()
    assert (workshop.build(), workshop.said, workshop.described) == (False, [], 1)
    assert len(workshop.steps) == 3


@pytest.mark.parametrize("name", ["src/main.ts", "src/new.ts", "index.html", "package.json"])
def test_another_source_is_another_page(workshop: Workshop, name: str) -> None:
    workshop.build()
    assert workshop.steps
    workshop.write(name, '{"engines": {"node": ">=20"}}')
    assert workshop.build() is True
    assert workshop.steps == ["run api", "run build"]


def test_another_lockfile_is_installed_first(workshop: Workshop) -> None:
    workshop.build()
    assert workshop.steps
    workshop.lock(LOCK | {"node_modules/one": {"version": "2", "integrity": "sha512-two"}})
    assert workshop.build() is True
    assert workshop.steps == ["ci", "run api", "run build"]


def test_another_api_is_another_page_and_another_line_of_its_code_is_not(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.build()
    monkeypatch.setattr(build_console, "_code", lambda: [workshop.folder / "src" / "main.ts"])
    assert workshop.build() is False
    assert workshop.described == 2
    monkeypatch.setattr(build_console, "_code", lambda: [workshop.folder / "package.json"])
    workshop.api = {"openapi": "3.1.0", "paths": {"/v2": {}}}
    assert workshop.build() is True


def test_what_was_built_by_hand_is_built_again(workshop: Workshop) -> None:
    workshop.build()
    (workshop.folder / "dist" / ".stamp").unlink()
    assert workshop.build() is True


def test_packages_for_other_machines_need_not_be_there(workshop: Workshop) -> None:
    there = {"node_modules/one": LOCK["node_modules/one"]}
    workshop.write("node_modules/.package-lock.json", json.dumps({"packages": there}))
    assert is_installed(workshop.folder)
    workshop.lock({"": LOCK[""]})
    assert not is_installed(workshop.folder)


@pytest.mark.parametrize(
    ("version", "says"), [("v18.20.0", "v18.20.0 is too old"), ("v20.9.0", "too old"), ("", "old")]
)
def test_refuses_an_old_node(workshop: Workshop, version: str, says: str) -> None:
    workshop.program("node", f"#!/bin/sh\necho {version}\n")
    with pytest.raises(CannotBuild, match=rf"{says}.*Install Node 20\.19 or later"):
        workshop.build()
    assert workshop.steps == []


def test_without_node_the_run_says_so_in_one_line_and_goes_on(
    workshop: Workshop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(workshop.folder))
    assert main(["--for-run"], {}) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "Install Node 20.19 or later with npm" in said
    assert main([], {}) == 1


@pytest.mark.parametrize("step", ["ci", "run api", "run build"])
def test_a_step_that_fails_is_one_line_of_the_run_and_the_end_of_make_console(
    workshop: Workshop,
    step: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build_console, "describe", lambda: workshop.api)
    workshop.write("fails", step)
    assert main(["--for-run"], {"ONCE": "0"}) == 0
    assert f"The page is not built: `npm {step}` failed." in capsys.readouterr().out
    assert main([], {}) == 1
    assert capsys.readouterr().err == f"! `npm {step}` failed.\n"
    workshop.write("fails", "nothing")
    assert main([], {}) == 0


def test_a_run_that_ends_by_itself_builds_nothing(workshop: Workshop) -> None:
    assert main(["--for-run"], {"ONCE": "1"}) == 0
    assert workshop.steps == []
