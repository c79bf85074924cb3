"""A child process that follows a recipe and says what that took above having loaded everything.

    python -m tests.imaging.render_worker FILE TYPE OPERATIONS

Prints bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture, Recipe
from darkroom.imaging.recipes import read_operations
from darkroom.imaging.render import ImagingStudio
from tests.imaging.peak import peak_rss
from tests.imaging.samples import plain


def main(path: str, content_type: str, operations: str) -> None:
    studio, recipe = ImagingStudio(Limits()), Recipe(read_operations(json.loads(operations)), "png")
    studio.render(Picture(plain("PNG"), "image/png"), recipe, others={})
    source = Picture(Path(path).read_bytes(), content_type)
    before = peak_rss()
    studio.render(source, recipe, others={})
    print(peak_rss() - before)


if __name__ == "__main__":
    main(*sys.argv[1:])
