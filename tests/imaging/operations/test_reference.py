"""docs/edits.md and its pictures."""

from __future__ import annotations

from PIL import Image

from darkroom.imaging.operations import FILTERS, OPERATIONS
from infra import edit_reference, pictures
from infra.documents import DOCS
from infra.local.photos import scene


def test_the_reference_is_what_the_code_says() -> None:
    assert (DOCS / "edits.md").read_text() == edit_reference.markdown()


def test_every_operation_filter_and_parameter_is_in_the_reference() -> None:
    text = edit_reference.markdown()
    for kind in (*OPERATIONS.values(), *FILTERS.values()):
        assert f"### `{kind.filter or kind.operation}`" in text
        for name in kind.model.model_fields:
            assert f"`{name}`" in text


def test_every_picture_of_the_reference_is_there_and_small() -> None:
    for name in ("filters", "operations", "recolor"):
        path = pictures.TARGET / f"{name}.jpg"
        assert f"pictures/{name}.jpg" in edit_reference.markdown()
        assert path.stat().st_size <= pictures.MAX_BYTES
        with Image.open(path) as picture:
            assert picture.format == "JPEG"


def test_every_operation_can_be_pictured() -> None:
    photo = scene(1, pictures.TILE)
    for kind in OPERATIONS.values():
        made = pictures.rendered(photo, kind.heads | dict(kind.model.example))
        assert made.size > (1, 1)
