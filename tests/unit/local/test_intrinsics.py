"""CloudFormation's intrinsic functions, resolved."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.intrinsics import Resolver, TemplateError, load_yaml

NAMES = {"Bucket": "photos", "Origins": ["a", "b"], "Empty": "", "AWS::Region": "eu-central-1"}


def resolved(text: str) -> Any:
    """The value of `it` in a piece of template."""
    document = load_yaml(text)

    def reference(name: str) -> Any:
        if name not in NAMES:
            raise TemplateError(name)
        return NAMES[name]

    resolver = Resolver(
        reference=reference,
        attribute=lambda name, attribute: f"{name}/{attribute}",
        conditions=document.get("Conditions", {}),
        mappings={"Sizes": {"small": {"memory": 512}}},
    )
    return resolver.resolve(document["it"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref Bucket", "photos"),
        ("{ Ref: Bucket }", "photos"),
        ("!GetAtt Queue.Arn", "Queue/Arn"),
        ("!GetAtt [Queue, Arn]", "Queue/Arn"),
        ("!Sub '${Bucket} in ${AWS::Region}, ${Queue.Arn}'", "photos in eu-central-1, Queue/Arn"),
        ("!Sub 'a ${!Literal} stays'", "a ${Literal} stays"),
        ("!Sub ['${x}-${Bucket}', { x: !Ref AWS::Region }]", "eu-central-1-photos"),
        ("!Join ['/', [a, !Ref Bucket]]", "a/photos"),
        ("!Join [',', !Ref Origins]", "a,b"),
        ("!Split ['-', a-b]", ["a", "b"]),
        ("!Select [1, !Split ['-', a-b]]", "b"),
        ("!Select [0, !Ref Origins]", "a"),
        ("!FindInMap [Sizes, small, memory]", 512),
        ("!Equals [!Ref Bucket, photos]", True),
        ("!Not [!Equals [!Ref Empty, '']]", False),
        ("!And [!Equals [a, a], !Equals [a, b]]", False),
        ("!Or [!Equals [a, a], !Equals [a, b]]", True),
        ("!Base64 a", "YQ=="),
        ("!ToJsonString { a: [!Ref Bucket] }", '{"a":["photos"]}'),
        ("{ a: !Ref AWS::NoValue, b: [1, !Ref AWS::NoValue] }", {"b": [1]}),
        ("2012-10-17", "2012-10-17"),
    ],
)
def test_resolves(text: str, value: Any) -> None:
    assert resolved(f"it: {text}") == value


CONDITIONAL = """
Conditions: {{ IsA: !Equals [{}, a], IsOther: !Not [!Condition IsA] }}
it: {{ a: !If [IsA, then, else], b: !If [IsOther, then, !Ref AWS::NoValue] }}
"""


@pytest.mark.parametrize(
    ("side", "value"), [("a", {"a": "then"}), ("b", {"a": "else", "b": "then"})]
)
def test_takes_the_branch_that_the_condition_says(side: str, value: Any) -> None:
    assert resolved(CONDITIONAL.format(side)) == value


@pytest.mark.parametrize(
    "text",
    ["!Ref Nobody", "!ImportValue other", "!If [Nobody, a, b]", "!FindInMap [Sizes, huge, memory]"],
)
def test_refuses_what_it_cannot_resolve(text: str) -> None:
    with pytest.raises(TemplateError):
        resolved(f"it: {text}")
