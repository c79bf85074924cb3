"""The rules of the house that no linter knows, held against the source as it is written."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYER = ROOT / "layers" / "darkroom"
HTTP_FUNCTIONS = (
    "edits",
    "gallery",
    "generation",
    "palettes",
    "presigned_upload",
    "signed_urls",
    "visibility",
)
FUNCTIONS = (*HTTP_FUNCTIONS, "generate", "maintenance", "process_upload")

AWS = (
    "darkroom.storage", "darkroom.catalog", "darkroom.delivery", "darkroom.providers",
    "darkroom.providing", "darkroom.bootstrap",
)  # fmt: skip
HTTP = ("darkroom.http", *(f"functions.{name}" for name in HTTP_FUNCTIONS))
IMPORTERS = {
    "PIL": ("darkroom.imaging",),
    "boto3": AWS,
    "botocore": AWS,
    "s3transfer": AWS,
    "fastapi": HTTP,
    "mangum": HTTP,
    "starlette": HTTP,
    "pydantic": (*HTTP, "darkroom.imaging.operations", "darkroom.imaging.recipes"),
    "python_multipart": HTTP,
    "urllib3": ("darkroom.providers",),
    "pocketsphinx": ("darkroom.providers",),
    "av": ("darkroom.providers",),
    "aws_lambda_powertools": ("darkroom.observability", "functions"),
}
"""Who alone may import what."""

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
IMPURE = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "shutil", "socket", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
"""Of the standard library, what the domain does not need: I/O, clocks, chance, processes."""

MODULE_LINES, HANDLER_LINES, FUNCTION_LINES = 300, 105, 40
"""Without blank lines: two of them around each class are the formatter's, not ours."""
LONG_FUNCTIONS = {
    "darkroom.catalog.items.from_asset": "one line for each attribute of a row",
    "infra.local.proxy_events.proxy_event": "one event of API Gateway, written out",
}


