"""The line of configuration that says which model does what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from darkroom.providers.bedrock_models import BedrockModels, Model, Service, parse_models

CORE = Model(Service.CORE, "stability.stable-image-core-v1:1")
ULTRA = Model(Service.ULTRA, "stability.stable-image-ultra-v1:1")
RECOLOR = "us.stability.stable-image-search-recolor-v1:0"
PROFILE = "arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/a1b2c3"


@pytest.mark.parametrize("text", ["", " ", ",", " , ,"])
def test_nothing_said_is_the_default(text: str) -> None:
    assert parse_models(text) == BedrockModels()


def test_a_task_that_is_named_is_all_that_changes() -> None:
    models = parse_models(f"generate={ULTRA.id}")
    assert models == BedrockModels(generate=(ULTRA,))


def test_the_first_of_several_comes_first() -> None:
    models = parse_models(f" generate = {ULTRA.id} ,\n generate={CORE.id},")
    assert models.generate == (ULTRA, CORE)


def test_a_task_can_be_turned_off() -> None:
    models = parse_models("generate=none,vary=none,refine=none,reimagine=none")
    assert models == BedrockModels((), None, None, None)


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("recolor=none", replace(BedrockModels(), recolor=None)),
        ("replace=none", replace(BedrockModels(), replace=None)),
    ],
)
def test_what_changes_one_thing_can_be_turned_off_alone(text: str, models: BedrockModels) -> None:
    assert parse_models(text) == models


def test_what_changes_one_thing_can_be_a_profile() -> None:
    models = parse_models(f"recolor=search-recolor@{PROFILE},replace=search-replace@{PROFILE}")
    assert models.recolor == Model(Service.RECOLOR, PROFILE)
    assert models.replace == Model(Service.REPLACE, PROFILE)


def test_an_arn_is_told_what_it_stands_for() -> None:
    models = parse_models(f"refine=control-structure@{PROFILE}")
    assert models.refine == Model(Service.STRUCTURE, PROFILE)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("paint=x", "is not one of generate, vary, refine, reimagine, recolor, replace"),
        ("stability.sd3-5-large-v1:0", "is not one of"),
        ("generate=", "is no model of Stability AI that is known here"),
        ("generate=amazon.nova-canvas-v1:0", "is no model of Stability AI"),
        ("generate=amazon.titan-image-generator-v2:0", "is no model of Stability AI"),
        (f"generate={PROFILE}", "is no model of Stability AI"),
        (f"generate=nova@{PROFILE}", "is no model of Stability AI"),
        (f"generate=@{CORE.id}", "is no model of Stability AI"),
        ("generate=stable-image-core@", "is no model of Stability AI"),
        ("generate=stable-image-core and stable-image-ultra", "is no model of Stability AI"),
        ("generate=stable-image-core-stable-image-ultra", "is no model of Stability AI"),
        (f"vary={CORE.id}", "cannot vary: that needs sd3-5-large or stable-image-ultra"),
        (f"refine={ULTRA.id}", "cannot refine: that needs control-structure or control-sketch"),
        (f"generate={CORE.id},generate={CORE.id}", "named twice"),
        (f"recolor={ULTRA.id}", "cannot recolor: that needs search-recolor"),
        (f"replace={RECOLOR}", "cannot replace: that needs search-replace"),
        (f"refine={RECOLOR}", "cannot refine: that needs control-structure or control-sketch"),
        (f"vary={ULTRA.id},vary={ULTRA.id}", "one model only for vary"),
        (f"recolor={RECOLOR},recolor={RECOLOR}", "one model only for recolor"),
        ("refine=none", "refine and reimagine are both none, or neither is"),
        ("reimagine=none", "refine and reimagine are both none, or neither is"),
    ],
)
def test_a_mistake_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as raised:
        parse_models(text)
    assert str(raised.value).endswith(".")


def test_every_default_can_be_written_down() -> None:
    models = BedrockModels()
    assert models.vary is not None
    assert models.refine is not None
    assert models.reimagine is not None
    assert models.recolor is not None
    assert models.replace is not None
    text = ",".join(
        [
            *(f"generate={model.id}" for model in models.generate),
            f"vary={models.vary.id}",
            f"refine={models.refine.id}",
            f"reimagine={models.reimagine.id}",
            f"recolor={models.recolor.id}",
            f"replace={models.replace.id}",
        ]
    )
    assert parse_models(text) == models
