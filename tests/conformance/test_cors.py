"""What a browser asks S3 before it uploads or reads, answered by the rules of the template."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
import requests
from requests.structures import CaseInsensitiveDict

from darkroom.bootstrap import Container
from darkroom.storage.base import PresignedUpload
from infra.local.stack import Bucket, CorsRule
from tests.conformance.client import PHOTO, ticket_for, uploaded
from tests.conformance.deployments import ROLES, buckets
from tests.functions.cloud import the_stack

FOREIGN = "https://evil.example"
Headers = CaseInsensitiveDict[str]


def bucket_of(role: str) -> Bucket:
    """What the template says of the bucket with this role."""
    (bucket,) = (each for each in the_stack().buckets if each.name.endswith(f"-{role}"))
    return bucket


ORIGIN = bucket_of("uploads").cors[0].origins[0]


@pytest.fixture(autouse=True)
def _rules_of_the_template(deployment: Container) -> None:
    for role in ROLES:
        if rules := [_spelled(rule) for rule in bucket_of(role).cors]:
            name = getattr(deployment.settings, f"{role}_bucket")
            buckets().put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})


def _spelled(rule: CorsRule) -> dict[str, Any]:
    return {
        "AllowedOrigins": list(rule.origins),
        "AllowedMethods": list(rule.methods),
        "AllowedHeaders": list(rule.headers),
        "ExposeHeaders": list(rule.expose),
        "MaxAgeSeconds": rule.max_age,
    }


def preflight(url: str, method: str, asked: str = "", origin: str = ORIGIN) -> requests.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    if asked:
        headers["Access-Control-Request-Headers"] = asked
    return requests.options(url, headers=headers, timeout=10)


def form_sent(signed: PresignedUpload, origin: str) -> requests.Response:
    """As a page of that origin would send it."""
    file, headers = {"file": PHOTO}, {"Origin": origin}
    return requests.post(signed.url, dict(signed.fields), files=file, headers=headers, timeout=10)


def exposed(headers: Headers) -> set[str]:
    return {name.strip() for name in headers["Access-Control-Expose-Headers"].split(",")}


@pytest.mark.parametrize(
    ("method", "asked"), [("POST", ""), ("PUT", "content-type,x-amz-checksum-sha256")]
)
def test_a_browser_may_send_what_a_ticket_says(
    deployment: Container, method: str, asked: str
) -> None:
    url = ticket_for(deployment, method=method).upload.url
    answer = preflight(url, method, asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert method in answer.headers["Access-Control-Allow-Methods"]
    allowed = answer.headers.get("Access-Control-Allow-Headers", "").lower()
    assert {each.strip() for each in allowed.split(",") if each} == set(
        filter(None, asked.split(","))
    )
    assert answer.headers["Access-Control-Max-Age"] == "3600"


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_no_other_site_may_upload(deployment: Container, method: str) -> None:
    url = ticket_for(deployment, method=method).upload.url
    answer = preflight(url, method, origin=FOREIGN)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_browser_may_not_delete(deployment: Container) -> None:
    url = ticket_for(deployment, method="PUT").upload.url
    assert preflight(url, "DELETE").status_code == 403


def test_the_answer_to_a_form_says_what_uploaders_wait_for(deployment: Container) -> None:
    signed = ticket_for(deployment).upload
    answer = form_sent(signed, ORIGIN)
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert {"ETag", "Location"} <= exposed(answer.headers)
    assert "<ETag>" in answer.text  # S3 says both in headers too, Ceph in the body alone
    assert f"/{signed.fields['key']}</Location>" in unquote(answer.text)


def test_the_answer_to_a_put_says_what_uploaders_wait_for(deployment: Container) -> None:
    signed = ticket_for(deployment, method="PUT").upload
    headers = {**signed.headers, "Origin": ORIGIN}
    answer = requests.put(signed.url, PHOTO, headers=headers, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "ETag" in exposed(answer.headers)
    assert answer.headers["ETag"]


def test_a_script_of_another_site_cannot_read_an_answer(deployment: Container) -> None:
    """It may send a form, as any page may; what came of it stays hidden."""
    answer = form_sent(ticket_for(deployment).upload, FOREIGN)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_canvas_may_read_a_private_image(deployment: Container) -> None:
    url = deployment.links.of_variants(uploaded(deployment))["large"].url
    for origin, allowed in ((ORIGIN, ORIGIN), (FOREIGN, None)):
        answer = requests.get(url, headers={"Origin": origin}, timeout=10)
        assert answer.status_code == 200
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed
    assert preflight(url, "GET").status_code == 200
    assert preflight(url, "PUT").status_code == 403
