"""CloudFront on one machine: shows its buckets to anybody, keeps what it showed, purges."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from werkzeug import Request, Response
from werkzeug.datastructures import ResponseCacheControl
from werkzeug.http import parse_cache_control_header

from infra.local.emulator import Emulator
from infra.local.refusals import AwsRefusal, access_denied, xml_answer
from infra.local.stack import Distribution

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
# What an object without Cache-Control is kept for: CloudFront's default TTL.
DEFAULT_TTL = 86_400
# Wildcard paths that may be in progress at a time; here none ever is, so a request's own count.
MAX_WILDCARDS = 15
_FROM_ORIGIN = ("Content-Type", "Cache-Control", "Content-Disposition", "ETag", "Last-Modified")


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    headers: dict[str, str]
    stored_at: float
    expires_at: float


@dataclass(slots=True)
class _Invalidation:
    id: str
    paths: tuple[str, ...]


@dataclass(slots=True)
class Cdn:
    """One distribution: a WSGI application with a cache in memory.

    Refusals are never kept; CloudFront keeps them as long as ErrorCachingMinTTL says.
    """

    distribution: Distribution
    emulator: Emulator
    clock: Callable[[], float] = time.time
    _cache: dict[str, _Kept] = field(default_factory=dict)
    _invalidations: dict[str, _Invalidation] = field(default_factory=dict)
    _purges: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            if request.method not in {"GET", "HEAD"}:
                raise access_denied("This distribution is not configured to allow this method.")
            response = self._show(request)
        except AwsRefusal as refusal:
            response = xml_answer(refusal)
            response.headers["X-Cache"] = "Error from cloudfront"
        response.headers.extend(self.distribution.behaviour(request.path).headers)
        return response(environ, start_response)

    def _show(self, request: Request) -> Response:
        path = request.path
        kept = self._cache.get(path)
        hit = kept is not None and self.clock() < kept.expires_at
        if kept is None or not hit:
            kept = self._fetch(path)
        response = Response(kept.body, headers=kept.headers)
        response.headers["X-Cache"] = f"{'Hit' if hit else 'Miss'} from cloudfront"
        if hit:
            response.headers["Age"] = str(int(self.clock() - kept.stored_at))
        response.make_conditional(
            request.environ, accept_ranges=True, complete_length=len(kept.body)
        )
        return response

    def _fetch(self, path: str) -> _Kept:
        """The object from the origin; kept unless a purge came in between."""
        purges = self._purges
        key = f"/{self.distribution.root}" if path == "/" else path
        if key == "/":
            raise access_denied()
        bucket = self.distribution.behaviour(path).bucket
        answer = self.emulator.s3("GET", f"/{bucket}{key}")
        if answer.status_code != 200:
            # The distribution may read but not list: what is missing is denied.
            raise access_denied()
        headers = {name: answer.headers[name] for name in _FROM_ORIGIN if name in answer.headers}
        cache = parse_cache_control_header(headers.get("Cache-Control"), cls=ResponseCacheControl)
        unkept = cache.no_store or cache.no_cache or cache.private
        lifetime = 0 if unkept else (cache.s_maxage or cache.max_age or DEFAULT_TTL)
        now = self.clock()
        kept = _Kept(answer.get_data(), headers, now, now + lifetime)
        with self._lock:
            if lifetime and purges == self._purges:
                self._cache[path] = kept
        return kept

    def api(self, request: Request, body: bytes) -> Response:
        """CloudFront's API, as far as it is used: create and get an invalidation."""
        parts = request.path.strip("/").split("/")
        if len(parts) < 4 or parts[1] != "distribution" or parts[3] != "invalidation":
            raise AwsRefusal(501, "NotImplemented", "Only invalidations are run locally.")
        if parts[2] != self.distribution.id:
            message = "The specified distribution does not exist."
            raise AwsRefusal(404, "NoSuchDistribution", message)
        if request.method == "POST":
            reference, paths = _read_batch(body)
            invalidation = self.invalidate(reference, paths)
            return self._invalidation_answer(invalidation, reference, status=201)
        for reference, invalidation in self._invalidations.items():
            if len(parts) == 5 and invalidation.id == parts[4]:
                return self._invalidation_answer(invalidation, reference, status=200)
        raise AwsRefusal(404, "NoSuchInvalidation", "The specified invalidation does not exist.")

    def invalidate(self, reference: str, paths: tuple[str, ...]) -> _Invalidation:
        """Forget these paths, where a trailing `*` is any ending. A repeated reference is the
        same invalidation, not another one."""
        with self._lock:
            known = self._invalidations.get(reference)
            if known is not None:
                if known.paths != paths:
                    message = "Your request contains a caller reference that was used already."
                    raise AwsRefusal(400, "InvalidationBatchAlreadyExists", message)
                return known
            self._purges += 1
            for kept in [kept for kept in self._cache if _matches(kept, paths)]:
                del self._cache[kept]
            invalidation = _Invalidation(f"I{uuid.uuid4().hex[:13].upper()}", paths)
            self._invalidations[reference] = invalidation
            return invalidation

    def _invalidation_answer(
        self, invalidation: _Invalidation, reference: str, *, status: int
    ) -> Response:
        items = "".join(f"<Path>{escape(path)}</Path>" for path in invalidation.paths)
        xml = (
            f'<?xml version="1.0"?>\n<Invalidation xmlns="{_NAMESPACE}">'
            f"<Id>{invalidation.id}</Id><Status>Completed</Status>"
            f"<CreateTime>{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}</CreateTime>"
            f"<InvalidationBatch><Paths><Quantity>{len(invalidation.paths)}</Quantity>"
            f"<Items>{items}</Items></Paths>"
            f"<CallerReference>{escape(reference)}</CallerReference></InvalidationBatch>"
            "</Invalidation>"
        )
        location = f"/2020-05-31/distribution/{self.distribution.id}/invalidation/{invalidation.id}"
        headers = {"Location": location}
        return Response(xml, status=status, headers=headers, mimetype="text/xml")


def _read_batch(body: bytes) -> tuple[str, tuple[str, ...]]:
    """Caller reference and paths of an InvalidationBatch."""
    try:
        root = ET.fromstring(body)  # noqa: S314  signed by a key of ours, from loopback
    except ET.ParseError:
        raise AwsRefusal(400, "MalformedXML", "The XML you provided is not valid.") from None
    paths = tuple(node.text or "" for node in root.iter(f"{{{_NAMESPACE}}}Path"))
    quantity = root.findtext(f".//{{{_NAMESPACE}}}Quantity")
    if not paths or quantity != str(len(paths)):
        raise AwsRefusal(400, "InconsistentQuantities", "Quantity and Items do not match.")
    if any(not path.startswith("/") for path in paths):
        raise AwsRefusal(400, "InvalidArgument", "A path starts with a slash.")
    if sum(path.endswith("*") for path in paths) > MAX_WILDCARDS:
        message = "Your request would exceed the number of wildcard invalidations in progress."
        raise AwsRefusal(400, "TooManyInvalidationsInProgress", message)
    return root.findtext(f"{{{_NAMESPACE}}}CallerReference") or "", paths


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    decoded = [unquote(pattern) for pattern in patterns]
    return any(
        path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern
        for pattern in decoded
    )
