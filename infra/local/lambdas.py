"""Runs each function as Lambda does: own processes, own environment, timeout, scaling out."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from infra.local.runtime_api import MAX_PAYLOAD, Invocation, Outcome, RuntimeApi, failure
from infra.local.stack import Function

# Lambda gives ten seconds; several processes starting on a small machine may need more.
INIT_SECONDS = 60
MAX_PROCESSES = 4
_RUNTIME = Path(__file__).with_name("runtime.py")

Log = Callable[[str], None]


def runtime_client() -> str:
    """`awslambdaric`, where its wheel exists; `plain`, our own loop, elsewhere."""
    found = importlib.util.find_spec("awslambdaric") and importlib.util.find_spec("runtime_client")
    return "awslambdaric" if found else "plain"


class Worker:
    """One process of a function: one invocation at a time, killed when it takes too long."""

    def __init__(
        self, function: Function, environment: Mapping[str, str], client: str, log: Log
    ) -> None:
        self._function, self._log = function, log
        self._api = RuntimeApi()
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-P", str(_RUNTIME), client, function.handler],
            cwd=function.code,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": self._api.address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the parent, which ends them in order
        )
        self._reader = threading.Thread(target=self._read_log, name="function log", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether it can take another invocation."""
        return self._process.poll() is None and self._api.init_error is None

    def wait_ready(self) -> Outcome | None:
        """Wait until the handler is loaded. Returns the error that prevented it."""
        if not self._api.ready.wait(INIT_SECONDS):
            return failure("Sandbox.Timedout", f"Init timed out after {INIT_SECONDS} seconds")
        return self._api.init_error

    def invoke(self, payload: bytes) -> Outcome:
        """Run the handler on this event."""
        error = self.wait_ready()
        if error is not None:
            return error
        timeout = self._function.timeout
        deadline_ms = int((time.time() + timeout) * 1000)
        request_id = str(uuid.uuid4())
        started = time.perf_counter()
        invocation = Invocation(request_id, payload, self._function.arn, deadline_ms)
        outcome = self._api.run(invocation, timeout)
        if outcome is None:
            self.kill()
            message = f"RequestId: {request_id} Task timed out after {timeout:.2f} seconds"
            outcome = failure("Sandbox.Timedout", message)
            self._log(message)
        elif outcome.kind == "Function.ResponseSizeTooLarge":
            # The runtime client does not survive being told so.
            self.kill()
        spent = (time.perf_counter() - started) * 1000
        self._log(f"REPORT RequestId: {request_id} Duration: {spent:.2f} ms")
        return outcome

    def kill(self) -> None:
        """End the process at once."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End the process and close what belongs to it."""
        self.kill()
        self._reader.join(timeout=5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._api.close()

    def _read_log(self) -> None:
        """Copy the output to the log; its end is the end of the process."""
        assert self._process.stdout is not None  # noqa: S101  it was asked for
        for line in self._process.stdout:
            # The runtime writes a traceback as one event: lines parted by \r, indented by U+00A0.
            text = line.decode(errors="replace").rstrip("\n")
            self._log(text.replace("\r", "\n").replace("\u00a0", " "))
        status = self._process.wait()
        self._api.end(
            failure("Runtime.ExitError", f"Runtime exited with error: exit status {status}")
        )


class LambdaFunction:
    """One function: idle processes are used again, busy ones are joined by another."""

    def __init__(
        self,
        function: Function,
        environment: Mapping[str, str],
        *,
        client: str,
        log: Log,
        report: Log,
    ) -> None:
        """`environment` is all that the processes get; `report` is told of every failure."""
        self.function = function
        self._environment, self._client = environment, client
        self._log, self._report = log, report
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._changed = threading.Condition()
        self._stopped = False

    def start(self) -> None:
        """Start the first process, without waiting for it."""
        with self._changed:
            self._idle.append(self._new_worker())

    def wait_ready(self) -> Outcome | None:
        """Wait until the first process has loaded its handler. Returns what prevented it."""
        with self._changed:
            workers = list(self._idle)
        return next((error for worker in workers if (error := worker.wait_ready())), None)

    def invoke(self, payload: bytes) -> Outcome:
        """Run the function on this event; errors are answered, not raised."""
        if len(payload) > MAX_PAYLOAD:
            message = f"Request must be smaller than {MAX_PAYLOAD} bytes for the Invoke operation"
            return failure("RequestEntityTooLargeException", message)
        worker = self._take()
        if worker is not None and not worker.alive:
            self._give_back(worker)  # it ended while nobody used it
            worker = self._take()
        if worker is None:
            return failure("TooManyRequestsException", "Rate Exceeded.")
        try:
            outcome = worker.invoke(payload)
        finally:
            self._give_back(worker)
        if outcome.failed:
            self._report(f"{self.function.label} failed: {_sentence(outcome)}")
        return outcome

    def stop(self) -> None:
        """End every process."""
        with self._changed:
            self._stopped = True
            workers, self._workers = self._workers, set()
            self._changed.notify_all()
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.stop()

    def _new_worker(self) -> Worker:
        worker = Worker(self.function, self._environment, self._client, self._log)
        self._workers.add(worker)
        return worker

    def _take(self) -> Worker | None:
        """An idle process, a new one, or the next that becomes free; None after a long wait."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopped or self._idle or len(self._workers) < MAX_PROCESSES,
                timeout=self.function.timeout,
            )
            if self._stopped:
                return None
            if self._idle:
                return self._idle.pop()
            return self._new_worker() if len(self._workers) < MAX_PROCESSES else None

    def _give_back(self, worker: Worker) -> None:
        """Keep the process; one that has ended is replaced, as Lambda replaces it."""
        alive = worker.alive
        with self._changed:
            if self._stopped:
                return
            if not alive:
                self._workers.discard(worker)
            self._idle.append(worker if alive else self._new_worker())
            self._changed.notify()
        if not alive:
            worker.stop()


def function_environment(
    function: Function, *, endpoint: str, region: str, credentials: Mapping[str, str]
) -> dict[str, str]:
    """The environment of a function's processes: the template's variables and Lambda's own."""
    lambda_variables = {
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": function.log_format,
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        "AWS_REGION": region,
        "LAMBDA_TASK_ROOT": str(function.code),
        "LANG": "en_US.UTF-8",
        "PATH": os.defpath,
        "TZ": ":UTC",
        "_HANDLER": function.handler,
        # Where the layers are mounted in Lambda; third-party wheels come from our own interpreter.
        "PYTHONPATH": os.pathsep.join(map(str, (function.code, *function.layers))),
    }
    if function.log_level:
        lambda_variables["AWS_LAMBDA_LOG_LEVEL"] = function.log_level
    here = {
        "AWS_ENDPOINT_URL": endpoint,
        # Neither the developer's profile nor a metadata service has a say.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return {**function.environment, **lambda_variables, **credentials, **here}


def _sentence(outcome: Outcome) -> str:
    error = outcome.json()
    return f"{error.get('errorType', 'Error')}: {error.get('errorMessage', '')}"