@dataclass(frozen=True)
class Source:
    """A module as it is written."""

    module: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return _written(self.text)

    def is_in(self, *places: str) -> bool:
        return any(self.module == place or self.module.startswith(f"{place}.") for place in places)

    def imports(self) -> Iterator[str]:
        """Everything imported anywhere in it, inside functions too, by full name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{'.' * node.level}{node.module or ''}.{a.name}" for a in node.names)

    def imports_from(self, *packages: str) -> bool:
        return any(name.split(".")[0] in packages for name in self.imports())


def _written(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())


@cache
def read(base: Path, folder: str) -> tuple[Source, ...]:
    found = []
    for path in sorted((base / folder).rglob("*.py")):
        module = ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
        text = path.read_text()
        found.append(Source(module, text, ast.parse(text)))
    assert found
    return tuple(found)


def layer() -> tuple[Source, ...]:
    return read(LAYER, "darkroom")


def functions() -> tuple[Source, ...]:
    return read(ROOT, "functions")


def shipped() -> tuple[Source, ...]:
    """What runs in AWS."""
    return layer() + functions()


def everything() -> tuple[Source, ...]:
    """What is not a test."""
    return shipped() + read(ROOT, "infra")


def domain() -> tuple[Source, ...]:
    return tuple(source for source in layer() if source.is_in("darkroom.domain"))


def names_of(sources: Iterator[Source]) -> list[str]:
    return [source.module for source in sources]


# Who imports what


def test_these_are_all_the_functions() -> None:
    assert {source.module for source in functions() if source.module.endswith(".app")} == {
        f"functions.{name}.app" for name in FUNCTIONS
    }


@pytest.mark.parametrize("package", sorted(IMPORTERS))
def test_a_library_is_imported_only_where_it_belongs(package: str) -> None:
    importers = [source for source in shipped() if source.imports_from(package)]
    assert importers or package in {"s3transfer", "python_multipart"}
    assert names_of(each for each in importers if not each.is_in(*IMPORTERS[package])) == []


def test_nothing_is_imported_by_a_name_made_up_at_run_time() -> None:
    dynamic = {"importlib", "imp", "runpy", "pkgutil"}
    assert names_of(source for source in shipped() if source.imports_from(*dynamic)) == []
    assert [name for name in _called(shipped()) if name.endswith(" __import__")] == []


def test_the_domain_imports_itself_and_the_pure_part_of_the_standard_library() -> None:
    pure = sys.stdlib_module_names - IMPURE
    foreign = [
        f"{source.module} imports {name}"
        for source in domain()
        for name in source.imports()
        if name.split(".")[0] not in pure and not name.startswith("darkroom.domain")
    ]
    assert foreign == []


def test_the_domain_opens_nothing_and_asks_no_clock() -> None:
    impure = {"open", "print", "input", "now", "utcnow", "today"}
    assert [name for name in _called(domain()) if name.split(" ")[1] in impure] == []


def test_functions_import_no_platform_no_pixels_and_no_sibling() -> None:
    forbidden = {"boto3", "botocore", "PIL", "os", "functions", ""}
    assert names_of(source for source in functions() if source.imports_from(*forbidden)) == []


def test_the_environment_is_read_in_one_place() -> None:
    readers = {source.module for source in shipped() if _reads_environment(source)}
    assert readers == {"darkroom.settings"}


def test_shipped_code_logs_and_never_prints() -> None:
    assert [name for name in _called(shipped()) if name.endswith(" print")] == []


def _called(sources: tuple[Source, ...]) -> list[str]:
    """Every call as `module name`, the name without what it is an attribute of."""
    return [
        f"{source.module} {function.attr if isinstance(function, ast.Attribute) else function.id}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(function := node.func, (ast.Attribute, ast.Name))
    ]


def _reads_environment(source: Source) -> bool:
    words = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
    attributes = {
        node.attr
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    }
    imported = {name.removeprefix("os.") for name in source.imports() if name.startswith("os.")}
    return not words.isdisjoint(attributes | imported)


# How it is written


def test_no_module_is_named_for_nothing() -> None:
    nameless = (s for s in everything() if not FORBIDDEN_NAMES.isdisjoint(s.module.split(".")))
    assert names_of(nameless) == []


def test_every_module_says_what_it_is() -> None:
    assert names_of(source for source in everything() if not ast.get_docstring(source.tree)) == []


def test_no_module_asks_to_become_two() -> None:
    assert names_of(source for source in everything() if source.lines > MODULE_LINES) == []


def test_handlers_are_thin() -> None:
    assert names_of(source for source in functions() if source.lines > HANDLER_LINES) == []


def test_no_function_asks_to_become_two() -> None:
    long = {
        f"{source.module}.{node.name}"
        for source in everything()
        for node in ast.walk(source.tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and _written(ast.get_source_segment(source.text, node) or "") > FUNCTION_LINES
    }
    assert long == LONG_FUNCTIONS.keys()


def test_whoever_catches_everything_raises_it_again_or_says_why_not() -> None:
    silent = [
        f"{source.module}:{node.lineno}"
        for source in everything()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and _is_blanket(node.type)
        and not _raises_again(node)
        and "# noqa: BLE001" not in source.text.splitlines()[node.lineno - 1]
    ]
    assert silent == []


def test_nobody_suppresses_everything() -> None:
    suppressing = [
        f"{source.module}:{node.lineno}"
        for source in everything()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("suppress")
        and any(_is_blanket(argument) for argument in node.args)
    ]
    assert suppressing == []


def _is_blanket(kind: ast.expr | None) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(_is_blanket(each) for each in kind.elts)
    return kind is None or ast.unparse(kind) in {"Exception", "BaseException"}


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


# Cold starts


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_holds_the_collector_back_before_its_first_import(name: str) -> None:
    (source,) = (each for each in functions() if each.module == f"functions.{name}.app")
    first = next(each for each in source.imports() if not each.startswith("__future__."))
    assert first in {"darkroom.coldstart", "darkroom.http.entry.serve"}


def test_nobody_imports_the_tracer() -> None:
    tracers = (
        s for s in shipped() if any("racer" in name or "xray" in name for name in s.imports())
    )
    assert names_of(tracers) == []
