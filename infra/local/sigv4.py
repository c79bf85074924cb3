"""Signature Version 4, verified: header-signed requests, presigned URLs, signed form policies.

Written from the specification, apart from darkroom's signer, so that each checks the other.
https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote, unquote_plus

from werkzeug import Request

from infra.local.keys import AccessKey, KeyRing
from infra.local.refusals import AwsRefusal, access_denied

ALGORITHM = "AWS4-HMAC-SHA256"
MAX_EXPIRES = 604_800
CLOCK_SKEW = timedelta(minutes=15)

_KEPT = "surrogateescape"  # a byte that is not UTF-8 survives decoding and encoding
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_TIMESTAMP = "%Y%m%dT%H%M%SZ"
_QUERY_PARAMETERS = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
_HEADER = re.compile(
    rf"{ALGORITHM} Credential=(?P<credential>[^,\s]+),\s*"
    r"SignedHeaders=(?P<signed>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]+)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A credential as requests spell it: `key id/day/region/service/aws4_request`."""

    key_id: str
    day: str
    region: str
    service: str

    def __str__(self) -> str:
        return f"{self.day}/{self.region}/{self.service}/aws4_request"


@dataclass(frozen=True, slots=True)
class Verifier:
    """Checks signatures made with the keys of one ring, for one region."""

    keys: KeyRing
    region: str

    def scope(self, credential: str, code: str) -> Scope:
        """The credential taken apart; refused with `code` when it is not one of this region."""
        parts = credential.split("/")
        if len(parts) != 5 or parts[4] != "aws4_request":
            raise AwsRefusal(400, code, "Error parsing the X-Amz-Credential parameter.")
        scope = Scope(*parts[:4])
        # CloudFront is global: signed for us-east-1, by some clients for their own region.
        if scope.region != self.region and scope.service != "cloudfront":
            message = f"the region '{scope.region}' is wrong; expecting '{self.region}'"
            raise AwsRefusal(400, code, f"Error parsing the X-Amz-Credential parameter; {message}")
        return scope

    def key(self, scope: Scope, token: str | None) -> AccessKey:
        """The key that a scope names, if the session token is the one that belongs to it."""
        key = self.keys.find(scope.key_id)
        if key is None:
            message = "The AWS Access Key Id you provided does not exist in our records."
            raise AwsRefusal(403, "InvalidAccessKeyId", message)
        if not hmac.compare_digest((key.token or "").encode(), (token or "").encode()):
            message = "The provided token is malformed or otherwise invalid."
            raise AwsRefusal(400, "InvalidToken", message)
        return key

    def presigned(self, request: Request, now: datetime) -> AccessKey:
        """The key behind a presigned URL. Raises AwsRefusal."""
        code = "AuthorizationQueryParametersError"
        query = dict(query_pairs(request))
        given = {name: query.get(f"X-Amz-{name}", "") for name in _QUERY_PARAMETERS}
        if not all(given.values()):
            names = ", ".join(f"X-Amz-{name}" for name in _QUERY_PARAMETERS)
            message = f"Query-string authentication version 4 requires the {names} parameters."
            raise AwsRefusal(400, code, message)
        if given["Algorithm"] != ALGORITHM:
            raise AwsRefusal(400, code, f'X-Amz-Algorithm only supports "{ALGORITHM}"')
        scope = self.scope(given["Credential"], code)
        signed_at = timestamp(given["Date"], code)
        lifetime = _lifetime(given["Expires"], code)
        key = self.key(scope, query.get("X-Amz-Security-Token"))
        _expect_in_time(signed_at, lifetime, now)
        signed = given["SignedHeaders"].split(";")
        _expect_signed(request, signed)
        if scope.day != given["Date"][:8]:
            raise AwsRefusal(400, code, "Invalid credential date. It differs from X-Amz-Date.")
        payload = request.headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        canonical = canonical_request(request, signed, payload, scope.service)
        expect_signature(key, scope, given["Date"], canonical, given["Signature"])
        return key

    def signed(self, request: Request, body: bytes, now: datetime) -> tuple[AccessKey, Scope]:
        """The key and scope behind an Authorization header. Raises AwsRefusal."""
        code = "AuthorizationHeaderMalformed"
        match = _HEADER.fullmatch(request.headers.get("Authorization", "").strip())
        if match is None:
            raise AwsRefusal(400, code, "The authorization header is malformed.")
        scope = self.scope(match["credential"], code)
        key = self.key(scope, request.headers.get("x-amz-security-token"))
        moment = request.headers.get("x-amz-date", "")
        if abs(timestamp(moment, "AccessDenied") - now) > CLOCK_SKEW:
            message = "The difference between the request time and the current time is too large."
            raise AwsRefusal(403, "RequestTimeTooSkewed", message)
        signed = match["signed"].split(";")
        _expect_signed(request, signed)
        payload = _payload_hash(request, body, scope.service)
        canonical = canonical_request(request, signed, payload, scope.service)
        expect_signature(key, scope, moment, canonical, match["signature"])
        return key, scope


