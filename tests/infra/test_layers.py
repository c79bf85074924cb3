"""What `sam build` builds: our package as a layer, third-party wheels as another, each app.py."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.expansion import ROOT, written

RUNTIME = (ROOT / ".python-version").read_text().strip()
NATIVE = f"{sys.version_info.major}.{sys.version_info.minor}" == RUNTIME


def make(folder: str, source: Path, target: str, artifacts: Path) -> str:
    """Run a Makefile as `sam build` does: in another folder than the Makefile's own."""
    artifacts.mkdir()
    ran = subprocess.run(
        ["make", "--makefile", str(ROOT / folder / "Makefile"), target],
        cwd=source,
        env={**os.environ, "ARTIFACTS_DIR": str(artifacts)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


@pytest.mark.parametrize("layer", ["PillowLayer", "DarkroomLayer"])
def test_a_layer_is_built_by_its_makefile_for_arm64(layer: str) -> None:
    resource = written()["Resources"][layer]
    assert resource["Metadata"] == {"BuildMethod": "makefile", "BuildArchitecture": "arm64"}
    assert resource["Properties"]["CompatibleRuntimes"] == [f"python{RUNTIME}"]
    makefile = ROOT / resource["Properties"]["ContentUri"] / "Makefile"
    assert f"\nbuild-{layer}:" in makefile.read_text()


def test_every_function_is_built_by_the_one_makefile() -> None:
    functions = {
        name: resource
        for name, resource in written()["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    assert len(functions) == 10
    for function in functions.values():
        assert function["Metadata"] == {"BuildMethod": "makefile", "ContextPath": "functions"}


def test_the_builds_are_for_the_runtime_of_the_template() -> None:
    runtime = written()["Globals"]["Function"]["Runtime"]
    declared = re.search(
        r"^RUNTIME := (.+)$", (ROOT / "layers" / "python.mk").read_text(), re.MULTILINE
    )
    assert declared
    assert runtime == f"python{declared[1]}" == f"python{RUNTIME}"


def test_our_layer_holds_our_package_and_nothing_else(tmp_path: Path) -> None:
    make("layers/darkroom", ROOT / "layers" / "darkroom", "build-DarkroomLayer", tmp_path / "built")
    built, source = tmp_path / "built" / "python", ROOT / "layers" / "darkroom" / "darkroom"
    assert [path.name for path in built.iterdir()] == ["darkroom"]
    shipped = {str(path.relative_to(built / "darkroom")) for path in built.rglob("*.py")}
    assert shipped == {str(path.relative_to(source)) for path in source.rglob("*.py")}


@pytest.mark.skipif(not NATIVE, reason=f"needs Python {RUNTIME}, the runtime's own")
def test_our_layer_is_compiled_for_the_runtime_once_and_for_all(tmp_path: Path) -> None:
    make("layers/darkroom", ROOT / "layers" / "darkroom", "build-DarkroomLayer", tmp_path / "built")
    built = tmp_path / "built" / "python"
    sources = set(built.rglob("*.py"))
    compiled = set(built.rglob("*.pyc"))
    assert compiled == {Path(importlib.util.cache_from_source(str(path))) for path in sources}
    for path in compiled:
        header = path.read_bytes()[:8]
        assert header[:4] == importlib.util.MAGIC_NUMBER
        assert header[4:] == b"\1\0\0\0", "a hash that is not checked, whatever the file's date"


def test_tracebacks_name_the_place_in_lambda(tmp_path: Path) -> None:
    if not NATIVE:
        pytest.skip(f"needs Python {RUNTIME}, the runtime's own")
    make("layers/darkroom", ROOT / "layers" / "darkroom", "build-DarkroomLayer", tmp_path / "built")
    package = tmp_path / "built" / "python" / "darkroom"
    code = Path(importlib.util.cache_from_source(str(package / "settings.py"))).read_bytes()
    assert b"/opt/python/darkroom/settings.py" in code
    assert str(tmp_path).encode() not in code


def test_a_function_ships_its_own_modules_only(tmp_path: Path) -> None:
    source = tmp_path / "gallery"
    (source / "__pycache__").mkdir(parents=True)
    (source / "__pycache__" / "app.cpython-39.pyc").write_bytes(b"of another version")
    (source / "app.py").write_text("def handler(event, context): ...\n")
    (source / "notes.txt").write_text("not code")
    make("functions", source, "build-GalleryFunction", tmp_path / "built")
    shipped = {path.name for path in (tmp_path / "built").rglob("*") if path.is_file()}
    assert shipped - {f"app.cpython-{RUNTIME.replace('.', '')}.pyc"} == {"app.py"}


def test_wheels_are_pinned_by_hash_and_never_compiled_here() -> None:
    makefile = (ROOT / "layers" / "pillow" / "Makefile").read_text()
    assert {"--require-hashes", "--only-binary=:all:", "--no-deps"} <= set(makefile.split())
    platforms = re.search(r"^PLATFORMS := (.+)$", makefile, re.MULTILINE)
    assert platforms
    assert all(platform.endswith("_aarch64") for platform in platforms[1].split())


def test_every_third_party_import_of_ours_is_pinned() -> None:
    pinned = (ROOT / "layers" / "pillow" / "requirements.txt").read_text()
    for name in ("boto3", "fastapi", "mangum", "pillow", "pydantic", "aws-lambda-powertools"):
        assert re.search(rf"^{name}==[^ ]+ \\$", pinned, re.MULTILINE)
