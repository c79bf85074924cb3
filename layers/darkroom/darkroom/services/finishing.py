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
from darkroom.domain.recipe import Picture
from darkroom.providers.base import MadeImage, Provider, Wish
from darkroom.services.answers import Answers
from darkroom.services.fitting import WRONG_SIZE, Fitting, Made, differs
from darkroom.services.makers import needed
from darkroom.services.naming import renamed
from darkroom.services.objects import save_developed
from darkroom.services.ports import Ports
from darkroom.services.wishes import Wishes, of_size, recipe_of


@dataclass(frozen=True, slots=True)
class Finishing:
    """Reading, developing and committing."""

    ports: Ports
    answers: Answers
    wishes: Wishes
    fitting: Fitting
    develop: Develop

    def finish(
        self, generation: Generation, place: int, draft: Asset, provider: Provider, answer: bytes
    ) -> Asset:
        """The asset that the answer is. Raises an Unmade, an ImageRejected, and RowChanged when the
        draft is not what it was."""
        ability, size = needed(generation.ask), generation.images[place].size
        wish = self.wishes.wish(generation, place, provider)
        wish = of_size(wish, size) if size else wish
        made = provider.read_image(answer, wish)
        developed = self.develop(made.body, made.content_type)
        own = (developed.facts.width, developed.facts.height)
        warnings = [WRONG_SIZE] if differs(own, provider.size(ability, wish)) else []
        asked = (wish.width, wish.height)
        image = Made(Picture(made.body, made.content_type), own)
        picture, told = self.fitting.fit(generation, wish, image, size or asked)
        if picture is not image.picture:
            developed = self.develop(picture.body, picture.content_type)
        wish = replace(wish, model=provider.model(ability, wish))
        ready = replace(
            draft,
            content_type=picture.content_type,
            filename=renamed(draft.filename, EXTENSIONS[picture.content_type]),
            generation=self.facts(generation, wish, made)
            | ({"made_size": list(own)} if own != asked else {})
            | ({"warnings": warnings + told} if warnings + told else {}),
            digital_source=_mark(generation, draft),
            recipe=_recipe(generation),
        )
        return self._committed(draft, ready, picture.body, developed)

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
            "language": ask.language if ask.audio_upload_id else None,
        }
        if wish and made:
            is_strong = ask.task in {Task.VARIATION, Task.REFINEMENT}
            is_refined = ask.task is Task.REFINEMENT
            facts |= {
                "for_model": wish.prompt if ask.task is Task.INSTRUCTION else None,
                "provider": generation.provider,
                "model": wish.model or None,
                "negative_prompt": wish.negative_prompt or None,
                "style": wish.style or None,
                "seed": wish.seed if made.seed is None else made.seed,
                "width": wish.width,
                "height": wish.height,
                "strength": wish.strength if is_strong else None,
                "preserve_structure": wish.preserve_structure if is_refined else None,
                "region": asdict(wish.region) if wish.region else None,
                "parameters": dict(made.parameters) or None,
            }
        return {name: value for name, value in facts.items() if value is not None}

    def _committed(self, draft: Asset, ready: Asset, body: bytes, developed: Developed) -> Asset:
        now = self.ports.now()
        save_developed(self.ports, ready, body, developed)
        accepted = ready.accepted(
            facts=developed.facts,
            variants=tuple(output.variant for output in developed.outputs),
            size=len(body),
            now=now,
        )
        return self.ports.catalog.swap(draft, accepted)


def _mark(generation: Generation, draft: Asset) -> DigitalSource:
    """The mark of the result; the draft has that of its source."""
    ask = generation.ask
    if ask.source_asset_id is None:
        return mark_of_generated(generation.provider)
    recomposed = ask.task is Task.REFINEMENT and not ask.preserve_structure
    return mark_of_edited(generation.provider, draft.digital_source, recomposed=recomposed)


def _recipe(generation: Generation) -> Mapping[str, Any] | None:
    """What was done beside the model, if anything."""
    recipe = recipe_of(generation)
    return recipe.as_json if recipe else None