def expect_signature(
    key: AccessKey, scope: Scope, moment: str, signed_text: str, given: str, *, policy: bool = False
) -> None:
    """Refuse a signature that this key would not have made.

    `signed_text` is a canonical request, or the base64 `policy` of a form.
    """
    digest = hashlib.sha256(signed_text.encode()).hexdigest()
    to_sign = signed_text if policy else f"{ALGORITHM}\n{moment}\n{scope}\n{digest}"
    secret = f"AWS4{key.secret}".encode()
    for part in (scope.day, scope.region, scope.service, "aws4_request"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    expected = hmac.digest(secret, to_sign.encode(), "sha256").hex()
    if not hmac.compare_digest(expected, given):
        message = (
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method."
        )
        raise AwsRefusal(403, "SignatureDoesNotMatch", message)


def canonical_request(request: Request, signed: list[str], payload: str, service: str) -> str:
    """The request as it is signed."""
    path = raw_path(request)
    # S3 encodes the key once; every other service encodes the path as it was sent once more.
    uri = quote(unquote(path, errors=_KEPT) if service == "s3" else path, safe="/~", errors=_KEPT)
    pairs = sorted(
        (_encoded(name), _encoded(value))
        for name, value in query_pairs(request)
        if name != "X-Amz-Signature"
    )
    query = "&".join(f"{name}={value}" for name, value in pairs)
    headers = "".join(f"{name}:{_folded(request.headers.get(name, ''))}\n" for name in signed)
    return "\n".join((request.method, uri, query, headers, ";".join(signed), payload))


def raw_path(request: Request) -> str:
    """The path as it stood in the request line."""
    uri: str = request.environ.get("REQUEST_URI") or quote(request.path)
    path = uri.partition("?")[0]
    return path if path.startswith("/") else "/"


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """Names and values of the query, decoded, in order."""
    parts = (part.partition("=") for part in request.query_string.decode("latin-1").split("&"))
    return [(_decoded(name), _decoded(value)) for name, _, value in parts if name]


def timestamp(text: str, code: str) -> datetime:
    """A time as AWS spells it, `20261231T235959Z`. Refused with `code`."""
    try:
        return datetime.strptime(text, _TIMESTAMP).replace(tzinfo=UTC)
    except ValueError:
        message = 'X-Amz-Date must be formatted via ISO8601 Long format: "yyyyMMddTHHmmssZ"'
        raise AwsRefusal(400, code, message) from None


def _decoded(text: str) -> str:
    return unquote_plus(text, errors=_KEPT)


def _encoded(text: str) -> str:
    return quote(text, safe="~", errors=_KEPT)


def _folded(value: str) -> str:
    return " ".join(value.split())


def _lifetime(text: str, code: str) -> timedelta:
    if not _WHOLE.fullmatch(text):
        raise AwsRefusal(400, code, "X-Amz-Expires should be a number")
    seconds = int(text)
    if seconds < 0:
        raise AwsRefusal(400, code, "X-Amz-Expires must be non-negative")
    if seconds > MAX_EXPIRES:
        message = (
            "X-Amz-Expires must be less than a week (in seconds); "
            f"that is, the given X-Amz-Expires must be less than {MAX_EXPIRES} seconds"
        )
        raise AwsRefusal(400, code, message)
    return timedelta(seconds=seconds)


def _expect_in_time(signed_at: datetime, lifetime: timedelta, now: datetime) -> None:
    if signed_at - now > CLOCK_SKEW:
        raise access_denied("Request is not yet valid")
    if now > signed_at + lifetime:
        raise access_denied(
            "Request has expired",
            **{
                "X-Amz-Expires": int(lifetime.total_seconds()),
                "Expires": f"{signed_at + lifetime:%Y-%m-%dT%H:%M:%SZ}",
                "ServerTime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            },
        )


def _expect_signed(request: Request, signed: list[str]) -> None:
    sent = {name.lower() for name, _ in request.headers}
    missing = ({"host"} | {name for name in sent if name.startswith("x-amz-")}) - set(signed)
    if missing:
        raise access_denied(
            "There were headers present in the request which were not signed",
            HeadersNotSigned=", ".join(sorted(missing)),
        )


def _payload_hash(request: Request, body: bytes, service: str) -> str:
    """What stands for the body in the signature; a hash that is not the body's is refused."""
    declared = request.headers.get("x-amz-content-sha256")
    actual = hashlib.sha256(body).hexdigest()
    if declared is None:
        if service == "s3":
            message = "Missing required header for this request: x-amz-content-sha256"
            raise AwsRefusal(400, "InvalidRequest", message)
        return actual
    if declared == "UNSIGNED-PAYLOAD" or declared.startswith("STREAMING-"):
        return declared
    if not hmac.compare_digest(declared.encode(), actual.encode()):
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise AwsRefusal(400, "XAmzContentSHA256Mismatch", message)
    return declared
