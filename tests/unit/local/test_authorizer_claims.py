"""What a token of our own issuer has to say before it is believed."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from infra.local.authorizer import Unauthorized
from tests.unit.local.tokens import AUDIENCE, CLAIMS, HEADER, NOW, URL, VERIFIER, signed, token


def refused(said: str, reason: str) -> None:
    with pytest.raises(Unauthorized, match=reason):
        VERIFIER.claims(f"Bearer {said}")


def believed(said: str) -> dict[str, str]:
    return VERIFIER.claims(f"Bearer {said}")


@pytest.mark.parametrize(
    "issuer",
    [
        None,
        "",
        f"{URL}/",
        f"{URL}.evil.example",
        f"{URL}#",
        f" {URL}",
        f"{URL}\0",
        URL[:-1],
        URL.upper(),
        URL.replace("https", "http"),
        URL.replace("issuer.example", "issuer.example:443"),
        URL.replace("issuer", "evil.example/issuer"),
        [URL],
        {"url": URL},
        0,
    ],
    ids=repr,
)
def test_an_issuer_is_ours_to_the_letter(issuer: Any) -> None:
    refused(token(iss=issuer), "valid issuer")


@pytest.mark.parametrize(
    "audience",
    [
        None,
        "",
        AUDIENCE[:-1],
        f"{AUDIENCE}s",
        f"{AUDIENCE} other",
        f"{AUDIENCE},other",
        AUDIENCE.upper(),
        [],
        [f"{AUDIENCE}s", AUDIENCE[:-1]],
        [[AUDIENCE]],
        {AUDIENCE: True},
        0,
        True,
    ],
    ids=repr,
)
def test_an_audience_is_ours_to_the_letter(audience: Any) -> None:
    refused(token(aud=audience), "valid audience")


@pytest.mark.parametrize("audience", [AUDIENCE, "other", ["somebody", AUDIENCE], [AUDIENCE]])
def test_one_audience_of_ours_is_enough(audience: Any) -> None:
    assert believed(token(aud=audience))["sub"] == "alice"


def test_a_client_is_an_audience_where_there_is_none() -> None:
    """Access tokens of Cognito have `client_id` and no `aud`."""
    assert believed(token(aud=None, client_id=AUDIENCE))["client_id"] == AUDIENCE
    refused(token(aud="somebody", client_id=AUDIENCE), "valid audience")
    refused(token(aud=[], client_id=AUDIENCE), "valid audience")


def test_an_audience_that_is_null_is_none_of_ours() -> None:
    refused(signed(HEADER, CLAIMS | {"aud": None, "client_id": AUDIENCE}), "valid audience")


@pytest.mark.parametrize("ends", [None, 0, NOW, NOW - 1, NOW - 0.5, -1, -NOW, -1e300, -(10**40)])
def test_a_token_that_has_ended_or_never_ends_is_refused(ends: float | None) -> None:
    refused(token(exp=ends), "has expired")


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize(
    "moment", [str(NOW + 60), "", "never", [], [NOW + 60], {}, True, False, math.nan, math.inf]
)
def test_a_time_is_a_number(name: str, moment: Any) -> None:
    refused(token(**{name: moment}), "could not be parsed")


def test_no_number_is_too_large_to_be_one() -> None:
    claims = json.dumps(CLAIMS).replace(str(NOW + 3600), "1e999")
    refused(signed(HEADER, claims), "could not be parsed")


@pytest.mark.parametrize("ends", [NOW + 1, NOW + 0.5, float(NOW + 60), 10**12, 10**400])
def test_a_token_is_good_until_it_ends(ends: float) -> None:
    assert believed(token(exp=ends))["sub"] == "alice"


@pytest.mark.parametrize("name", ["nbf", "iat"])
@pytest.mark.parametrize("later", [1, 0.5, 60, 10**12])
def test_a_token_from_the_future_is_refused(name: str, later: float) -> None:
    refused(token(**{name: NOW + later}), "not yet valid")


@pytest.mark.parametrize("name", ["nbf", "iat"])
@pytest.mark.parametrize("since", [None, NOW, NOW - 1, 0, -1])
def test_a_token_may_be_as_old_as_it_likes(name: str, since: int | None) -> None:
    assert believed(token(**{name: since}))["sub"] == "alice"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("", ""),
        (5, "5"),
        (True, "true"),
        (["alice", "bob"], "[alice bob]"),
        ({"a": 1}, "map[a:1]"),
        ("a\0b", "a\0b"),
        ("alice ", "alice "),
        ("ALICE", "ALICE"),
        ("\ud800", "\ud800"),
    ],
    ids=ascii,
)
def test_a_subject_reaches_the_function_as_text_and_unchanged(subject: Any, text: str) -> None:
    """Whether it can own anything is the function's to say."""
    assert believed(token(sub=subject))["sub"] == text


def test_a_token_without_a_subject_gives_the_function_none() -> None:
    assert "sub" not in believed(token(sub=None))


def test_of_two_claims_of_one_name_the_last_counts_for_every_rule() -> None:
    """As in Go's reader: a rule that looked at another one than the function does would be none."""

    def twice(name: str, first: Any, last: Any) -> str:
        rest = json.dumps({key: value for key, value in CLAIMS.items() if key != name})[1:]
        return signed(HEADER, f'{{"{name}":{json.dumps(first)},"{name}":{json.dumps(last)},{rest}')

    assert believed(twice("sub", "bob", "alice"))["sub"] == "alice"
    refused(twice("iss", URL, "https://evil.example"), "valid issuer")
    refused(twice("aud", AUDIENCE, "somebody"), "valid audience")
    refused(twice("exp", NOW + 60, NOW - 60), "has expired")


@pytest.mark.parametrize(
    "claims", ["", "null", "[]", '"alice"', "1", "{", "{}", "[" * 30_000, "1" * 5000], ids=range(9)
)
def test_claims_that_are_none_are_refused(claims: str) -> None:
    refused(signed(HEADER, claims), "could not be (verified|parsed)|valid issuer")
