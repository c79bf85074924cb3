"""From a provider's answer to an asset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from darkroom.domain.asset import Asset
from darkroom.domain.developed import Develop, Developed
from darkroom.domain.generation import Generation, Task
from darkroom.domain.limits import EXTENSIONS
from darkroom.domain.provenance import DigitalSource, mark_of_edited, mark_of_generated
from darkroom.domain.recipe import Picture, Recipe, Studio
from darkroom.providers.base import MadeImage, Provider, Size, Wish
from darkroom.services.answers import Answers
from darkroom.services.makers import NEEDED
from darkroom.services.naming import renamed
from darkroom.services.objects import save_developed
from darkroom.services.ports import Ports
from darkroom.services.understanding import Plan
from darkroom.services.wishes import Wishes, of_size

WRONG_SIZE = "wrong_size"
_SHAPE_TOLERANCE = 0.05
"""How far a shape may be from the one documented: models round sides to multiples of 8 or 64. What
is made of a source has its shape, which is documented nowhere."""


@dataclass(frozen=True, slots=True)
class Finishing:
    """Reading, developing and committing."""

    ports: Ports
    answers: Answers
    wishes: Wishes
    studio: Studio
    develop: Develop

    def finish(
        self, generation: Generation, place: int, draft: Asset, provider: Provider, answer: bytes
    ) -> Asset:
        """The asset that the answer is. Raises an Unmade, an ImageRejected, and RowChanged when the
        draft is not what it was."""
        source = self._source(generation)
        wish = self.wishes.wish(generation, place, provider)
        most: Size = (wish.width, wish.height)
        if source:
            most = self.wishes.size(generation, source)
            wish = of_size(wish, most)
        made = provider.read_image(answer, wish)
        developed = self.develop(made.body, made.content_type)
        size = _size(developed)
        if draft.source_asset_id and source is None:  # nobody knows its shape any more
            wish, most = replace(wish, width=size[0], height=size[1]), size
        is_odd = generation.ask.task is Task.GENERATION and _is_odd(size, provider.size(wish))
        if size != (wish.width, wish.height):
            made, developed = self._fitted(made, developed, most)
        now = self.ports.now()
        wish = replace(wish, model=provider.model(NEEDED[generation.ask.task], wish))
        ready = replace(
            draft,
            content_type=made.content_type,
            filename=renamed(draft.filename, EXTENSIONS[made.content_type]),
            generation=self.facts(generation, wish, made)
            | ({"made_size": list(size)} if size != (wish.width, wish.height) else {})
            | ({"warnings": [WRONG_SIZE]} if is_odd else {}),
            digital_source=_mark(generation, draft),
            recipe=_recipe(generation),
        )
        save_developed(self.ports, ready, made.body, developed)
        accepted = ready.accepted(
            facts=developed.facts,
            variants=tuple(output.variant for output in developed.outputs),
            size=len(made.body),
            now=now,
        )
        return self.ports.catalog.swap(draft, accepted)

    def facts(
        self, generation: Generation, wish: Wish | None, made: MadeImage | None
    ) -> dict[str, Any]:
        """What an asset keeps of its making; with the seed and the model, it can be asked for
        again. What nobody said is left out."""
        ask = generation.ask
        facts: dict[str, Any] = {
            "id": generation.id,
            "task": ask.task.value,
            "prompt": generation.words,
            "transcript": generation.transcript,
        }
        if wish and made:
            has_source = ask.source_asset_id is not None
            facts |= {
                "provider": generation.provider,
                "model": wish.model or None,
                "negative_prompt": wish.negative_prompt or None,
                "style": wish.style or None,
                "seed": wish.seed if made.seed is None else made.seed,
                "width": wish.width,
                "height": wish.height,
                "strength": wish.strength if has_source else None,
                "preserve_structure": wish.preserve_structure if has_source else None,
                "region": asdict(wish.region) if wish.region else None,
                "parameters": dict(made.parameters) or None,
            }
        return {name: value for name, value in facts.items() if value is not None}

    def _source(self, generation: Generation) -> Asset | None:
        """The source, if it is still there: a paid answer does not need it any more."""
        wanted = generation.ask.source_asset_id
        found = self.ports.catalog.get(generation.owner, wanted) if wanted else None
        return found if found and found.facts else None

    def _fitted(
        self, made: MadeImage, developed: Developed, most: Size
    ) -> tuple[MadeImage, Developed]:
        """The image in this shape, and no larger. Never upscaled: a smaller one is only cut to the
        shape. One that fits is kept byte for byte."""
        size = _size(developed)
        scale = min(1.0, size[0] / most[0], size[1] / most[1])
        width, height = (max(1, round(side * scale)) for side in most)
        if size == (width, height):
            return made, developed
        cover = {"operation": "resize", "width": width, "height": height, "fit": "cover"}
        picture = Picture(made.body, made.content_type)
        rendered = self.studio.render(picture, Recipe((cover,)), others={})
        fitted = replace(made, body=rendered.body, content_type=rendered.content_type)
        return fitted, self.develop(fitted.body, fitted.content_type)


def _size(developed: Developed) -> Size:
    return developed.facts.width, developed.facts.height


def _is_odd(size: Size, documented: Size) -> bool:
    shape, expected = size[0] / size[1], documented[0] / documented[1]
    return abs(shape / expected - 1) > _SHAPE_TOLERANCE


def _mark(generation: Generation, draft: Asset) -> DigitalSource:
    """The mark of the result; the draft has that of its source."""
    ask = generation.ask
    if ask.source_asset_id is None:
        return mark_of_generated(generation.provider)
    recomposed = ask.task is Task.REFINEMENT and not ask.preserve_structure
    return mark_of_edited(generation.provider, draft.digital_source, recomposed=recomposed)


def _recipe(generation: Generation) -> Mapping[str, Any] | None:
    """The operations that came before the model, if any."""
    plan = Plan.from_json(generation.plan) if generation.plan else None
    return plan.recipe.as_json if plan and plan.recipe else None
