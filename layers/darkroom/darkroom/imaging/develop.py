"""One decode → upright, sRGB, every variant, and what there is to know about the image."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from PIL import Image

from darkroom.domain.asset import Facts, Variant
from darkroom.domain.developed import Developed, Output
from darkroom.domain.limits import Limits
from darkroom.domain.variants import VariantSpec
from darkroom.imaging.decode import decode
from darkroom.imaging.encode import encode
from darkroom.imaging.framing import Frame, Size, frame, working_size
from darkroom.imaging.palette import palette_and_accents
from darkroom.imaging.placeholder import thumbhash
from darkroom.imaging.probe import probe
from darkroom.imaging.scale import cut, scaled

_ENOUGH_TO_DESCRIBE = (64, 64)


def develop(
    data: bytes, content_type: str, *, specs: tuple[VariantSpec, ...], limits: Limits
) -> Developed:
    """The variants of an original, in the order of `specs`, and its facts.

    Raises an ImageRejected: what probe() raises, and BrokenImage for pixels that do not decode.
    """
    header = probe(data, content_type, limits)
    decoded = decode(data, header, partial(working_size, specs))
    frames = [frame(spec, decoded.size) for spec in specs]
    steps = _cascade(decoded.picture, specs, frames)
    seen = _smallest_covering(_ENOUGH_TO_DESCRIBE, steps)
    palette, accents = palette_and_accents(decoded.picture, seen)
    facts = Facts(
        width=decoded.size[0],
        height=decoded.size[1],
        sha256=hashlib.sha256(data).hexdigest(),
        palette=palette,
        accents=accents,
        thumbhash=thumbhash(seen),
        frames=header.frames,
    )
    return Developed(facts, _outputs(specs, frames, steps))


def _cascade(
    picture: Image.Image, specs: Sequence[VariantSpec], frames: Sequence[Frame]
) -> list[Image.Image]:
    """The whole picture at every size a variant wants it, largest first: each made from the one
    before, so that only the first step costs anything."""
    wanted = {shown.size for spec, shown in zip(specs, frames, strict=True) if not spec.crop}
    steps = [picture]
    for size in sorted(wanted - {picture.size}, reverse=True):
        steps.append(scaled(steps[-1], size))
    return steps


def _outputs(
    specs: Sequence[VariantSpec], frames: Sequence[Frame], steps: Sequence[Image.Image]
) -> tuple[Output, ...]:
    """Every variant encoded; of a small image several are the same, and are encoded once."""
    bodies: dict[tuple[Frame, str], bytes] = {}
    outputs = []
    for spec, shown in zip(specs, frames, strict=True):
        if (shown, spec.ext) not in bodies:
            source = _smallest_covering(shown.size, steps)
            bodies[shown, spec.ext] = encode(
                cut(source, Frame(frame(spec, source.size).box, shown.size)), spec.ext
            )
        body = bodies[shown, spec.ext]
        outputs.append(Output(Variant(spec.name, spec.ext, *shown.size, len(body)), body))
    return tuple(outputs)


def _smallest_covering(size: Size, steps: Sequence[Image.Image]) -> Image.Image:
    """The smallest step that has at least this many pixels either way, or else the largest."""
    enough = [step for step in steps if step.width >= size[0] and step.height >= size[1]]
    return enough[-1] if enough else steps[0]
