"""Every file of the corpus as a source of a recipe: a result, or an error of ours below 500."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import DarkroomError
from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture, Recipe, Rendered
from darkroom.imaging.recipes import read_operations
from darkroom.imaging.render import ImagingStudio
from tests.imaging.corpus import Entry, corpus_file, entries

STUDIO = ImagingStudio(Limits(max_pixels=4_000_000))
CROP = {"operation": "crop", "aspect": "3:2", "gravity": "smart"}
SMALL = {"operation": "resize", "width": 48, "height": 48}
RECIPES = (
    ([SMALL, {"operation": "trim"}, {"operation": "rotate", "angle": 7}], None),
    ([CROP, SMALL, {"operation": "filter", "type": "gaussian_blur"}], "webp"),
    ([CROP, SMALL | {"fit": "cover"}, {"operation": "round_corners", "radius": 9}], "gif"),
    ([SMALL, {"operation": "auto_contrast"}, {"operation": "pad", "aspect": "1:1"}], "jpg"),
    ([SMALL | {"fit": "fill"}, {"operation": "filter", "type": "unsharp_mask"}], "png"),
)  # fmt: skip
SHARES = 8


@pytest.mark.parametrize("share", range(SHARES))
def test_any_file_gives_a_result_or_a_refusal(share: int) -> None:
    followed = 0
    for index, entry in enumerate(entries()[share::SHARES]):
        operations, file_format = RECIPES[index % len(RECIPES)]
        made = _outcome(entry, Recipe(read_operations(operations), file_format))
        if isinstance(made, Rendered):
            followed += 1
            assert made.width * made.height > 0
        else:
            assert made.status < 500, entry.file
            assert made.detail.endswith("."), entry.file
    assert followed > 20


def _outcome(entry: Entry, recipe: Recipe) -> Rendered | DarkroomError:
    source = Picture(corpus_file(entry.file), entry.declared_type)
    try:
        return STUDIO.render(source, recipe, others={})
    except DarkroomError as error:
        return error
