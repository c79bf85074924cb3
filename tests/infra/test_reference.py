"""docs/api.md and the OpenAPI document are what the code says."""

from __future__ import annotations

from infra.documents import DOCS
from infra.local.template import load_stack
from infra.reference import NOWHERE, ROOT, describe, markdown


def test_the_reference_in_the_docs_is_up_to_date() -> None:
    assert (DOCS / "api.md").read_text() == markdown(load_stack(ROOT / "template.yaml", NOWHERE))


def test_every_route_of_the_template_is_described_with_who_may_call_it() -> None:
    stack = load_stack(ROOT / "template.yaml", NOWHERE)
    operations = [
        operation for path in describe(stack)["paths"].values() for operation in path.values()
    ]
    assert len(operations) == len(stack.routes)
    assert sum(not operation["security"] for operation in operations) == 2
