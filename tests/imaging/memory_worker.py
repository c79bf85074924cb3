"""A child process that develops one file and says what that took above having loaded everything.

    python -m tests.imaging.memory_worker FILE TYPE

Prints bytes, then the verdict.
"""

from __future__ import annotations

import sys
from pathlib import Path

from darkroom.domain.errors import ImageRejected
from darkroom.domain.limits import Limits
from darkroom.domain.variants import DEFAULT_VARIANTS, parse_variants
from darkroom.imaging.develop import develop
from tests.imaging.peak import peak_rss
from tests.imaging.samples import plain


def main(path: str, content_type: str) -> None:
    specs = parse_variants(DEFAULT_VARIANTS)
    for warm_up, its_type in (("PNG", "image/png"), ("WEBP", "image/webp")):
        develop(plain(warm_up), its_type, specs=specs, limits=Limits())
    data = Path(path).read_bytes()
    before = peak_rss()
    try:
        develop(data, content_type, specs=specs, limits=Limits())
        code = "ready"
    except ImageRejected as rejection:
        code = rejection.code
    print(peak_rss() - before, code)


if __name__ == "__main__":
    main(*sys.argv[1:])
