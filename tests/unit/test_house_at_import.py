"""Cold starts: what a fresh process loads, and that nothing happens while it does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/app.py"))
BY_RECIPE = {"edits", "palettes"}
"""They read recipes by the registry of operations, where parameters and pixels are one."""


def _run(script: str, *arguments: str) -> str:
    """A fresh process in an empty environment."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(
        command, check=False, env={}, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@cache
def started(name: str) -> dict[str, Any]:
    """A fresh process that has imported one function as Lambda does: what it has loaded."""
    script = f"""
import gc, json, sys
import functions.{name}.app
modules, collects, kept = sorted(sys.modules), gc.isenabled(), gc.get_freeze_count()
print(json.dumps({{"modules": modules, "collects": collects, "kept": kept}}))
"""
    state: dict[str, Any] = json.loads(_run(script))
    return state


def loaded(name: str, *packages: str) -> list[str]:
    """What a function has loaded of these packages."""
    return [
        module
        for module in started(name)["modules"]
        if any(module == package or module.startswith(f"{package}.") for package in packages)
    ]


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in BY_RECIPE])
def test_a_function_starts_without_the_image_library(name: str) -> None:
    """Pixels wait for a first photo."""
    assert loaded(name, "PIL", "darkroom.imaging") == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_starts_without_the_tracer(name: str) -> None:
    """It is twice as long to import as boto3; what the template switches on does not need it."""
    assert loaded(name, "aws_xray_sdk") == []


@pytest.mark.parametrize("name", ["process_upload", "maintenance", "generate"])
def test_a_function_without_http_starts_without_its_frameworks(name: str) -> None:
    frameworks = ("fastapi", "starlette", "mangum", "pydantic", "pydantic_core", "python_multipart")
    assert loaded(name, "darkroom.http", *frameworks) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_started_function_keeps_what_it_imported_and_collects_what_comes(name: str) -> None:
    assert started(name)["collects"]
    assert started(name)["kept"] > 1000


# Nothing happens at import


WATCH = """
import _collections_abc, importlib, json, os, pkgutil, sys
from botocore.client import ClientCreator

ROOT, found = sys.argv[1], {"environment": [], "files": [], "network": [], "clients": []}
OURS = (ROOT + "/layers/", ROOT + "/functions/")
MAPPINGS = {"<frozen os>", "<frozen _collections_abc>", os.__file__, _collections_abc.__file__}

def is_ours(path):
    return path.startswith(OURS)

def called_by_us():
    '''Whether one of our modules is doing this itself, not somebody whom it imports.'''
    frame = sys._getframe(2)
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith("<frozen importlib"):
            return None
        if is_ours(path):
            return f"{path[len(ROOT):]}:{frame.f_lineno}"
        frame = frame.f_back
    return None

def asked_by_us():
    '''Whether one of our modules reads the environment in so many words.'''
    frame = sys._getframe(2)
    while frame.f_code.co_filename in MAPPINGS:
        frame = frame.f_back
    path = frame.f_code.co_filename
    return f"{path[len(ROOT):]}:{frame.f_lineno}" if is_ours(path) else None

NETWORK = {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"}

def audit(event, arguments):
    if event == "open" and not str(arguments[0]).startswith((sys.prefix, sys.base_prefix)):
        if who := called_by_us():
            found["files"].append([who, str(arguments[0])])
    elif event in NETWORK and (who := called_by_us()):
        found["network"].append([who, event])

def read(self, name, inner=os._Environ.__getitem__):
    if who := asked_by_us():
        found["environment"].append([who, name])
    return inner(self, name)

def create(self, service_name, *arguments, inner=ClientCreator.create_client, **words):
    found["clients"].append(service_name)
    return inner(self, service_name, *arguments, **words)

os._Environ.__getitem__ = read
ClientCreator.create_client = create
sys.addaudithook(audit)

import darkroom
modules = [each.name for each in pkgutil.walk_packages(darkroom.__path__, "darkroom.")]
modules += [f"functions.{name}.app" for name in sys.argv[2:]]
for module in modules:
    importlib.import_module(module)
found["modules"] = modules
print(json.dumps(found))
"""


@cache
def imported() -> dict[str, Any]:
    """What happened while everything was imported."""
    found: dict[str, Any] = json.loads(_run(WATCH, str(ROOT), *FUNCTIONS))
    return found


def test_everything_can_be_imported_where_nothing_is_configured() -> None:
    assert set(imported()["modules"]) == set(_modules()) - {"darkroom"}


def _modules() -> Iterator[str]:
    """What there is to import, by the files there are."""
    for base, folder in ((ROOT / "layers" / "darkroom", "darkroom"), (ROOT, "functions")):
        for path in (base / folder).rglob("*.py"):
            parts = path.relative_to(base).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__")


@pytest.mark.parametrize("what", ["environment", "files", "network", "clients"])
def test_at_import_nobody_touches(what: str) -> None:
    assert imported()[what] == []


def test_the_watch_over_imports_is_awake(tmp_path: Path) -> None:
    """The same watch over a house that breaks every rule."""
    package = tmp_path / "layers" / "darkroom"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "careless.py").write_text(
        "import os, socket\n"
        "import boto3\n"
        "os.environ.get('TABLE_NAME')\n"
        "open(__file__).close()\n"
        "socket.getaddrinfo('127.0.0.1', 80)\n"
        "boto3.client('s3', region_name='eu-central-1')\n"
    )
    script = f"import sys; sys.path.insert(0, {str(package.parent)!r})\n{WATCH}"
    found = json.loads(_run(script, str(tmp_path)))
    careless = "/layers/darkroom/careless.py"
    assert [f"{careless}:3", "TABLE_NAME"] in found["environment"]
    assert [f"{careless}:4", str(package / "careless.py")] in found["files"]
    assert [f"{careless}:5", "socket.getaddrinfo"] in found["network"]
    assert found["clients"] == ["s3"]
