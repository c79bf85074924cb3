"""Images by Stability AI's models on Amazon Bedrock, one InvokeModel each.

    generate    Stable Image Core, Stable Image Ultra, Stable Diffusion 3.5 Large
    vary        Stable Diffusion 3.5 Large, image to image
    refine      "make the car red": Search and Recolor
                "replace the dog with a cat": Search and Replace
                a region: Inpaint
                all else: Control Structure where shapes are to stay, else image to image

Two kinds of instructions are followed, each a whole sentence about one thing in the picture: it
gets another colour, or gives place to something else (domain.instructions.objects reads them). The
service finds the thing by its name; whether it is there, nobody knows before. One thing alone
changes, so that `strength` and `preserve_structure` do not matter; nor do they of a region.

Not INSTRUCT all the same: no service follows any other instruction. Control Structure and image to
image make a whole new image of a prompt that has to describe it; told "add a boat" they make a
boat. A wish has no words for what the other image services need: sides (Outpaint), a second picture
(Style Transfer), no prompt at all (Erase). To take a background away or to enlarge is no wish.
Control Sketch and Style Guide can be configured (see bedrock_models). Titan Image Generator and
Nova Canvas are at their end of life, and are not used.

Not repeatable: every request is a new image, and paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.config import Config

from darkroom.domain.errors import ProviderMisconfigured
from darkroom.domain.instructions.objects import Change, ObjectChange, object_change
from darkroom.domain.recipe import Picture
from darkroom.providers import stability
from darkroom.providers.aws_errors import answered
from darkroom.providers.base import Abilities, Ability, MadeImage, Mask, Size, Unable, Wish
from darkroom.providers.bedrock_models import BedrockModels, Model, Service

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient

READ_SECONDS = 150.0
"""Silence after which an answer is lost. Images take seconds; who gives up early pays for some that
nobody gets."""


def bedrock_client(
    session: boto3.Session, region: str, *, read_timeout: float = READ_SECONDS
) -> BedrockRuntimeClient:
    """A client that sends each request once."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=3,
        read_timeout=read_timeout,
        parameter_validation=True,
    )
    return session.client("bedrock-runtime", region_name=region, config=config)


class BedrockProvider(Unable):
    """The Provider protocol: see darkroom.providers.base."""

    def __init__(self, client: BedrockRuntimeClient, models: BedrockModels, mask: Mask) -> None:
        self._client = client
        self._models = models
        self._mask = mask
        self._named = {str(model.service): model for model in models.generate}

    @property
    def abilities(self) -> Abilities:
        able = {
            Ability.GENERATE: bool(self._named),
            Ability.VARY: self._models.vary is not None,
            Ability.REFINE: self._models.refine is not None,
            Ability.INPAINT: self._models.inpaint is not None,
        }
        return Abilities(
            name="bedrock",
            can=frozenset(ability for ability, is_able in able.items() if is_able),
            models=tuple(self._named),
            max_source_pixels=stability.MAX_SOURCE_PIXELS,
        )

    def size(self, ability: Ability, wish: Wish) -> Size:
        """Of an image made of words: the closest shape there is. What is made of a source has the
        source's shape, which is the wish's; Style Guide makes one of those shapes."""
        chosen = self._chosen(ability, wish)
        if ability is Ability.GENERATE or (chosen and chosen.service is Service.STYLE_GUIDE):
            return stability.SIZES[stability.aspect_ratio(wish)]
        return wish.width, wish.height

    def model(self, ability: Ability, wish: Wish) -> str:
        chosen = self._chosen(ability, wish)
        return str(chosen.service) if chosen else ""

    def generate(self, wish: Wish) -> bytes:
        model = self._required(Ability.GENERATE, wish)
        return self._ask(model, stability.text_body(wish))

    def vary(self, wish: Wish, source: Picture) -> bytes:
        return self._picture(self._required(Ability.VARY, wish), wish, source)

    def follows(self, instruction: str) -> bool:
        return self._changing(object_change(instruction)) is not None

    def refine(self, wish: Wish, source: Picture) -> bytes:
        if wish.region:
            model = self._required(Ability.INPAINT, wish)
            mask = self._mask(source, wish.region)
            return self._ask(model, stability.inpaint_body(wish, source, mask))
        model = self._required(Ability.REFINE, wish)
        change = object_change(wish.prompt)
        if change and model is self._changing(change):
            return self._ask(model, stability.change_body(change, wish, source))
        return self._picture(model, wish, source)

    def read_image(self, answer: bytes, wish: Wish) -> MadeImage:
        del wish  # all that an image is, the answer says
        return stability.read_image(answer)

    def _chosen(self, ability: Ability, wish: Wish) -> Model | None:
        """The model that a wish is for, if there is one."""
        models = self._models
        if ability is Ability.GENERATE:
            return self._named.get(wish.model or next(iter(self._named), ""))
        if ability is Ability.VARY:
            return models.vary
        if ability is Ability.INPAINT:
            return models.inpaint
        changing = self._changing(object_change(wish.prompt))
        return changing or (models.refine if wish.preserve_structure else models.reimagine)

    def _changing(self, change: ObjectChange | None) -> Model | None:
        """What changes one thing in that way, if that is asked for and configured."""
        if change is None:
            return None
        models = self._models
        return models.recolor if change.change is Change.RECOLOR else models.replace

    def _required(self, ability: Ability, wish: Wish) -> Model:
        model = self._chosen(ability, wish)
        # Not among the abilities, but it may have been when the wish was made.
        if model is None:
            raise ProviderMisconfigured
        return model

    def _picture(self, model: Model, wish: Wish, source: Picture) -> bytes:
        return self._ask(model, stability.picture_body(model.service, wish, source))

    def _ask(self, model: Model, body: bytes) -> bytes:
        return answered(lambda: self._invoke(model.id, body))

    def _invoke(self, model_id: str, body: bytes) -> bytes:
        # Each on a connection of its own: over one that was kept and is dead by now, a request that
        # was never read looks like an answer that got lost. A client can be used after close().
        self._client.close()
        answer = self._client.invoke_model(
            modelId=model_id, body=body, contentType="application/json", accept="application/json"
        )
        return answer["body"].read()
