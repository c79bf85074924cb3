"""Where a picture comes from, in the words of the IPTC that exports carry.

The terms are from the IPTC's Digital Source Type NewsCodes (http://cv.iptc.org/newscodes/
digitalsourcetype/, as of October 2024). What the vocabulary says of those used here:

    trainedAlgorithmicMedia                made by a generative model
    compositeWithTrainedAlgorithmicMedia   altered or added to by a generative model
    compositeSynthetic                     put together of parts, one at least by such a model
    algorithmicMedia                       made by an algorithm that was not trained on anything
    algorithmicallyEnhanced                altered by an algorithm, its main content as it was
    composite                              put together of parts of any kind

What a person uploads gets no mark of ours: we do not know where it comes from. A mark is never
weaker than that of the source: what a model made, or had a hand in, stays marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

PROCEDURAL = "procedural"
"""The provider that works by rules and has learned nothing."""
_SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class DigitalSource(StrEnum):
    """A term of the vocabulary, by its code; `uri` is what is written into files."""

    GENERATED = "trainedAlgorithmicMedia"
    EDITED = "compositeWithTrainedAlgorithmicMedia"
    PARTLY_GENERATED = "compositeSynthetic"
    PAINTED = "algorithmicMedia"
    ALTERED = "algorithmicallyEnhanced"
    COMPOSED = "composite"

    @property
    def uri(self) -> str:
        """The term's address, with http: it is an identifier and written exactly so."""
        return _SCHEME + self.value


_BY_MODELS = frozenset(
    {DigitalSource.GENERATED, DigitalSource.EDITED, DigitalSource.PARTLY_GENERATED}
)


def mark_of_generated(provider: str) -> DigitalSource:
    """The mark of what a provider made of words alone. A name we do not know is a model's."""
    return DigitalSource.PAINTED if provider == PROCEDURAL else DigitalSource.GENERATED


def mark_of_edited(
    provider: str, source: DigitalSource | None, *, recomposed: bool = False
) -> DigitalSource:
    """The mark of what a provider made of a picture, by varying or refining it.

    `source` is that picture's own mark, None for an upload. `recomposed`: the result may have
    other shapes than the source (a refinement with `preserve_structure` off). It matters for rules
    only: whatever a model does to a picture that it did not make is an edit by a model.
    """
    if provider != PROCEDURAL:
        return source if source is DigitalSource.GENERATED else DigitalSource.EDITED
    if recomposed:
        return _of_parts([source, DigitalSource.PAINTED]) or DigitalSource.COMPOSED
    return source or DigitalSource.ALTERED


def mark_of_processed(
    source: DigitalSource | None, others: Iterable[DigitalSource | None] = ()
) -> DigitalSource | None:
    """The mark of what operations made of a source and of the other assets laid over it: the
    source's own; with others the mark of their mixture. None where nothing is known of any."""
    return _of_parts([source, *others])


def _of_parts(marks: list[DigitalSource | None]) -> DigitalSource | None:
    kinds = frozenset(marks)
    if len(kinds) == 1:
        return marks[0]
    if kinds & _BY_MODELS:
        return DigitalSource.PARTLY_GENERATED
    # An altered photo beside a photo: still what was photographed, altered.
    return (
        DigitalSource.ALTERED
        if kinds <= {None, DigitalSource.ALTERED}
        else (DigitalSource.COMPOSED)
    )
