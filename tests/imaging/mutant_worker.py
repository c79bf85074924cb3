"""A child process that develops one damaged file after the other.

    python -m tests.imaging.mutant_worker COUNT SEED < numbers

Answers every number with a line of JSON. It has a gibibyte of memory; a file that takes more than
five seconds of CPU, or ends the process, is the one that was not answered.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time

from darkroom.domain.errors import ImageRejected
from darkroom.domain.limits import Limits
from darkroom.domain.variants import parse_variants
from darkroom.imaging.develop import develop
from tests.imaging.damage import mutant
from tests.imaging.peak import peak_rss

MAX_ADDRESS_SPACE = 2**30
MAX_SECONDS = 5
_LIMITS = Limits()
_SPECS = parse_variants("whole=64.webp,tile=16x16.png")


def main(count: str, seed: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_ADDRESS_SPACE, MAX_ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(1), "w") as answers, tempfile.TemporaryFile() as printed:
        for stream in (1, 2):
            os.dup2(printed.fileno(), stream)
        for line in sys.stdin:
            told = _developed(int(line), int(count), int(seed))
            sys.stdout.flush()
            told["printed"] = printed.seek(0, os.SEEK_END)
            printed.seek(0)
            printed.truncate()
            answers.write(json.dumps(told) + "\n")
            answers.flush()


def _developed(number: int, count: int, seed: int) -> dict[str, object]:
    file = mutant(number, count, seed)
    signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)
    began = time.process_time()
    try:
        develop(file.data, file.content_type, specs=_SPECS, limits=_LIMITS)
        code = "ready"
    except ImageRejected as rejection:
        code = rejection.code
    except Exception as exc:  # noqa: BLE001 - the answer is that there was one
        code = f"raised {exc!r}"
    seconds = time.process_time() - began
    signal.setitimer(signal.ITIMER_PROF, 0)
    return {"code": code, "seconds": seconds, "peak": peak_rss()}


if __name__ == "__main__":
    main(*sys.argv[1:])
