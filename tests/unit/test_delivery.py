"""Public addresses, and purging them."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from darkroom.delivery.base import Delivery
from darkroom.delivery.cloudfront import CloudFrontDelivery, cloudfront_client
from darkroom.delivery.plain import PlainDelivery
from darkroom.domain.errors import DeliveryFailure

BASE = "https://pictures.test"


class Recorder:
    """A CloudFront client that keeps what it is asked; fails from the n-th request on."""

    def __init__(self, fails_from: int | None = None) -> None:
        self.batches: list[dict[str, Any]] = []
        self._fails_from = fails_from

    def create_invalidation(self, DistributionId: str, InvalidationBatch: dict[str, Any]) -> None:  # noqa: N803
        assert DistributionId == "E123"
        if self._fails_from is not None and len(self.batches) >= self._fails_from:
            raise EndpointConnectionError(endpoint_url="https://cloudfront.test")
        self.batches.append(InvalidationBatch)

    @property
    def paths(self) -> list[str]:
        return [path for batch in self.batches for path in batch["Paths"]["Items"]]

    @property
    def references(self) -> list[str]:
        return [batch["CallerReference"] for batch in self.batches]


def over(client: Any) -> CloudFrontDelivery:
    return CloudFrontDelivery(lambda: client, "E123", BASE)


def unused() -> Any:
    raise AssertionError("addresses need no client")


BOTH: list[Delivery] = [CloudFrontDelivery(unused, "E123", BASE), PlainDelivery(BASE)]


@pytest.mark.parametrize("delivery", BOTH)
@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("alice/job/a_large.webp", "alice/job/a_large.webp"),
        ("alice.40test/job/a.webp", "alice.40test/job/a.webp"),
        ("a b/c+d%/é?#", "a%20b/c%2Bd%25/%C3%A9%3F%23"),
    ],
)
def test_an_address_is_the_key_below_the_base(delivery: Delivery, key: str, path: str) -> None:
    assert delivery.url(key) == f"{BASE}/{path}"


def test_a_slash_at_the_end_of_the_base_is_not_doubled() -> None:
    assert PlainDelivery(f"{BASE}/").url("a") == f"{BASE}/a"


def test_purges_each_prefix_as_one_path() -> None:
    client = Recorder()
    over(client).purge(["alice/job/1", "alice/job/2"], reference="move-1")
    assert client.paths == ["/alice/job/1*", "/alice/job/2*"]
    assert client.batches[0]["Paths"]["Quantity"] == 2


def test_a_purge_names_what_an_address_names() -> None:
    client = Recorder()
    over(client).purge(["a b/é*"], reference="move-1")
    assert client.paths == ["/a%20b/%C3%A9%2A*"]


def test_repeating_a_purge_is_the_same_request() -> None:
    client = Recorder()
    over(client).purge(["a", "b"], reference="move-1")
    over(client).purge(["b", "a", "a"], reference="move-1")
    assert client.batches[0] == client.batches[1]


def test_another_purge_is_another_request() -> None:
    client = Recorder()
    delivery = over(client)
    delivery.purge(["a"], reference="move-1")
    delivery.purge(["a"], reference="move-2")
    delivery.purge(["a", "b"], reference="move-1")
    assert len(set(client.references)) == 3


def test_no_request_has_more_wildcards_than_cloudfront_takes() -> None:
    client = Recorder()
    prefixes = [f"alice/job/{number:02}" for number in range(40)]
    over(client).purge(prefixes, reference="bulk")
    assert [batch["Paths"]["Quantity"] for batch in client.batches] == [15, 15, 10]
    assert client.paths == [f"/{prefix}*" for prefix in prefixes]
    assert len(set(client.references)) == 3


def test_a_refused_purge_repeats_what_was_accepted_and_goes_on() -> None:
    prefixes = [f"{number:02}" for number in range(20)]
    busy, idle = Recorder(fails_from=1), Recorder()
    with pytest.raises(DeliveryFailure):
        over(busy).purge(prefixes, reference="bulk")
    over(idle).purge(prefixes, reference="bulk")
    assert busy.batches == idle.batches[:1]


def test_purging_nothing_asks_nothing() -> None:
    CloudFrontDelivery(unused, "E123", BASE).purge([], reference="move-1")


def test_makes_its_client_once() -> None:
    made: list[Recorder] = []

    def factory() -> Any:
        made.append(Recorder())
        return made[-1]

    delivery = CloudFrontDelivery(factory, "E123", BASE)
    delivery.purge(["a"], reference="1")
    delivery.purge(["b"], reference="2")
    assert len(made) == 1


@pytest.mark.parametrize(
    "code", ["TooManyInvalidationsInProgress", "AccessDenied", "NoSuchDistribution", "Throttling"]
)
def test_a_refusal_of_cloudfront_is_a_delivery_failure(code: str) -> None:
    client = cloudfront_client(boto3.Session("AKIDEXAMPLE", "secret"))
    with Stubber(client) as stub:
        stub.add_client_error("create_invalidation", code, "of the platform")
        with pytest.raises(DeliveryFailure) as failure:
            over(client).purge(["a"], reference="move-1")
    assert failure.value.__cause__ is not None
    assert "of the platform" not in failure.value.detail


def test_sends_what_cloudfront_understands() -> None:
    client = cloudfront_client(boto3.Session("AKIDEXAMPLE", "secret"))
    with Stubber(client) as stub:
        stub.add_response("create_invalidation", {"Location": "https://cloudfront.test/1"})
        over(client).purge(["a"], reference="move-1")
        stub.assert_no_pending_responses()


def test_without_a_network_there_is_nothing_to_purge() -> None:
    PlainDelivery(BASE).purge(["a"], reference="move-1")


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_every_address_below_a_prefix_starts_with_its_purged_path(prefix: str) -> None:
    client = Recorder()
    over(client).purge([prefix], reference="move-1")
    address = PlainDelivery(BASE).url(f"{prefix}_large.webp")
    assert address.removeprefix(BASE).startswith(client.paths[0].removesuffix("*"))
