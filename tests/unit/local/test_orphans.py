"""No function outlives the system that runs it, however that ends."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from infra.local.lambdas import runtime_client
from tests.unit.local.processes import is_running

ROOT = Path(__file__).parents[3]
HANDLER = "import os\n\n\ndef handler(event, context):\n    return os.getpid()\n"


@pytest.mark.parametrize("client", sorted({runtime_client(), "plain"}))
def test_whatever_ends_the_parent_ends_its_functions(tmp_path: Path, client: str) -> None:
    (tmp_path / "app.py").write_text(HANDLER)
    parent = """
        import sys
        from pathlib import Path
        from infra.local.lambdas import LambdaFunction, function_environment
        from tests.unit.local.small_stack import a_function

        declared = a_function(Path(sys.argv[1]), 20, "app.handler")
        environment = function_environment(
            declared, endpoint="http://127.0.0.1:1", region="eu-central-1", credentials={})
        function = LambdaFunction(
            declared, environment, client=sys.argv[2], log=lambda _: None, report=print)
        function.start()
        print(function.invoke(b'{}').json(), flush=True)
        sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(parent), str(tmp_path), client],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert is_running(pid)
        process.kill()
        process.wait()
        # The pipe that the function inherited ends with it.
        assert process.stdout.read() == b""
    ended_within(pid, seconds=10)


def ended_within(pid: int, seconds: float) -> None:
    tick = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if not is_running(pid):
            return
        tick.wait(0.02)
    os.kill(pid, 9)
    pytest.fail(f"process {pid} outlived its parent")
