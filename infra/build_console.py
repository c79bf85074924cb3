"""Builds the page into infra/console/dist: `python -m infra.build_console [--for-run]`.

It needs Node and npm, which nothing else here does. What was built of the same sources, lockfile
and description of the API is not built again. With `--for-run`, as `make run` does it, a page that
cannot be built is one line, and no error; ONCE=1 builds none.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from infra.console_files import FOLDER

ROOT = FOLDER.parents[1]
NO = frozenset({"", "0", "no", "false"})
SECONDS = 600
"""What one step of the build may take."""
IMPATIENT = {"npm_config_fetch_retries": "0"}
"""Without a network, npm would try for minutes; who runs the system waits for nothing else."""

Describe = Callable[[], Mapping[str, Any]]
Say = Callable[[str], None]


class CannotBuild(Exception):
    """The message says why, and what to do."""


def main(arguments: list[str], environ: Mapping[str, str]) -> int:
    """The exit status."""
    for_run = "--for-run" in arguments
    if for_run and environ.get("ONCE", "").strip().lower() not in NO:
        return 0
    try:
        build(FOLDER, describe, partial(print, flush=True), quiet=for_run)
    except CannotBuild as exc:
        if not for_run:
            print(f"! {exc}", file=sys.stderr)
            return 1
        print(f"The page is not built: {exc} Everything else runs.")
    return 0


def build(folder: Path, describe: Describe, say: Say, *, quiet: bool) -> bool:
    """Build the page in this folder, unless it is built already; whether it was necessary.

    `describe`: the API's OpenAPI document. `quiet`: nothing but one line, and no patience with the
    network. Raises CannotBuild.
    """
    _expect_node(folder)
    with _alone(folder):
        stamp = folder / "dist" / ".stamp"
        before = _read(stamp)
        sources = digest(sorted(_sources(folder)))
        # Describing the API imports all of it, which takes a second: only if it may have changed.
        code = digest(_code())
        if before == {"sources": sources, "code": code, "api": before.get("api")}:
            return False
        described = json.dumps(describe(), indent=1)
        now = {"sources": sources, "code": code, "api": _hash(described.encode())}
        needed = {**before, "code": code} != now
        if needed:
            say("Building the page (half a minute, until something of it changes)")
            (folder / "openapi.json").write_text(described)
            _make(folder, quiet=quiet)
        stamp.write_text(json.dumps(now))
        return needed


def describe() -> Mapping[str, Any]:
    """The API's OpenAPI document."""
    from infra import reference  # noqa: PLC0415  imports every function
    from infra.local.template import load_stack  # noqa: PLC0415

    return reference.describe(load_stack(ROOT / "template.yaml", reference.NOWHERE))


def _make(folder: Path, *, quiet: bool) -> None:
    if not is_installed(folder):
        _run(folder, "ci", quiet=quiet)
    _run(folder, "run", "api", quiet=quiet)
    _run(folder, "run", "build", quiet=quiet)


def is_installed(folder: Path) -> bool:
    """Whether npm says that it installed what the lockfile names."""
    wanted = _read(folder / "package-lock.json").get("packages", {})
    there = _read(folder / "node_modules" / ".package-lock.json").get("packages", {})
    # What is optional is for one kind of machine.
    needed = {name for name, package in wanted.items() if name and not package.get("optional")}
    return there.keys() <= wanted.keys() and all(
        name in there and there[name].get("integrity") == wanted[name].get("integrity")
        for name in needed
    )


def _run(folder: Path, *step: str, quiet: bool) -> None:
    """One npm command. Raises CannotBuild."""
    try:
        done = subprocess.run(
            ["npm", *step],
            cwd=folder,
            env={**os.environ, **(IMPATIENT if quiet else {})},
            stdin=subprocess.DEVNULL,
            capture_output=quiet,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise CannotBuild(f"`npm {' '.join(step)}` did not end ({exc}).") from exc
    if done.returncode:
        why = " `make console` says why." if quiet else ""
        raise CannotBuild(f"`npm {' '.join(step)}` failed.{why}")


def _expect_node(folder: Path) -> None:
    """Raises CannotBuild unless a Node of the version that package.json asks for is there."""
    text = str(_read(folder / "package.json")["engines"]["node"]).removeprefix(">=")
    needs = f"Install Node {text} or later with npm, from nodejs.org or your system's packages."
    if not shutil.which("node") or not shutil.which("npm"):
        raise CannotBuild(f"there is no Node. {needs}")
    found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    if _version(found.stdout) < _version(text):
        raise CannotBuild(f"Node {found.stdout.strip() or 'here'} is too old. {needs}")


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def _sources(folder: Path) -> Iterator[Path]:
    """What the page is made of: everything that git would keep."""
    made = {line.strip("/") for line in (folder / ".gitignore").read_text().split()}
    for top, folders, names in os.walk(folder):
        here = Path(top)
        folders[:] = [name for name in folders if _inside(folder, here / name) not in made]
        yield from (here / name for name in names if _inside(folder, here / name) not in made)


def _inside(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _code() -> list[Path]:
    """What the API's description is made of."""
    places = (ROOT / "functions", ROOT / "layers" / "darkroom" / "darkroom")
    modules = sorted(path for place in places for path in place.rglob("*.py"))
    return [*modules, ROOT / "template.yaml", ROOT / "infra" / "reference.py"]


def digest(paths: Iterable[Path]) -> str:
    """Of names and contents, in this order."""
    parts = (f"{path.as_posix()} {_hash(path.read_bytes())}" for path in paths)
    return _hash("\n".join(parts).encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    """A JSON file; empty if it is not there, or half of one."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One build at a time: two systems may be started at once."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
