"""The places in our code from which AWS is called: all there are, and where a call came from.

Two kinds. In `services/`: a call of a port, by file and line. In the adapters: a function that
sends requests, by file and name. A suite that has never let a call of one of them fail proves
nothing about it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any

from darkroom import services
from darkroom.services.ports import Ports

PACKAGE = Path(services.__file__).parents[1]
ADAPTERS = ("catalog", "storage", "delivery", "providers")
NOT_ON_AWS = {
    "file.py", "file_gate.py", "file_links.py", "file_records.py", "plain.py", "s3_client.py",
}  # fmt: skip
PORTS = {"catalog", "uploads", "private", "public", "delivery"}
"""Names that end the expression before a port's method: `self.ports.catalog`, `catalog`, …"""
PORTS_BY_CALL = {"home_of", "variants_of"}
OTHER_NAMES = {"store", "_store"}
WITHOUT_REQUEST = {"presign_read", "presign_reads", "presign_posts", "presign_put", "url", "now"}
"""Of a port, what makes no request."""
SENDERS = {"._table", "table", "._client", ".client", "client", "._http"}
"""In an adapter, what a request is sent through."""

_at: list[str] = [""]
"""The place in `services/` that called a port last; one thread calls them."""


def of_this_call() -> tuple[str, ...]:
    """Called where a request is about to be sent: the places it comes from."""
    found: list[str] = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if adapter := _adapter(frame.f_code.co_filename):
            found.append(f"{adapter} {frame.f_code.co_name}")
        frame = frame.f_back
    is_a_port_s = not found or not found[0].startswith("providers/")
    at = {_at[0]} if is_a_port_s else set()
    return tuple(sorted({*found, *at} & every()))


@cache
def _adapter(file: str) -> str:
    """Its folder and name, if it is one."""
    path = Path(file)
    is_one = path.parent.parent == PACKAGE and path.parent.name in ADAPTERS
    return f"{path.parent.name}/{path.name}" if is_one else ""


def noting(ports: Ports) -> Ports:
    """The same ports, which remember who called them."""
    noted: dict[str, Any] = {name: _Noting(getattr(ports, name)) for name in sorted(PORTS)}
    return replace(ports, **noted)


class _Noting:
    def __init__(self, port: Any) -> None:
        self._port = port
        self.__class__ = type("Noting", (_Noting, type(port)), {})  # S3 copies to S3 alone

    def __setattr__(self, name: str, value: Any) -> None:
        held = {"_port", "__class__"}
        target = self if name in held else object.__getattribute__(self, "_port")
        object.__setattr__(target, name, value)

    def __getattribute__(self, name: str) -> Any:
        port = object.__getattribute__(self, "_port")
        found = getattr(port, name)
        if name.startswith("_") or not callable(found):
            return found
        call = _each_noted if name == "list_prefix" else _noted
        return partial(call, found)


def _noted(call: Callable[..., Any], *args: Any, **words: Any) -> Any:
    _note(sys._getframe(1), call.__name__)
    return call(*args, **words)


def _each_noted(call: Callable[..., Iterator[Any]], *args: Any, **words: Any) -> Iterator[Any]:
    """A listing asks for its pages while it is read."""
    _note(sys._getframe(1), call.__name__)
    at = _at[0]

    def pages() -> Iterator[Any]:
        listed = call(*args, **words)
        while True:
            _at[0] = at
            try:
                yield next(listed)
            except StopIteration:
                return

    return pages()


def _note(frame: FrameType | None, method: str) -> None:
    while frame is not None:
        if service := _service(frame.f_code.co_filename):
            _at[0] = _lines(service).get((frame.f_lineno, method), "")
            return
        frame = frame.f_back
    _at[0] = ""


@cache
def _service(file: str) -> Path | None:
    path = Path(file)
    return path if path.parent == PACKAGE / "services" else None


@cache
def every() -> frozenset[str]:
    """Every place there is."""
    in_services = (_lines(path).values() for path in sorted((PACKAGE / "services").glob("*.py")))
    in_adapters = (_senders(PACKAGE / folder) for folder in ADAPTERS)
    return frozenset(site for sites in (*in_services, *in_adapters) for site in sites)


@cache
def _lines(path: Path) -> dict[tuple[int, str], str]:
    """Of a service: the place that a method of a port is called from, by line and method."""
    found: dict[tuple[int, str], str] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            function = node.func
            if _is_port_call(function):
                site = f"services/{path.name}:{node.lineno} {ast.unparse(function)}"
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                found |= dict.fromkeys(((line, function.attr) for line in lines), site)
    return found


def _is_port_call(function: ast.Attribute) -> bool:
    if function.attr in WITHOUT_REQUEST:
        return False
    owner = function.value
    if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute):
        return owner.func.attr in PORTS_BY_CALL
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name in PORTS | OTHER_NAMES


def _senders(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.py")):
        if path.name in NOT_ON_AWS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(map(_sends, _own(node))):
                yield f"{folder.name}/{path.name} {node.name}"


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What is in a function, but not in functions inside it: those run by themselves."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)


def _sends(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = f".{owner.attr}" if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name in SENDERS or node.func.attr == "paginate"
