"""Which of Stability AI's models on Bedrock do what, read from one line of configuration.

    generate=stability.stable-image-core-v1:1,generate=stability.stable-image-ultra-v1:1,
    vary=stability.sd3-5-large-v1:0,refine=none,reimagine=none,recolor=none,inpaint=none

Several `generate` are all offered, the first being the default. A task that is not named keeps its
default; `none` turns it off. What an id does not tell (that of an application inference profile, an
ARN) is put before it: `refine=control-structure@arn:aws:bedrock:...`.

Sources: Amazon Bedrock User Guide, "Stability AI models" and "Stability AI Image Services", and
"Supported Regions and models for inference profiles". The models that make images of text are
called by model id, and are there in us-west-2 alone; the image services are called by the inference
profile `us.` from us-east-1, us-east-2 or us-west-2. So us-west-2 is the region that has all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

REGION = "us-west-2"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:/._-]{0,2047}")


class Service(StrEnum):
    """What an id stands for: each has request bodies of its own. The names are public."""

    CORE = "stable-image-core"
    ULTRA = "stable-image-ultra"
    SD35 = "sd3-5-large"
    STRUCTURE = "control-structure"
    SKETCH = "control-sketch"
    STYLE_GUIDE = "style-guide"
    RECOLOR = "search-recolor"
    REPLACE = "search-replace"
    INPAINT = "inpaint"


@dataclass(frozen=True, slots=True)
class Model:
    """`id`: a model id, an inference profile's id, or an ARN."""

    service: Service
    id: str


@dataclass(frozen=True, slots=True)
class BedrockModels:
    """The models of each task. `refine` keeps the shapes of a source where they are, `reimagine`
    does not; there are both, or none. `recolor` and `replace` change the one thing that an
    instruction names, `inpaint` the region of a wish; each is there or not whatever the others
    are."""

    generate: tuple[Model, ...] = (
        Model(Service.CORE, "stability.stable-image-core-v1:1"),
        Model(Service.ULTRA, "stability.stable-image-ultra-v1:1"),
        Model(Service.SD35, "stability.sd3-5-large-v1:0"),
    )
    vary: Model | None = Model(Service.SD35, "stability.sd3-5-large-v1:0")
    refine: Model | None = Model(
        Service.STRUCTURE, "us.stability.stable-image-control-structure-v1:0"
    )
    reimagine: Model | None = Model(Service.SD35, "stability.sd3-5-large-v1:0")
    recolor: Model | None = Model(Service.RECOLOR, "us.stability.stable-image-search-recolor-v1:0")
    replace: Model | None = Model(Service.REPLACE, "us.stability.stable-image-search-replace-v1:0")
    inpaint: Model | None = Model(Service.INPAINT, "us.stability.stable-image-inpaint-v1:0")


_TASKS = {
    "generate": (Service.CORE, Service.ULTRA, Service.SD35),
    "vary": (Service.SD35, Service.ULTRA),
    "refine": (Service.STRUCTURE, Service.SKETCH),
    "reimagine": (Service.SD35, Service.ULTRA, Service.STYLE_GUIDE),
    "recolor": (Service.RECOLOR,),
    "replace": (Service.REPLACE,),
    "inpaint": (Service.INPAINT,),
}


def parse_models(text: str) -> BedrockModels:
    """Raises ValueError with a sentence for the operator."""
    named: dict[str, list[Model]] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        task, separator, value = (part.strip() for part in entry.partition("="))
        if not separator or task not in _TASKS:
            raise ValueError(f"{entry!r} is not one of {', '.join(_TASKS)}, with = and a model.")
        models = named.setdefault(task, [])
        if value != "none":
            models.append(_model(task, value))
    return _checked(named)


def _model(task: str, value: str) -> Model:
    name, separator, model_id = value.rpartition("@")
    known = [each for each in Service if (each == name if separator else each in value)]
    if len(known) != 1 or not _ID.fullmatch(model_id):
        raise ValueError(f"{value!r} is no model of Stability AI that is known here.")
    if known[0] not in _TASKS[task]:
        raise ValueError(f"{value!r} cannot {task}: that needs {' or '.join(_TASKS[task])}.")
    return Model(known[0], model_id)


def _checked(named: dict[str, list[Model]]) -> BedrockModels:
    default = BedrockModels()
    generate = tuple(named.pop("generate", default.generate))
    if len({model.service for model in generate}) < len(generate):
        raise ValueError("A model is named twice for generate.")
    for task, models in named.items():
        if len(models) > 1:
            raise ValueError(f"There can be one model only for {task}.")
    single: dict[str, Any] = {task: next(iter(models), None) for task, models in named.items()}
    configured = replace(default, generate=generate, **single)
    if (configured.refine is None) != (configured.reimagine is None):
        raise ValueError("refine and reimagine are both none, or neither is.")
    return configured
