"""A token chooses neither its key nor its algorithm, and it is spelled in one way."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from infra.local.authorizer import Unauthorized
from tests.unit.local.tokens import (
    CLAIMS,
    FOREIGN_KEY,
    HEADER,
    KID,
    VERIFIER,
    b64,
    public_spellings,
    signed,
    spelled,
    token,
    under_mac,
)

FOREIGN_JWK = json.loads(RSAAlgorithm.to_jwk(FOREIGN_KEY.public_key())) | {"kid": KID}
ELSEWHERE = "https://evil.example/keys.json"


def refused(said: str) -> None:
    """Refused, and not a part of what was said is repeated."""
    with pytest.raises(Unauthorized) as refusal:
        VERIFIER.claims(said)
    parts = [part for part in said.replace("Bearer", "").split(".") if len(part) > 3]
    assert not [part for part in parts if part in refusal.value.challenge]


def test_what_is_changed_below_is_believed_unchanged() -> None:
    assert VERIFIER.claims(f"Bearer {signed(HEADER, CLAIMS)}")["sub"] == "alice"


# The algorithm


@pytest.mark.parametrize(
    "name", ["none", "None", "NONE", "nOnE", "", None, [], 0, ["RS256"], " RS256"]
)
@pytest.mark.parametrize("signature", ["", "AAAA", "real"])
def test_no_algorithm_is_none(name: Any, signature: str) -> None:
    real = signed(HEADER | {"alg": name}, CLAIMS)
    content, _, its_own = real.rpartition(".")
    refused(f"Bearer {content}.{its_own if signature == 'real' else signature}")


@pytest.mark.parametrize("spelling", public_spellings())
@pytest.mark.parametrize("algorithm", ["HS256", "hs256", "RS256"])
def test_the_public_key_is_no_secret_to_sign_with(spelling: str, algorithm: str) -> None:
    refused(f"Bearer {under_mac(public_spellings()[spelling], alg=algorithm)}")


@pytest.mark.parametrize("name", ["RS384", "RS512", "PS256", "ES256", "EdDSA", "HS512", "rs256"])
def test_one_algorithm_is_taken_and_no_other(name: str) -> None:
    refused(f"Bearer {signed(HEADER | {'alg': name}, CLAIMS)}")


def test_a_padding_that_is_not_of_the_algorithm_is_refused() -> None:
    refused(f"Bearer {jwt.encode(CLAIMS, FOREIGN_KEY, 'PS256', {'kid': KID})}")


# The key


def test_somebody_elses_key_is_refused_under_our_id() -> None:
    refused(f"Bearer {signed(HEADER, CLAIMS, FOREIGN_KEY)}")


@pytest.mark.parametrize(
    "kid",
    [
        "../../../../dev/null",
        "/dev/null",
        "file:///proc/sys/kernel/randomize_va_space",
        "' UNION SELECT 'secret' --",
        "| cat /etc/passwd",
        "",
        " ",
        "0",
        KID.upper() + "\0",
        f"{KID} ",
        f"{KID}\0",
        [KID],
        {"kid": KID},
        0,
        True,
        None,
        "k" * 5000,
    ],
    ids=range(17),  # the key's id is another one in every process
)
@pytest.mark.parametrize("whose", ["ours", "somebody else's"])
def test_a_key_is_found_by_its_very_name_alone(kid: Any, whose: str) -> None:
    header = HEADER | {"kid": kid}
    refused(f"Bearer {signed(header, CLAIMS)}" if whose == "ours" else _foreign(header))


def test_a_token_without_a_key_id_is_refused_even_if_ours_signed_it() -> None:
    header = {name: value for name, value in HEADER.items() if name != "kid"}
    refused(f"Bearer {signed(header, CLAIMS)}")
    refused(_foreign(header))


@pytest.mark.parametrize(
    "brought",
    [
        {"jwk": FOREIGN_JWK},
        {"jku": ELSEWHERE},
        {"x5u": ELSEWHERE},
        {"x5c": ["MIIB"]},
        {"x5t": "AAAA"},
        {"jwk": FOREIGN_JWK, "jku": ELSEWHERE, "x5u": ELSEWHERE, "iss": ELSEWHERE},
        {"keys": [FOREIGN_JWK]},
    ],
    ids="+".join,
)
@pytest.mark.parametrize("kid", [KID, "mine"], ids=["ours", "theirs"])
def test_a_token_brings_no_key_of_its_own(brought: dict[str, Any], kid: str) -> None:
    refused(_foreign(HEADER | brought | {"kid": kid}))


@pytest.mark.parametrize("critical", [["exp"], ["b64"], ["urn:unheard-of"], [], "exp", None, [1]])
def test_what_must_be_understood_and_is_not_is_a_refusal(critical: Any) -> None:
    """RFC 7515, 4.1.11."""
    refused(f"Bearer {signed(HEADER | {'crit': critical, 'b64': False}, CLAIMS)}")


# Spellings

GOOD = token()
HEAD, BODY, SIGNATURE = GOOD.split(".")


@pytest.mark.parametrize(
    "said",
    [
        f"{HEAD}.{BODY}.",
        f"{HEAD}.{BODY}",
        f"{HEAD}..{SIGNATURE}",
        f".{BODY}.{SIGNATURE}",
        f"{GOOD}.",
        f".{GOOD}",
        f"{GOOD}.{SIGNATURE}",
        f"{GOOD}..",
        f"{HEAD}.{BODY}.{SIGNATURE[:-1]}",
        f"{HEAD}.{BODY}.{SIGNATURE[:-4]}",
        f"{HEAD}.{BODY}.{SIGNATURE[:10]}",
        f"{HEAD}.{BODY}.{SIGNATURE[1:]}",
        f"{HEAD}.{BODY}.{SIGNATURE}{SIGNATURE}",
        f"{HEAD}.{BODY}.AA{SIGNATURE}",
        f"{HEAD}.{BODY}.{SIGNATURE}AA",
        f"{HEAD}=.{BODY}.{SIGNATURE}",
        f"{HEAD}.{BODY}=.{SIGNATURE}",
        f"{HEAD}.{BODY}.{SIGNATURE}==",
        f"{HEAD}.{BODY}.{SIGNATURE}!",
        f"{HEAD}.{BODY}.{SIGNATURE}%20",
        f"{HEAD}.{BODY}.{SIGNATURE[:9]}\n{SIGNATURE[9:]}",
        f"{HEAD}.{BODY}.{SIGNATURE[:9]} {SIGNATURE[9:]}",
        f"{HEAD}.{BODY}.\t{SIGNATURE}",
        f"{HEAD} .{BODY}.{SIGNATURE}",
        f"{HEAD}.{BODY}.{SIGNATURE}\0",
        f"{HEAD}.{BODY}.{SIGNATURE}é",
        f'"{GOOD}"',
        f"{GOOD}, {GOOD}",
        f"{GOOD},{GOOD}",
        f"{GOOD} {GOOD}",
        f"{GOOD};",
        f"{GOOD}, Bearer {GOOD}",
        f"Bearer {GOOD}",
        f"{spelled(HEADER | {'alg': 'dir', 'enc': 'A256GCM'})}...{BODY}.{SIGNATURE}",
        json.dumps({"payload": BODY, "signatures": [{"protected": HEAD, "signature": SIGNATURE}]}),
    ],
    ids=range(35),
)
def test_a_token_is_three_parts_of_base64url_and_nothing_else(said: str) -> None:
    refused(f"Bearer {said}")


@pytest.mark.parametrize(
    "scheme", ["Basic", "Token", "JWT", "Bearer:", "Bearer,", "Bearer\0", "DPoP"]
)
def test_another_scheme_is_refused(scheme: str) -> None:
    refused(f"{scheme} {GOOD}")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "null",
        "[]",
        '"RS256"',
        "1",
        "{",
        '{"alg":"RS256"',
        f'{{"alg":"RS256","kid":"{KID}"}} trailing',
        f'{{"alg":"RS256","kid":"{KID}","alg":"none"}}',
        f'{{"alg":"RS256","kid":"{KID}","kid":"mine"}}',
        "[" * 30_000,
        '{"a":' * 20_000,
        "1" * 5000,
    ],
    ids=range(13),
)
def test_a_header_that_is_none_is_refused(header: str) -> None:
    refused(f"Bearer {signed(header, CLAIMS)}")


@pytest.mark.parametrize("raw", [b"\xff\xfe{}", b'{"alg":"RS256","kid":"\xff"}', b"\xef\xbb\xbf{}"])
def test_a_header_that_is_no_text_is_refused(raw: bytes) -> None:
    refused(f"Bearer {b64(raw)}.{BODY}.{SIGNATURE}")


def _foreign(header: dict[str, Any]) -> str:
    return f"Bearer {signed(header, CLAIMS, FOREIGN_KEY)}"
