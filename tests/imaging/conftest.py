"""Fixtures of the imaging tests."""

from __future__ import annotations

import pytest
from PIL import ImageFile

Decodes = list[tuple[str, tuple[int, int]]]


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> Decodes:
    """Every decode that was begun: the format, and the size of the picture that was allocated."""
    seen: Decodes = []
    prepare = ImageFile.ImageFile.load_prepare

    def watched(image: ImageFile.ImageFile) -> None:
        seen.append((image.format or "", image.size))
        prepare(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load_prepare", watched)
    return seen
