"""From JSON to operations: what is accepted, and where every mistake is pointed at."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.recipe import Recipe
from darkroom.imaging.operations import FILTERS, Operation
from darkroom.imaging.recipes import describe, kinds, read_format, read_operations
from tests.imaging.operations.making import ASSET_ID, steadily

EVERY = list(kinds())
HUGE = json.loads("1e400")
ODD: tuple[Any, ...] = (
    float("nan"), HUGE, -HUGE, True, 10**400, -(10**400), "4", "", [[[]]], {"a": {}}, "\ud800", -1,
    0, 1e308, "#fffffg", "#" + "f" * 10_000, [1] * 50, "1:0", "0:1", "1:99999", "\u0661:\u0661",
)  # fmt: skip


def refused(values: Any) -> list[str]:
    with pytest.raises(InvalidRequest) as refusal:
        read_operations(values)
    assert all(error.detail.endswith(".") for error in refusal.value.errors)
    return [error.pointer for error in refusal.value.errors]


def named(kind: Operation, **parameters: Any) -> dict[str, Any]:
    return kind.heads | dict(kind.model.example) | parameters


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.filter or kind.operation)
def test_every_example_is_accepted_and_its_canonical_form_is_final(kind: Operation) -> None:
    once = read_operations([named(kind)])
    assert read_operations(once) == once
    assert Recipe(once).as_json["operations"][0].items() >= kind.heads.items()
    stored = json.loads(json.dumps(Recipe(once).as_json))
    assert Recipe(read_operations(stored["operations"])).hash == Recipe(once).hash


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.filter or kind.operation)
def test_a_parameter_nobody_knows_is_refused_by_its_name(kind: Operation) -> None:
    assert refused([named(kind, blink=1)]) == ["/operations/0/blink"]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_hostile_values_are_refused_at_their_field_or_are_no_mistake(odd: Any) -> None:
    for kind in EVERY:
        for name in kind.model.model_fields:
            try:
                read_operations([named(kind, **{name: odd})])
            except InvalidRequest as refusal:
                pointers = [error.pointer for error in refusal.errors]
                assert any(each.startswith("/operations/0/") for each in pointers)


@pytest.mark.parametrize("odd", [float("nan"), HUGE, True, 10**400, "4", None, [4], {"a": 4}])
def test_a_radius_is_a_finite_number(odd: Any) -> None:
    blur = {"operation": "filter", "type": "gaussian_blur", "radius": odd}
    assert refused([blur]) == ["/operations/0/radius"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@steadily
@given(st.lists(json_values, max_size=4))
def test_any_json_is_refused_and_nothing_worse(values: list[Any]) -> None:
    assert refused(values)


@steadily
@given(st.sampled_from(EVERY), st.dictionaries(st.text(max_size=8), json_values, max_size=4))
def test_any_parameters_are_accepted_or_refused(kind: Operation, odd: dict[str, Any]) -> None:
    with suppress(InvalidRequest):
        assert read_operations([named(kind) | odd | kind.heads])


@pytest.mark.parametrize("values", [[], None, "resize", 7, {"operation": "trim"}, b"x"])
def test_operations_are_a_list_of_at_least_one(values: Any) -> None:
    assert refused(values) == ["/operations"]


def test_ten_operations_are_accepted_and_eleven_are_not() -> None:
    assert len(read_operations([{"operation": "trim"}] * 10)) == 10
    assert refused([{"operation": "trim"}] * 11) == ["/operations"]


@pytest.mark.parametrize("value", [None, 1, "trim", [], ["trim"], True])
def test_an_operation_is_an_object(value: Any) -> None:
    assert refused([{"operation": "trim"}, value]) == ["/operations/1"]


@pytest.mark.parametrize("name", ["blink", None, 1, [], {}, "Resize", "gaussian_blur"])
def test_an_unknown_operation_is_pointed_at(name: Any) -> None:
    assert refused([{"operation": name}]) == ["/operations/0/operation"]


@pytest.mark.parametrize("name", ["blink", None, 1, [], "resize"])
def test_an_unknown_filter_is_pointed_at(name: Any) -> None:
    assert refused([{"operation": "trim"}, {"operation": "filter", "type": name}]) == [
        "/operations/1/type"
    ]


def test_an_operation_that_is_no_filter_has_no_type() -> None:
    assert refused([{"operation": "trim", "type": "sepia"}]) == ["/operations/0/type"]


def test_all_mistakes_are_told_at_once() -> None:
    assert refused(
        [
            {"operation": "filter", "type": "unsharp_mask", "radius": -1, "amount": 1.5},
            {"operation": "blink"},
            {"operation": "flip"},
            {"operation": "trim"},
        ]
    ) == [
        "/operations/0/radius",
        "/operations/0/amount",
        "/operations/1/operation",
        "/operations/2/direction",
    ]


def test_no_more_than_twenty_mistakes_are_told() -> None:
    many = {f"p{index}": 1 for index in range(15)}
    assert len(refused([{"operation": "trim", **many}] * 3)) == 20


def test_a_pointer_escapes_what_a_caller_named() -> None:
    assert refused([{"operation": "trim", "a/b~c": 1}]) == ["/operations/0/a~1b~0c"]
    assert len(refused([{"operation": "trim", "x" * 5000: 1}])[0]) < 100


def test_operations_elsewhere_are_pointed_at_there() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_operations([{"operation": "flip"}], "/recipe/operations")
    assert refusal.value.errors[0].pointer == "/recipe/operations/0/direction"


def test_defaults_are_written_out_and_none_is_left_out() -> None:
    assert read_operations([{"operation": "filter", "type": "unsharp_mask", "radius": 3}]) == (
        {
            "operation": "filter", "type": "unsharp_mask", "radius": 3.0, "amount": 150,
            "threshold": 3,
        },
    )  # fmt: skip
    assert read_operations([{"operation": "resize", "width": 9, "height": None}]) == (
        {"operation": "resize", "width": 9, "fit": "contain"},
    )


def test_colours_are_kept_in_small_letters() -> None:
    (pad,) = read_operations([{"operation": "pad", "top": 1, "background": "#ABCDEF"}])
    (recolor,) = read_operations([{"operation": "recolor", "colors": ["#ABCDEF"]}])
    assert pad["background"] == "#abcdef"
    assert recolor["colors"] == ["#abcdef"]


@pytest.mark.parametrize("colors", [[], ["#fff"], ["red"], ["#ffffff"] * 17, "#ffffff", {}, [1]])
def test_a_palette_has_one_to_sixteen_colours(colors: Any) -> None:
    assert all(
        each.startswith("/operations/0/colors")
        for each in refused([{"operation": "recolor", "colors": colors}])
    )


@pytest.mark.parametrize("asset_id", ["", "x", ASSET_ID.upper(), ASSET_ID + "\n", 7, None])
def test_an_asset_is_named_by_its_id(asset_id: Any) -> None:
    assert refused([{"operation": "watermark", "asset_id": asset_id}]) == ["/operations/0/asset_id"]


@pytest.mark.parametrize(
    ("file_format", "quality", "pointer"),
    [
        ("bmp", None, "/format"),
        ("png", 101, "/quality"),
        ("gif", 0, "/quality"),
        (None, 0, "/quality"),
        ("jpg", 0, "/quality"),
        ("jpg", 101, "/quality"),
        ("jpg", True, "/quality"),
        ("jpg", 50.5, "/quality"),
    ],
)
def test_a_quality_is_a_whole_number_up_to_100(
    file_format: str | None, quality: Any, pointer: str
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_format(file_format, quality)
    assert refusal.value.errors[0].pointer == pointer


def test_every_format_is_accepted_with_a_quality_or_without() -> None:
    for file_format in ("png", "jpg", "webp", "avif", "gif", None):
        for quality in (None, 1, 100):
            read_format(file_format, quality)


def test_the_description_has_every_operation_and_every_parameter_in_words() -> None:
    schemas = describe()["oneOf"]
    assert len(schemas) == len(EVERY) > len(FILTERS)
    for kind, schema in zip(EVERY, schemas, strict=True):
        assert kind.summary.endswith(".")
        assert schema["additionalProperties"] is False
        for name, each in schema["properties"].items():
            assert name in kind.heads or each["description"].endswith(".")
    assert "$ref" not in json.dumps(schemas)
