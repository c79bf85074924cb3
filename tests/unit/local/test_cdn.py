"""The local CDN: what it shows, keeps and forgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from werkzeug.test import Client, TestResponse

from infra.local.cdn import Cdn
from infra.local.stack import Behaviour, Distribution
from tests.unit.local.conftest import BUCKET, LocalAws

FOREVER = "public, max-age=31536000, immutable"
KEY = "alice/default/1_large.webp"

Show = Callable[..., TestResponse]


class Moment:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def cdn(aws: LocalAws, moment: Moment) -> Cdn:
    images = Behaviour("*", BUCKET, {"X-Content-Type-Options": "nosniff"})
    return Cdn(Distribution("D", "EDIST", (images,)), aws.emulator, clock=moment)


@pytest.fixture
def show(cdn: Cdn) -> Show:
    def ask(key: str = KEY, method: str = "GET", **headers: str) -> TestResponse:
        return Client(cdn).open(f"/{key}", method=method, headers=headers)

    return ask


def put(aws: LocalAws, body: bytes, key: str = KEY, cache_control: str = FOREVER) -> None:
    aws.s3.put_object(
        Bucket=BUCKET, Key=key, Body=body, ContentType="image/webp", CacheControl=cache_control
    )


def test_shows_anybody_the_object_with_its_headers(aws: LocalAws, show: Show) -> None:
    put(aws, b"one")
    answer = show()
    assert (answer.status_code, answer.data) == (200, b"one")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_answers_403_for_what_is_missing(show: Show) -> None:
    answer = show("missing.webp")
    assert (answer.status_code, "<Code>AccessDenied</Code>" in answer.text) == (403, True)


def test_never_lists_the_bucket(show: Show) -> None:
    assert [show(path).status_code for path in ("", "?list-type=2", "?prefix=alice")] == [403] * 3


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_only_shows(show: Show, method: str) -> None:
    assert show(method=method).status_code == 403


def test_keeps_what_it_showed(aws: LocalAws, show: Show, moment: Moment) -> None:
    put(aws, b"one")
    assert show().headers["X-Cache"] == "Miss from cloudfront"
    put(aws, b"two")
    moment.seconds += 60
    answer = show()
    assert (answer.data, answer.headers["X-Cache"]) == (b"one", "Hit from cloudfront")
    assert answer.headers["Age"] == "60"


def test_keeps_it_no_longer_than_the_object_says(aws: LocalAws, show: Show, moment: Moment) -> None:
    put(aws, b"one", cache_control="public, max-age=60")
    show()
    put(aws, b"two")
    moment.seconds += 61
    assert show().data == b"two"


def test_does_not_keep_what_is_private(aws: LocalAws, show: Show) -> None:
    put(aws, b"one", cache_control="private, max-age=60")
    show()
    put(aws, b"two")
    assert show().data == b"two"


def test_does_not_keep_a_refusal(aws: LocalAws, show: Show) -> None:
    assert show("later.webp").status_code == 403
    put(aws, b"now", key="later.webp")
    assert show("later.webp").data == b"now"


def test_the_query_is_no_part_of_what_is_kept(aws: LocalAws, show: Show) -> None:
    put(aws, b"one")
    show()
    assert show(f"{KEY}?v=2").headers["X-Cache"] == "Hit from cloudfront"


def test_an_invalidation_forgets_every_key_with_the_prefix(
    aws: LocalAws, show: Show, cdn: Cdn
) -> None:
    other = "alice/default/2_large.webp"
    for key in (KEY, other):
        put(aws, b"one", key=key)
        show(key)
        put(aws, b"two", key=key)
    cdn.invalidate("reference", ("/alice/default/1*",))
    assert [show(key).data for key in (KEY, other)] == [b"two", b"one"]


def test_a_path_without_a_star_is_one_key(aws: LocalAws, show: Show, cdn: Cdn) -> None:
    put(aws, b"one")
    show()
    put(aws, b"two")
    cdn.invalidate("prefix only", ("/alice/default/1",))
    assert show().data == b"one"
    cdn.invalidate("whole key", (f"/{KEY}",))
    assert show().data == b"two"


def test_repeating_a_reference_purges_nothing_again(aws: LocalAws, show: Show, cdn: Cdn) -> None:
    first = cdn.invalidate("reference", ("/*",))
    put(aws, b"one")
    show()
    put(aws, b"two")
    assert cdn.invalidate("reference", ("/*",)) is first
    assert show().data == b"one"


def test_an_answer_from_before_a_purge_is_not_kept(aws: LocalAws, cdn: Cdn, show: Show) -> None:
    put(aws, b"one")

    class Slow:
        """An origin during whose answer a purge arrives."""

        def s3(self, *args: Any) -> Any:
            answer = aws.emulator.s3(*args)
            cdn.invalidate("meanwhile", ("/*",))
            return answer

    cdn.emulator = Slow()  # type: ignore[assignment]
    show()
    cdn.emulator = aws.emulator
    assert show().headers["X-Cache"] == "Miss from cloudfront"


def test_a_part_of_an_image_can_be_asked_for(aws: LocalAws, show: Show) -> None:
    put(aws, b"0123456789")
    answer = show(Range="bytes=2-4")
    assert (answer.status_code, answer.data) == (206, b"234")


def test_what_the_browser_has_is_not_sent_again(aws: LocalAws, show: Show) -> None:
    put(aws, b"one")
    etag = show().headers["ETag"]
    assert show(**{"If-None-Match": etag}).status_code == 304


def create_invalidation(aws: LocalAws, paths: list[str], reference: str, **changes: Any) -> Any:
    batch: Any = {
        "Paths": {"Quantity": len(paths), "Items": paths},
        "CallerReference": reference,
    }
    return aws.client("cloudfront").create_invalidation(
        DistributionId="EDIST", InvalidationBatch=batch, **changes
    )


def test_speaks_the_api_of_cloudfront(aws: LocalAws) -> None:
    created = create_invalidation(aws, ["/alice/a&b*"], "api")["Invalidation"]
    found = aws.client("cloudfront").get_invalidation(DistributionId="EDIST", Id=created["Id"])
    assert found["Invalidation"]["Status"] == "Completed"
    assert found["Invalidation"]["InvalidationBatch"]["Paths"]["Items"] == ["/alice/a&b*"]


def test_refuses_a_reference_that_stands_for_other_paths(aws: LocalAws) -> None:
    create_invalidation(aws, ["/one"], "twice")
    with pytest.raises(ClientError, match="InvalidationBatchAlreadyExists"):
        create_invalidation(aws, ["/other"], "twice")


def test_refuses_more_wildcards_than_may_be_in_progress(aws: LocalAws) -> None:
    with pytest.raises(ClientError, match="TooManyInvalidationsInProgress"):
        create_invalidation(aws, [f"/{number}*" for number in range(16)], "many")


def test_refuses_another_distribution(aws: LocalAws) -> None:
    with pytest.raises(ClientError, match="NoSuchDistribution"):
        aws.client("cloudfront").create_invalidation(
            DistributionId="EOTHER",
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/"]}, "CallerReference": "x"},
        )


def test_a_role_needs_the_permission_to_purge(aws: LocalAws) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        aws.client("cloudfront", aws.reader).create_invalidation(
            DistributionId="EDIST",
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/"]}, "CallerReference": "y"},
        )


def test_a_path_of_three_segments_is_an_image_and_every_other_the_page(aws: LocalAws) -> None:
    aws.s3.put_object(Bucket=BUCKET, Key="index.html", Body=b"page")
    aws.s3.put_object(Bucket=BUCKET, Key="assets/a-1.js", Body=b"script")
    put(aws, b"image")
    images = Behaviour("/*/*/*", BUCKET, {"Shown-As": "image"})
    page = Behaviour("*", BUCKET, {"Shown-As": "page"})
    show = Client(Cdn(Distribution("D", "EDIST", (images, page), "index.html"), aws.emulator))
    shown = {
        path: (show.get(path).data, show.get(path).headers["Shown-As"])
        for path in ("/", "/assets/a-1.js", f"/{KEY}")
    }
    assert shown == {
        "/": (b"page", "page"),
        "/assets/a-1.js": (b"script", "page"),
        f"/{KEY}": (b"image", "image"),
    }
