"""What a ticket promises whichever way it is used: as a form or as a PUT."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from darkroom.bootstrap import Container
from tests.conformance.client import (
    CHECKSUM,
    METHODS,
    Change,
    assert_good_for_nothing_else,
    assert_refused,
    send,
    ticket_for,
    upload_of,
)
from tests.conformance.deployments import Clock

CHECKSUMS: Mapping[str, Change] = {
    "other": lambda upload: upload.having("x-amz-checksum-sha256", "A" * 43 + "="),
    "none": lambda upload: upload.without("x-amz-checksum-sha256"),
}

pytestmark = pytest.mark.parametrize("method", METHODS)


@pytest.mark.parametrize("change", CHECKSUMS)
def test_a_ticket_pins_the_checksum_it_was_given(
    deployment: Container, method: str, change: str
) -> None:
    ticket = ticket_for(deployment, method=method, checksum_sha256=CHECKSUM)
    upload = upload_of(ticket)
    assert upload.words["x-amz-checksum-sha256"] == CHECKSUM
    assert_good_for_nothing_else(deployment, ticket, CHECKSUMS[change](upload))


def test_a_ticket_ends_when_it_says(deployment: Container, clock: Clock, method: str) -> None:
    clock.ahead = -timedelta(minutes=6)
    ticket = ticket_for(deployment, method=method)
    clock.ahead = timedelta()
    assert_refused(deployment, ticket)
    assert send(ticket_for(deployment, method=method)) in {200, 201}


def test_a_ticket_lives_as_long_as_it_says(
    deployment: Container, clock: Clock, method: str
) -> None:
    clock.ahead = -timedelta(minutes=4)
    assert send(ticket_for(deployment, method=method)) in {200, 201}
