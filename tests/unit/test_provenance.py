"""Where a picture comes from: marks are inherited, and never become weaker."""

from __future__ import annotations

from itertools import product

import pytest

from darkroom.domain.provenance import (
    PROCEDURAL,
    DigitalSource,
    mark_of_edited,
    mark_of_generated,
    mark_of_processed,
)

BY_MODELS = {DigitalSource.GENERATED, DigitalSource.EDITED, DigitalSource.PARTLY_GENERATED}
ANY = (None, *DigitalSource)


def test_a_mark_is_written_as_the_address_of_its_term() -> None:
    address = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
    assert DigitalSource.PAINTED.uri == address
    assert DigitalSource("algorithmicMedia") is DigitalSource.PAINTED


def test_what_is_made_of_words_is_a_model_s_unless_rules_made_it() -> None:
    assert mark_of_generated("bedrock") is DigitalSource.GENERATED
    assert mark_of_generated("some-server") is DigitalSource.GENERATED
    assert mark_of_generated(PROCEDURAL) is DigitalSource.PAINTED


@pytest.mark.parametrize("source", ANY)
def test_what_a_model_makes_of_a_picture_is_edited_by_it(source: DigitalSource | None) -> None:
    same = DigitalSource.GENERATED
    wanted = same if source is same else DigitalSource.EDITED
    for recomposed in (True, False):
        assert mark_of_edited("openai", source, recomposed=recomposed) is wanted


def test_what_rules_make_of_an_upload_is_altered_or_with_other_shapes_composed() -> None:
    assert mark_of_edited(PROCEDURAL, None) is DigitalSource.ALTERED
    assert mark_of_edited(PROCEDURAL, None, recomposed=True) is DigitalSource.COMPOSED


def test_what_rules_make_of_a_painted_picture_is_painted() -> None:
    for recomposed in (True, False):
        mark = mark_of_edited(PROCEDURAL, DigitalSource.PAINTED, recomposed=recomposed)
        assert mark is DigitalSource.PAINTED


@pytest.mark.parametrize("source", ANY)
def test_what_is_processed_inherits_its_source_s_mark(source: DigitalSource | None) -> None:
    assert mark_of_processed(source) is source
    assert mark_of_processed(source, [source, source]) is source


@pytest.mark.parametrize(
    ("marks", "mixed"),
    [
        ((None, DigitalSource.GENERATED), DigitalSource.PARTLY_GENERATED),
        ((DigitalSource.EDITED, None), DigitalSource.PARTLY_GENERATED),
        ((None, DigitalSource.PAINTED), DigitalSource.COMPOSED),
        ((DigitalSource.ALTERED, None), DigitalSource.ALTERED),
    ],
)
def test_what_is_laid_over_a_picture_has_its_say(
    marks: tuple[DigitalSource | None, ...], mixed: DigitalSource
) -> None:
    assert mark_of_processed(marks[0], marks[1:]) is mixed
    assert mark_of_processed(marks[1], marks[:1]) is mixed


def test_what_a_model_had_a_hand_in_stays_marked_so_whatever_happens_to_it() -> None:
    for source, other in product(BY_MODELS, ANY):
        assert mark_of_processed(source, [other]) in BY_MODELS
        assert mark_of_processed(other, [source]) in BY_MODELS
    for source, provider, recomposed in product(BY_MODELS, (PROCEDURAL, "openai"), (True, False)):
        assert mark_of_edited(provider, source, recomposed=recomposed) in BY_MODELS
