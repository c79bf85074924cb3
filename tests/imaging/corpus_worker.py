"""A child process that develops files under the limits of a small machine.

Reads lines of `path TAB declared type`, answers each with a line of JSON. A file that takes more
memory than there is must still end in a verdict; one that takes more than ten seconds kills it.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path

MAX_ADDRESS_SPACE = 2**30
MAX_SECONDS = 10
# The defaults, and one of each format that a deployment may ask for besides.
VARIANTS = (
    "large=1600.webp,medium=640.webp,small=320.webp,112x112=112x112.png,56x56=56x56.png,"
    "print=200.jpg,tiny=48x32.avif"
)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_ADDRESS_SPACE, MAX_ADDRESS_SPACE))
    for line in sys.stdin:
        path, content_type = line.rstrip("\n").split("\t")
        signal.alarm(MAX_SECONDS)
        answer = _verdict(Path(path).read_bytes(), content_type)
        signal.alarm(0)
        print(json.dumps(answer), flush=True)


def _verdict(data: bytes, content_type: str) -> dict[str, object]:
    from darkroom.domain.errors import ImageRejected
    from darkroom.domain.limits import Limits
    from darkroom.domain.variants import parse_variants
    from darkroom.imaging.develop import develop
    from tests.imaging.leaks import leaks
    from tests.imaging.peak import peak_rss

    found: list[str] = []
    code, detail = "ready", ""
    try:
        result = develop(data, content_type, specs=parse_variants(VARIANTS), limits=Limits())
    except ImageRejected as rejection:
        code, detail = rejection.code, rejection.detail
    else:
        for output in result.outputs:
            found += [
                f"{output.variant.name}: {leak}" for leak in leaks(output.body, output.variant.ext)
            ]
    return {"code": code, "detail": detail, "leaks": found, "peak": peak_rss()}


if __name__ == "__main__":
    main()
