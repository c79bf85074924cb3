"""A ticket's form, sent in every way but the one it was given out for: S3 itself refuses it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from darkroom.bootstrap import Container
from darkroom.domain.asset import Rejection
from darkroom.services.processing import Verdict
from tests.conformance.client import (
    PHOTO,
    Change,
    Upload,
    assert_good_for_nothing_else,
    process,
    send,
    ticket_for,
    upload_of,
)

SIGNING = ("policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature")
SOMEBODY_ELSES = "bob/default/019ce000-0000-7000-8000-000000000000.jpg"


def with_policy(form: Upload, **changes: Any) -> Upload:
    """The same signature under a policy that says something else."""
    policy = json.loads(base64.b64decode(form.words["policy"])) | changes
    return form.having("policy", base64.b64encode(json.dumps(policy).encode()).decode())


def swapped(form: Upload, name: str, old: str, new: str) -> Upload:
    """With a part of one field replaced, which has to be there."""
    assert old in form.words[name]
    return replace(form, words={**form.words, name: form.words[name].replace(old, new)})


WRONG_WORDS: Mapping[str, Change] = {
    "over size": lambda form: replace(form, body=PHOTO + b"x"),
    "empty": lambda form: replace(form, body=b""),
    "wrong type": lambda form: form.having("Content-Type", "text/html"),
    "wrong type of image": lambda form: form.having("Content-Type", "image/png"),
    "other key": lambda form: form.having("key", SOMEBODY_ELSES),
    "longer key": lambda form: form.having("key", form.words["key"] + ".html"),
    "extra metadata": lambda form: form.having("x-amz-meta-more", "words"),
    "extra header": lambda form: form.having("Cache-Control", "public"),
    "made public": lambda form: form.having("acl", "public-read"),
    "other status": lambda form: form.having("success_action_status", "200"),
    "redirect": lambda form: form.having("success_action_redirect", "https://evil.example"),
}
FORGED: Mapping[str, Change] = {
    "no conditions": lambda form: with_policy(form, conditions=[]),
    "later end": lambda form: with_policy(form, expiration="2099-01-01T00:00:00Z"),
    "signature of nothing": lambda form: form.having("x-amz-signature", "0" * 64),
    "empty signature": lambda form: form.having("x-amz-signature", ""),
    "other access key": lambda form: swapped(form, "x-amz-credential", "AKID", "AKIX"),
    "other region": lambda form: swapped(form, "x-amz-credential", "/default/", "/elsewhere/"),
    "other service": lambda form: swapped(form, "x-amz-credential", "/s3/", "/sqs/"),
    "other date": lambda form: swapped(form, "x-amz-date", "Z", "0Z"),
    "other algorithm": lambda form: form.having("x-amz-algorithm", "AWS4-HMAC-SHA1"),
    "unsigned": lambda form: form.without(*SIGNING),
}


@pytest.mark.parametrize("abuse", WRONG_WORDS)
def test_a_form_uploads_nothing_else(deployment: Container, abuse: str) -> None:
    ticket = ticket_for(deployment)
    assert_good_for_nothing_else(deployment, ticket, WRONG_WORDS[abuse](upload_of(ticket)))


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_form_is_refused(deployment: Container, forgery: str) -> None:
    ticket = ticket_for(deployment)
    assert_good_for_nothing_else(deployment, ticket, FORGED[forgery](upload_of(ticket)))


@pytest.mark.parametrize("name", ["key", "Content-Type", "success_action_status", *SIGNING])
def test_a_form_that_misses_a_field_is_refused(deployment: Container, name: str) -> None:
    ticket = ticket_for(deployment)
    form = upload_of(ticket)
    assert name in form.words
    assert_good_for_nothing_else(deployment, ticket, form.without(name))


@pytest.mark.parametrize("role", ["private", "public"])
def test_a_form_is_for_no_other_bucket(deployment: Container, role: str) -> None:
    ticket = ticket_for(deployment)
    form = upload_of(ticket)
    elsewhere = form.url.replace("-uploads", f"-{role}")
    assert elsewhere != form.url
    assert_good_for_nothing_else(deployment, ticket, replace(form, url=elsewhere))


def test_the_policy_of_one_ticket_opens_no_other_key(deployment: Container) -> None:
    ticket, other = ticket_for(deployment), ticket_for(deployment)
    assert_good_for_nothing_else(deployment, ticket, upload_of(ticket).having("key", other.key))


def test_fewer_bytes_than_declared_come_in_and_are_rejected(deployment: Container) -> None:
    """A policy can name a range, and ours begins at one byte; the rest is up to us."""
    ticket = ticket_for(deployment)
    assert send(ticket, PHOTO[:-1]) == 201
    assert process(deployment, ticket).verdict is Verdict.REJECTED
    decided = deployment.uploads.outcome("alice", ticket.id)
    assert isinstance(decided.rejection, Rejection)
    assert decided.rejection.code == "size_mismatch"
    assert list(deployment.ports.uploads.list_prefix("")) == []
