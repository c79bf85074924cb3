"""The comparison of calls and roles, itself put to the test: it must see what is wrong.

The comparison over everything that tests/functions does runs at the end of a whole run
(tests/evidence_plugin.py) and fails it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from infra.local.stack import Stack, Statement
from tests.functions.cloud import the_stack
from tests.functions.evidence import Use, compare, uses
from tests.functions.recorder import Call
from tests.infra.expansion import expanded, of_type, written

TABLE = "arn:aws:dynamodb:eu-central-1:000000000000:table/t"
ALLOWED = Statement(("dynamodb:GetItem",), (TABLE,))


def with_role(*statements: Statement) -> Stack:
    """A stack of one function with this role."""
    function = next(each for each in the_stack().functions if each.label == "gallery")
    return replace(the_stack(), functions=(replace(function, permissions=statements),))


def test_calls_and_role_that_agree_are_fine() -> None:
    found = compare(with_role(ALLOWED), [Use("gallery", "dynamodb:GetItem", TABLE)])
    assert found.differences == ()


@pytest.mark.parametrize(
    ("action", "resource"),
    [("dynamodb:PutItem", TABLE), ("dynamodb:GetItem", TABLE + "2"), ("dynamodb:Scan", TABLE)],
)
def test_a_call_that_the_role_does_not_allow_is_seen(action: str, resource: str) -> None:
    used = [Use("gallery", "dynamodb:GetItem", TABLE), Use("gallery", action, resource)]
    (difference,) = compare(with_role(ALLOWED), used).differences
    assert difference == f"gallery may not {action} on {resource}, but does"


def test_a_permission_that_nothing_uses_is_seen() -> None:
    spare = Statement(("s3:DeleteObject",), ("arn:aws:s3:::b/*",))
    used = [Use("gallery", "dynamodb:GetItem", TABLE)]
    (difference,) = compare(with_role(ALLOWED, spare), used).differences
    assert difference == "gallery may s3:DeleteObject on arn:aws:s3:::b/*, but never does"


def test_a_request_counts_as_what_iam_asks_for() -> None:
    def meant(service: str, operation: str, **words: object) -> Iterator[str]:
        call = Call("gallery", service, operation, words)
        return (f"{use.action} {use.resource}" for use in uses([call], the_stack()))

    assert list(meant("s3", "CopyObject", Bucket="b", Key="k", CopySource="a/k")) == [
        "s3:GetObject arn:aws:s3:::a/k",
        "s3:PutObject arn:aws:s3:::b/k",
    ]
    items = [{"Put": {"TableName": "t"}}, {"Update": {"TableName": "t"}}]
    assert list(meant("dynamodb", "TransactWriteItems", TransactItems=items)) == [
        f"dynamodb:PutItem {TABLE}",
        f"dynamodb:UpdateItem {TABLE}",
    ]
    assert list(meant("dynamodb", "Query", TableName="t", IndexName="job")) == [
        f"dynamodb:Query {TABLE}/index/job"
    ]
    assert list(meant("s3", "HeadObject", Bucket="b", Key="k")) == ["s3:GetObject arn:aws:s3:::b/k"]


def test_roles_reach_aws_as_they_are_written() -> None:
    ours = of_type(written(), "AWS::IAM::Role")
    theirs = of_type(expanded(), "AWS::IAM::Role")
    assert set(theirs) == set(ours)
    for name, role in ours.items():
        assert theirs[name]["Policies"] == role["Policies"]
